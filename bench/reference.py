"""usage: reference.py SYSTEM LOSS BATCH CRITIC_UPDATES THREADS CYCLES

The named peer of bench/compare: the networks of `wgan` in PyTorch eager, NCHW, trained as people write it; prints the seconds of each
cycle, on the clock and of all processors together (CRITIC_UPDATES of the critic, then one of the generator) behind two that are not printed. SYSTEM is dcgan (64x64, 64 features)
or pokemon (seed-pokemon's networks, 128x128), LOSS gan, clip or gp.

As people write it: fakes are detached for the critic; they are made anew for the generator, as here; the generator's loss goes back
through a critic that is not frozen; the penalty by torch.autograd.grad with create_graph; losses are read once a cycle.
"""
import sys
import time

import torch
from torch import nn
from torch.nn import functional


class Same(nn.Module):
    """TensorFlow's "same" at stride 2 with kernel 5: one pixel before, two behind."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 5, 2)

    def forward(self, x):
        return self.conv(functional.pad(x, (1, 2, 1, 2)))


class SameUp(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.conv = nn.ConvTranspose2d(inputs, outputs, 5, 2)

    def forward(self, x):
        side = 2 * x.shape[2]
        return self.conv(x)[:, :, 1 : side + 1, 1 : side + 1]


def dcgan(norm):
    widths = (64, 128, 256, 512)
    critic, generator = [], [nn.Unflatten(1, (100, 1, 1)), nn.ConvTranspose2d(100, 512, 4, bias=False), nn.BatchNorm2d(512), nn.ReLU()]
    for inputs, outputs in zip((3, *widths), widths):
        normed = norm and inputs != 3
        critic += [nn.Conv2d(inputs, outputs, 4, 2, 1, bias=not normed), *([nn.BatchNorm2d(outputs)] if normed else []), nn.LeakyReLU(0.2)]
    for inputs, outputs in zip((512, 256, 128), (256, 128, 64)):
        generator += [nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]
    critic += [nn.Conv2d(512, 1, 4), nn.Flatten()]
    generator += [nn.ConvTranspose2d(64, 3, 4, 2, 1), nn.Tanh()]
    return nn.Sequential(*generator), nn.Sequential(*critic), 64


def pokemon(norm):
    widths = (16, 32, 64, 128)
    critic = []
    generator = [nn.Linear(100, 4096), nn.BatchNorm1d(4096, 1e-3, 0.2), nn.ReLU(), nn.Unflatten(1, (256, 4, 4))]
    for inputs, outputs in zip((3, *widths), widths):
        critic += [Same(inputs, outputs), *([nn.BatchNorm2d(outputs, 1e-3, 0.2)] if norm else []), nn.LeakyReLU(0.2)]
    for inputs, outputs in zip((256, 128, 64, 32), (128, 64, 32, 16)):
        generator += [SameUp(inputs, outputs), nn.BatchNorm2d(outputs, 1e-3, 0.2), nn.ReLU()]
    critic += [nn.Conv2d(128, 1, 1)]
    generator += [SameUp(16, 3), nn.Tanh()]
    return nn.Sequential(*generator), nn.Sequential(*critic), 128


def main():
    system, loss, batch, updates, threads, cycles = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    generator, critic, side = {"dcgan": dcgan, "pokemon": pokemon}[system](norm=loss != "gp")
    for module in (*generator.modules(), *critic.modules()):
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.normal_(module.weight, 0, 0.02)
    if loss == "clip":
        make = lambda net: torch.optim.RMSprop(net.parameters(), 5e-5)
    else:
        betas = (0.5, 0.999) if loss == "gan" else (0.0, 0.9)
        make = lambda net: torch.optim.Adam(net.parameters(), 2e-4 if loss == "gan" else 1e-4, betas)
    generators, critics = make(generator), make(critic)
    pictures = torch.rand(8, batch, 3, side, side) * 2 - 1
    cross_entropy = nn.BCEWithLogitsLoss()

    def score(x):
        return critic(x).flatten(1).mean(1)

    def critic_loss(real, fake):
        s, t = score(real), score(fake)
        if loss == "gan":
            return cross_entropy(s, torch.ones_like(s)) + cross_entropy(t, torch.zeros_like(t))
        total = t.mean() - s.mean()
        if loss == "gp":
            epsilon = torch.rand(batch, 1, 1, 1)
            between = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
            out = score(between)
            gradient = torch.autograd.grad(out, between, torch.ones_like(out), create_graph=True)[0]
            total = total + 10 * ((gradient.flatten(1).norm(2, 1) - 1) ** 2).mean()
        return total

    def generator_loss(fake):
        s = score(fake)
        return cross_entropy(s, torch.ones_like(s)) if loss == "gan" else -s.mean()

    for cycle in range(-2, cycles):
        begin, worked = time.perf_counter(), time.process_time()
        for update in range(updates):
            critics.zero_grad()
            total = critic_loss(pictures[(cycle * updates + update) % 8], generator(torch.randn(batch, 100)).detach())
            total.backward()
            critics.step()
            if loss == "clip":
                for p in critic.parameters():
                    p.data.clamp_(-0.01, 0.01)
        generators.zero_grad()
        second = generator_loss(generator(torch.randn(batch, 100)))
        second.backward()
        generators.step()
        total.item(), second.item()
        if cycle >= 0:
            print(f"{time.perf_counter() - begin:.5f} {time.process_time() - worked:.5f}", flush=True)


if __name__ == "__main__":
    main()
