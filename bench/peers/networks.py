"""What the peers train: the networks of wgan in PyTorch, their losses and their optimizers."""
import dataclasses

import torch
from torch import nn
from torch.nn import functional


@dataclasses.dataclass
class Work:
    """A row of bench/compare: SYSTEM is dcgan (64x64) or pokemon (seed-pokemon's networks, 128x128), LOSS gan, clip, gp or r3."""

    system: str
    loss: str
    batch: int
    updates: int  # of the critic in a cycle
    features: int


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


def doubled(inputs, outputs, up, bias=False):
    """Doubles a map by a transposed convolution or, as people write it, by repeated pixels and a convolution."""
    if up == "resize":
        return nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(inputs, outputs, 3, 1, 1, bias=bias))
    return nn.ConvTranspose2d(inputs, outputs, 4, 2, 1, bias=bias)


def dcgan(features, norm, side=64, channels=3, up="transpose"):
    levels = (side // 4).bit_length() - 1
    widths = [features * 2**i for i in range(levels)]
    critic, generator = [], [nn.Unflatten(1, (100, 1, 1))]
    generator += [nn.ConvTranspose2d(100, widths[-1], 4, bias=False), nn.BatchNorm2d(widths[-1]), nn.ReLU()]
    for inputs, outputs in zip((channels, *widths), widths):
        normed = norm and inputs != channels
        critic += [nn.Conv2d(inputs, outputs, 4, 2, 1, bias=not normed), *([nn.BatchNorm2d(outputs)] if normed else []), nn.LeakyReLU(0.2)]
    for outputs, inputs in reversed(list(zip(widths, widths[1:]))):
        generator += [doubled(inputs, outputs, up), nn.BatchNorm2d(outputs), nn.ReLU()]
    critic += [nn.Conv2d(widths[-1], 1, 4), nn.Flatten()]
    generator += [doubled(features, channels, up, bias=True), nn.Tanh()]
    return nn.Sequential(*generator), nn.Sequential(*critic), side


def pokemon(features, norm):
    widths = [features * 2**i for i in range(4)]
    top = 16 * features
    critic = []
    generator = [nn.Linear(100, 16 * top), nn.BatchNorm1d(16 * top, 1e-3, 0.2), nn.ReLU(), nn.Unflatten(1, (top, 4, 4))]
    for inputs, outputs in zip((3, *widths), widths):
        critic += [Same(inputs, outputs), *([nn.BatchNorm2d(outputs, 1e-3, 0.2)] if norm else []), nn.LeakyReLU(0.2)]
    for outputs, inputs in reversed(list(zip(widths, (*widths[1:], top)))):
        generator += [SameUp(inputs, outputs), nn.BatchNorm2d(outputs, 1e-3, 0.2), nn.ReLU()]
    critic += [nn.Conv2d(widths[3], 1, 1)]
    generator += [SameUp(features, 3), nn.Tanh()]
    return nn.Sequential(*generator), nn.Sequential(*critic), 128


def start(*networks):
    """Draws the weights as in DCGAN."""
    for module in (module for network in networks for module in network.modules()):
        if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)):
            nn.init.normal_(module.weight, 0, 0.02)


def networks_of(work, order=torch.contiguous_format):
    """Returns generator, critic and the pictures of eight batches; the last in that order in memory, and the networks as well."""
    torch.manual_seed(0)
    generator, critic, side = {"dcgan": dcgan, "pokemon": pokemon}[work.system](work.features, norm=work.loss not in ("gp", "r3"))
    start(generator, critic)
    pictures = [(torch.rand(work.batch, 3, side, side) * 2 - 1).contiguous(memory_format=order) for _ in range(8)]
    return generator.to(memory_format=order), critic.to(memory_format=order), pictures


def optimizer_of(work, parameters, **how):
    if work.loss == "clip":
        return torch.optim.RMSprop(parameters, 5e-5)
    betas = {"gan": (0.5, 0.999), "r3": (0.0, 0.99)}.get(work.loss, (0.0, 0.9))
    return torch.optim.Adam(parameters, 1e-4 if work.loss == "gp" else 2e-4, betas, **how)


def clip(work, parameters):
    if work.loss == "clip":
        for p in parameters:
            p.data.clamp_(-0.01, 0.01)


def latent(work):
    return torch.randn(work.batch, 100)


def between(work, real, fake):
    """Returns random points on the lines from fake to real pictures, for the penalty."""
    epsilon = torch.rand(work.batch, 1, 1, 1)
    return epsilon * real + (1 - epsilon) * fake


def score(critic, x):
    return critic(x).flatten(1).mean(1)


def real_scores(work, critic, real):
    """Returns what the generator's loss compares its scores with, where it does."""
    if work.loss != "r3":
        return None
    with torch.no_grad():
        return score(critic, real)


def critic_loss(work, real_scores, fake_scores):
    if work.loss == "gan":
        wrong = functional.binary_cross_entropy_with_logits
        return wrong(real_scores, torch.ones_like(real_scores)) + wrong(fake_scores, torch.zeros_like(fake_scores))
    if work.loss == "r3":
        return functional.softplus(fake_scores - real_scores).mean()
    return fake_scores.mean() - real_scores.mean()


def zero_centred(real_gradient, fake_gradient, gamma=1):
    """R1 and R2, the penalties of r3 at the very points of its loss."""
    return gamma / 2 * sum(gradient.flatten(1).square().sum(1).mean() for gradient in (real_gradient, fake_gradient))


def penalty(gradient):
    return 10 * ((gradient.flatten(1).norm(2, 1) - 1) ** 2).mean()


def generator_loss(work, scores, real_scores=None):
    if work.loss == "r3":
        return functional.softplus(real_scores - scores).mean()
    if work.loss == "gan":
        return functional.binary_cross_entropy_with_logits(scores, torch.ones_like(scores))
    return -scores.mean()
