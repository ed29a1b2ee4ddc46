"""usage: trainer.py PICTURES OUT SECONDS SAMPLES SEED THREADS RECIPE

A trainer in PyTorch as people write it, with the networks, the loss and the recipe of the run that it is compared with. Trains on the PNG
files in PICTURES for SECONDS, not counting imports and the reading of the files, and writes SAMPLES samples to OUT-raw.npz (of the newest
weights) and OUT-averaged.npz (of their moving average). RECIPE is JSON: loss (gp or r3), features, batch, n_critic, rate, beta1, beta2, ema
and, for r3, gamma and up (transpose or resize, as in wgan). Under r3 the rates fall to a tenth along half a cosine over SECONDS.
"""
import copy
import json
import math
import pathlib
import sys
import time

import numpy
import torch
from peers import networks as n
from PIL import Image


def read(folder):
    """All pictures as float [N, C, H, W] in [-1, 1]."""
    pictures = numpy.stack([numpy.asarray(Image.open(file)) for file in sorted(pathlib.Path(folder).iterdir())])
    if pictures.ndim == 3:
        pictures = pictures[..., None]
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 127.5 - 1


def batches(pictures, size):
    """Endless batches, every picture once an epoch."""
    while True:
        order = torch.randperm(len(pictures))
        for begin in range(0, len(order) - size + 1, size):
            yield pictures[order[begin : begin + size]]


def average(of, network, decay):
    with torch.no_grad():
        for kept, new in zip((*of.parameters(), *of.buffers()), (*network.parameters(), *network.buffers())):
            if kept.is_floating_point():
                kept.lerp_(new, 1 - decay)
            else:
                kept.copy_(new)


def total_of(work, critic, real, fake, recipe):
    """The critic's loss with its penalty."""
    if work.loss == "r3":
        both = [x.detach().requires_grad_() for x in (real, fake)]
        scores = [n.score(critic, x) for x in both]
        gradients = torch.autograd.grad(sum(s.sum() for s in scores), both, create_graph=True)
        return n.critic_loss(work, *scores) + n.zero_centred(*gradients, recipe["gamma"])
    x = n.between(work, real, fake).requires_grad_()
    scores = n.score(critic, x)
    gradient = torch.autograd.grad(scores, x, torch.ones_like(scores), create_graph=True)[0]
    return n.critic_loss(work, n.score(critic, real), n.score(critic, fake)) + n.penalty(gradient)


def write_samples(generator, count, file):
    """Batch norm with running statistics, as in use after training; values are rounded to bytes."""
    generator.eval()
    with torch.no_grad():
        made = torch.cat([generator(torch.randn(min(64, count - begin), 100)) for begin in range(0, count, 64)])
    pictures = ((made + 1) * 127.5).round().clamp(0, 255).to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()
    numpy.savez(file, images=pictures)


def main():
    folder, out, seconds, samples, seed, threads, recipe = sys.argv[1:]
    recipe = json.loads(recipe)
    torch.manual_seed(int(seed))
    torch.set_num_threads(int(threads))
    pictures = read(folder)
    generator, critic, _ = n.dcgan(recipe["features"], norm=False, side=pictures.shape[2], channels=pictures.shape[1],
                                    up=recipe.get("up", "transpose"))
    n.start(generator, critic)
    averaged = copy.deepcopy(generator)
    betas = (recipe["beta1"], recipe["beta2"])
    generators, critics = (torch.optim.Adam(net.parameters(), recipe["rate"], betas) for net in (generator, critic))
    work = n.Work("dcgan", recipe["loss"], recipe["batch"], recipe["n_critic"], recipe["features"])
    dealt = batches(pictures, work.batch)
    begin, steps = time.monotonic(), 0
    while (done := (time.monotonic() - begin) / float(seconds)) < 1:
        if work.loss == "r3":
            for group in (*generators.param_groups, *critics.param_groups):
                group["lr"] = recipe["rate"] * (0.1 + 0.45 * (1 + math.cos(math.pi * done)))
        for _ in range(work.updates):
            real = next(dealt)
            fake = generator(n.latent(work)).detach()
            critics.zero_grad()
            total_of(work, critic, real, fake, recipe).backward()
            critics.step()
        generators.zero_grad()
        scores = n.score(critic, generator(n.latent(work)))
        n.generator_loss(work, scores, n.real_scores(work, critic, real)).backward()
        generators.step()
        average(averaged, generator, recipe["ema"])
        steps += 1
    write_samples(generator, int(samples), f"{out}-raw.npz")
    write_samples(averaged, int(samples), f"{out}-averaged.npz")
    print(steps)


if __name__ == "__main__":
    main()
