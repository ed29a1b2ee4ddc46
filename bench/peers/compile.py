"""torch.compile of each update's whole gradient, the penalty's torch.autograd.grad in it (trace_autograd_ops), channels-last."""
import torch

from . import networks as n


def cycle_of(work):
    torch._dynamo.config.trace_autograd_ops = True
    generator, critic, pictures = n.networks_of(work, torch.channels_last)
    weights = {net: list(net.parameters()) for net in (generator, critic)}
    how = {} if work.loss == "clip" else {"fused": True}
    optimizers = {net: n.optimizer_of(work, weights[net], **how) for net in weights}

    @torch.compile
    def critic_gradients(real, fake, x):
        if work.loss == "r3":
            scores = [n.score(critic, at) for at in (real, fake)]
            slopes = torch.autograd.grad(scores[0].sum() + scores[1].sum(), (real, fake), create_graph=True)
            total = n.critic_loss(work, *scores) + n.zero_centred(*slopes)
        else:
            total = n.critic_loss(work, n.score(critic, real), n.score(critic, fake))
        if work.loss == "gp":
            gradient = torch.autograd.grad(n.score(critic, x).sum(), x, create_graph=True)[0]
            total = total + n.penalty(gradient)
        gradients = torch.autograd.grad(total, weights[critic])
        return total.detach(), gradients

    @torch.compile
    def generator_gradients(z, real):
        total = n.generator_loss(work, n.score(critic, generator(z)), n.real_scores(work, critic, real))
        gradients = torch.autograd.grad(total, weights[generator])
        return total.detach(), gradients

    @torch.compile
    def fakes(z):
        with torch.no_grad():
            return generator(z)

    def take(net, gradients):
        for weight, gradient in zip(weights[net], gradients):
            weight.grad = gradient
        optimizers[net].step()

    def cycle(number):
        for update in range(work.updates):
            real, fake = pictures[(number * work.updates + update) % len(pictures)], fakes(n.latent(work))
            ends = [x.detach().requires_grad_(work.loss == "r3") for x in (real, fake)]
            total, gradients = critic_gradients(*ends, n.between(work, real, fake).requires_grad_())
            take(critic, gradients)
            n.clip(work, weights[critic])
        second, gradients = generator_gradients(n.latent(work), real)
        take(generator, gradients)
        total.item(), second.item()

    return cycle
