"""PyTorch as people write it: fakes are detached for the critic and made anew for the generator, as in wgan; the generator's loss
goes back through a critic that is not frozen; the penalty by torch.autograd.grad with create_graph; losses are read once a cycle."""
import torch

from . import networks as n


def cycle_of(work, order=torch.contiguous_format):
    generator, critic, pictures = n.networks_of(work, order)
    generators, critics = (n.optimizer_of(work, net.parameters()) for net in (generator, critic))

    def critic_total(real, fake):
        if work.loss == "r3":
            both = [x.detach().requires_grad_() for x in (real, fake)]
            scores = [n.score(critic, x) for x in both]
            gradients = torch.autograd.grad(sum(s.sum() for s in scores), both, create_graph=True)
            return n.critic_loss(work, *scores) + n.zero_centred(*gradients)
        total = n.critic_loss(work, n.score(critic, real), n.score(critic, fake))
        if work.loss != "gp":
            return total
        x = n.between(work, real, fake).requires_grad_()
        scores = n.score(critic, x)
        gradient = torch.autograd.grad(scores, x, torch.ones_like(scores), create_graph=True)[0]
        return total + n.penalty(gradient)

    def cycle(number):
        for update in range(work.updates):
            critics.zero_grad()
            real = pictures[(number * work.updates + update) % len(pictures)]
            total = critic_total(real, generator(n.latent(work)).detach())
            total.backward()
            critics.step()
            n.clip(work, critic.parameters())
        generators.zero_grad()
        second = n.generator_loss(work, n.score(critic, generator(n.latent(work))), n.real_scores(work, critic, real))
        second.backward()
        generators.step()
        total.item(), second.item()

    return cycle
