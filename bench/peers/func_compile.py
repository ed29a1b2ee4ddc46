"""torch.compile of each update as torch.func.grad_and_value around a torch.func.grad, channels-last. The norms keep no running
statistics, which torch.func forbids; that spares this peer a little work."""
import torch
from torch import nn
from torch.func import functional_call, grad, grad_and_value

from . import networks as n


def cycle_of(work):
    generator, critic, pictures = n.networks_of(work, torch.channels_last)
    for module in (*generator.modules(), *critic.modules()):
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            module.track_running_stats = False
            module.running_mean = module.running_var = module.num_batches_tracked = None
    weights = {net: {name: p.detach().clone() for name, p in net.named_parameters()} for net in (generator, critic)}
    how = {} if work.loss == "clip" else {"fused": True}
    optimizers = {net: n.optimizer_of(work, list(weights[net].values()), **how) for net in weights}

    def scores(w, x):
        return functional_call(critic, w, (x,)).flatten(1).mean(1)

    def critic_total(w, real, fake, x):
        total = n.critic_loss(work, scores(w, real), scores(w, fake))
        if work.loss == "r3":
            slope = grad(lambda at: scores(w, at).sum())
            return total + n.zero_centred(slope(real), slope(fake))
        return total + n.penalty(grad(lambda at: scores(w, at).sum())(x)) if work.loss == "gp" else total

    @torch.compile
    def critic_gradients(w, generators, real, z, epsilon):
        fake = functional_call(generator, generators, (z,)).detach()
        return grad_and_value(critic_total)(w, real, fake, epsilon * real + (1 - epsilon) * fake)

    @torch.compile
    def generator_gradients(w, critics, z, real):
        of_real = scores(critics, real).detach() if work.loss == "r3" else None
        return grad_and_value(lambda own: n.generator_loss(work, scores(critics, functional_call(generator, own, (z,))), of_real))(w)

    def take(net, gradients):
        for name, weight in weights[net].items():
            weight.grad = gradients[name]
        optimizers[net].step()

    def cycle(number):
        for update in range(work.updates):
            real, epsilon = pictures[(number * work.updates + update) % len(pictures)], torch.rand(work.batch, 1, 1, 1)
            gradients, total = critic_gradients(weights[critic], weights[generator], real, n.latent(work), epsilon)
            take(critic, gradients)
            n.clip(work, weights[critic].values())
        gradients, second = generator_gradients(weights[generator], weights[critic], n.latent(work), real)
        take(generator, gradients)
        total.item(), second.item()

    return cycle
