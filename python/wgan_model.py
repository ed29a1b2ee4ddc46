"""Generators that wgan trained, in PyTorch.

    from wgan_model import load

    g = load("g.pt")                    # or the g.safetensors of `wgan export`
    picture = g.sample(7)               # uint8 [H, W, C]: the picture of `wgan sample g.pt --seeds 7`
    pictures = g(g.latents([0, 1, 2]))  # float [3, C, H, W] in [-1, 1]

One file, which you can copy into any project. It needs Python 3.9, PyTorch and NumPy, and safetensors for files in that format. It
runs no code from a model file.
"""
from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

__all__ = ["Generator", "latent_of_seed", "load"]

_MASK = (1 << 64) - 1
_SAMPLES = 7  # the stream of random numbers that samples are drawn from
_ARCHITECTURES = ("dcgan", "pokemon", "anime", "mlp", "plain", "resnet", "modern")
# Settings that files of earlier versions do not name.
_DEFAULTS = {
    "channels": "3", "arch": "dcgan", "generator-arch": "same", "latent": "100", "latent-law": "normal", "depth": "0", "up": "transpose",
    "generator-norm": "batch", "act": "auto", "mlp-layers": "4", "blocks": "2", "conditional": "false",
}  # fmt: skip


def load(path: str, raw: bool = False) -> Generator:
    """Reads a generator from a `g.pt`, or from the `.safetensors` of `wgan export`.

    With `raw`, a `g.pt` gives the newest weights instead of the averaged ones. Raises ValueError if the file holds no generator that
    this module knows, and what PyTorch, zipfile or safetensors raise for a damaged file.
    """
    if str(path).endswith(".safetensors"):
        import safetensors

        with safetensors.safe_open(path, "pt") as opened:
            facts = opened.metadata() or {}
            if raw and facts.get("weights") != "newest":
                raise ValueError(f"{path} holds averaged weights; `wgan export --raw` writes the newest")
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}
        classes = json.loads(facts.get("classes", "[]"))
    else:
        with zipfile.ZipFile(path) as archive:
            if "archive/wgan.json" not in archive.namelist():
                raise ValueError(f"{path} was not written by wgan")
            facts = json.loads(archive.read("archive/wgan.json"))["text"]
        if facts.get("kind") != "generator":
            raise ValueError(f"{path} holds a {facts.get('kind', 'file of unknown kind')}, not a generator; name the g.pt of a run")
        prefix = "g." if raw else "g_ema."
        saved = torch.load(path, map_location="cpu", weights_only=True)
        tensors = {name.removeprefix(prefix): t for name, t in saved.items() if name.startswith(prefix)}
        classes = facts["classes"].split("\n") if facts.get("classes") else []
    if "settings" not in facts:
        raise ValueError(f"{path} does not say how its generator was made")
    return Generator(_settings(facts["settings"]), tensors, classes).eval()


def latent_of_seed(seed: int, length: int, law: str = "normal") -> np.ndarray:
    """Returns z for the sample with that seed, float32 [length], as `wgan sample` draws it."""
    words = _philox(_key(seed), 0, 2 * ((length + 1) // 2))
    if law == "uniform":
        return (2 * ((words[:length] >> 8).astype(np.float32) * np.float32(2**-24)) - 1).astype(np.float32)
    u = (words[0::2].astype(np.float64) + 1) * 2**-32
    angle = 2 * math.pi * words[1::2].astype(np.float64) * 2**-32
    radius = np.sqrt(-2 * np.log(u))
    z = np.stack([radius * np.cos(angle), radius * np.sin(angle)], 1).astype(np.float32).reshape(-1)[:length]
    if law == "sphere":
        z = z * np.float32(math.sqrt(length / np.square(z.astype(np.float64)).sum()))
    return z


class Generator(nn.Module):
    """A generator: z, float [N, latent], and of a conditional one labels, int64 [N], to pictures, float [N, C, H, W] in [-1, 1].

    `settings` are the flags of the run by their names without dashes, `tensors` the weights and statistics by wgan's names. The
    layers are those of `wgan describe`. Norms use the stored statistics in every mode, as in `wgan sample`.
    """

    def __init__(self, settings: dict[str, str], tensors: dict[str, Tensor], classes: Sequence[str] = ()):
        super().__init__()
        self.settings = settings = {**_DEFAULTS, **settings}
        self.classes = list(classes)
        width, _, height = settings["size"].partition("x")
        self.width, self.height, self.channels = int(width), int(height or width), int(settings["channels"])
        self.latent, self.latent_law = int(settings["latent"]), settings["latent-law"]
        self.conditional = settings["conditional"] == "true"
        arch = settings["generator-arch"]
        self.arch = settings["arch"] if arch == "same" else arch
        if self.arch not in _ARCHITECTURES:
            raise ValueError(f"this module knows no architecture '{self.arch}'")
        self._names: dict[str, str] = {}
        for name, tensor in tensors.items():
            self._names[name] = name.replace(".", "__")
            if name.endswith((".running_mean", ".running_var")) or name == "reference" or not tensor.is_floating_point():
                self.register_buffer(self._names[name], tensor.clone())
            else:
                self.register_parameter(self._names[name], nn.Parameter(tensor.clone()))
        self._epsilon = 1e-3 if self.arch == "pokemon" else 1e-5
        reference = self._get("reference")  # the batch in front of every batch, for virtual batch norm
        self._references = 0 if reference is None else len(reference)

    def forward(self, z: Tensor, labels: Tensor | None = None) -> Tensor:
        if self.conditional and labels is None:
            raise ValueError("this generator needs labels: numbers of " + ", ".join(self.classes))
        x = torch.cat([self._t("reference"), z]) if self._references else z
        if self._get("classes.weight") is not None:
            x = torch.cat([x, self._t("classes.weight")[labels]], 1)
        return torch.tanh(getattr(self, f"_{self.arch}")(x, labels))[self._references :]

    def latents(self, seeds: Sequence[int]) -> Tensor:
        """Returns z for the samples with these seeds, float [N, latent]."""
        z = np.stack([latent_of_seed(seed, self.latent, self.latent_law) for seed in seeds])
        return torch.from_numpy(z).to(next(self.parameters()))

    def labels(self, seeds: Sequence[int]) -> Tensor | None:
        """Returns the classes of the samples with these seeds, int64 [N]; None for a generator without classes."""
        if not self.conditional:
            return None
        return torch.tensor([_below(seed, len(self.classes)) for seed in seeds], device=next(self.parameters()).device)

    @torch.no_grad()
    def sample(self, seed: int, class_name: str | None = None) -> np.ndarray:
        """Returns the picture of `wgan sample --seeds SEED`, uint8 [H, W, C], of a class or of the seed's own."""
        labels = self.labels([seed])
        if class_name is not None:
            if labels is None or class_name not in self.classes:
                raise ValueError(f"there is no class '{class_name}' here, but " + (", ".join(self.classes) or "none at all"))
            labels = torch.full_like(labels, self.classes.index(class_name))
        pictures = self(self.latents([seed]), labels)
        return ((pictures[0] + 1) * 127.5).round().clamp(0, 255).byte().permute(1, 2, 0).cpu().numpy()

    # The architectures, from z and the class to what tanh gets.

    def _dcgan(self, x: Tensor, labels: Tensor | None) -> Tensor:
        return self._convolutional(x, labels, self._maps(self._halvings()))

    def _pokemon(self, x: Tensor, labels: Tensor | None) -> Tensor:
        return self._convolutional(x, labels, self._maps((self._int("depth") or 4) + 1), dense=True)

    def _anime(self, x: Tensor, labels: Tensor | None) -> Tensor:
        return self._convolutional(x, labels, self._maps(self._int("depth") or 4), dense=True, odd_before=True)

    def _convolutional(
        self, x: Tensor, labels: Tensor | None, maps: list[tuple[int, int]], dense: bool = False, odd_before: bool = False
    ) -> Tensor:
        level = len(maps) - 1
        if dense:
            x = self._dense(f"dense{level}", x).unflatten(1, (-1, *maps[level]))
        else:
            x = F.conv_transpose2d(x[:, :, None, None], self._t(f"conv{level}.weight"), self._get(f"conv{level}.bias"))
        x = self._act(self._norm(f"norm{level}", labels, x))
        for level in range(level - 1, -1, -1):
            name = f"conv{level}" if level else "picture"
            if self.settings["up"] == "resize":
                x = self._conv(name, self._nearest(x, maps[level]))
            else:
                x = self._grow(name, x, maps[level], odd_before)
            if level:
                x = self._act(self._norm(f"norm{level}", labels, x))
        return x

    def _mlp(self, x: Tensor, labels: Tensor | None) -> Tensor:
        for i in range(1, self._int("mlp-layers")):
            x = self._act(self._norm(f"norm{i}", labels, self._dense(f"dense{i}", x)))
        return self._dense("picture", x).unflatten(1, (self.channels, self.height, self.width))

    def _plain(self, x: Tensor, labels: Tensor | None) -> Tensor:
        maps = self._maps(self._halvings())
        x = self._start(x)
        for level in range(len(maps) - 1, 0, -1):
            x = self._bilinear(self._conv(f"conv{level}", x), maps[level - 1])
            x = self._act(self._norm(f"norm{level}", labels, x))
        return self._conv("picture", x)

    def _resnet(self, x: Tensor, labels: Tensor | None) -> Tensor:
        maps = self._maps(self._halvings())
        x = self._dense("start", x).unflatten(1, (-1, *maps[-1]))
        for level in range(len(maps) - 1, 0, -1):
            block, to = f"block{level}.", maps[level - 1]
            skip = self._nearest(self._conv(block + "skip", x), to)
            x = self._nearest(self._act(self._norm(block + "norm1", labels, x)), to)
            x = self._act(self._norm(block + "norm2", labels, self._conv(block + "conv1", x)))
            x = skip + self._conv(block + "conv2", x)
        return self._conv("picture", self._act(self._norm("norm0", labels, x)))

    def _modern(self, x: Tensor, labels: Tensor | None) -> Tensor:
        maps = self._maps(self._halvings())
        x = self._start(x)
        for level in range(len(maps) - 1, -1, -1):
            for i in range(1, self._int("blocks") + 1):
                block = f"block{level}.{i}."
                y = self._act(self._norm(block + "norm1", labels, self._conv(block + "conv1", x)))
                y = self._act(self._norm(block + "norm2", labels, self._conv(block + "conv2", y)))
                x = x + self._conv(block + "conv3", y)
            if level:
                if self._get(f"conv{level}.weight") is not None:
                    x = self._conv(f"conv{level}", x)
                x = self._bilinear(x, maps[level - 1])
        return self._conv("picture", x)

    # The layers.

    def _dense(self, name: str, x: Tensor) -> Tensor:
        return F.linear(x, self._t(name + ".weight"), self._get(name + ".bias"))

    def _start(self, z: Tensor) -> Tensor:
        return F.linear(z, self._t("start.weight"))[:, :, None, None] * self._t("start.map.weight")

    def _conv(self, name: str, x: Tensor) -> Tensor:
        """A convolution that keeps the size; an even kernel has its odd pixel behind."""
        w = self._t(name + ".weight")
        before, behind = (w.shape[2] - 1) // 2, w.shape[2] // 2
        return F.conv2d(F.pad(x, (before, behind, before, behind)), w, self._get(name + ".bias"), groups=x.shape[1] // w.shape[1])

    def _grow(self, name: str, x: Tensor, to: tuple[int, int], odd_before: bool) -> Tensor:
        """A transposed convolution with stride 2, cut to the extent `to`."""
        w = self._t(name + ".weight")
        large = F.conv_transpose2d(x, w, self._get(name + ".bias"), stride=2)
        for axis in (0, 1):
            padding = max(0, (x.shape[2 + axis] - 1) * 2 + w.shape[2 + axis] - to[axis])
            large = large.narrow(2 + axis, (padding + 1) // 2 if odd_before else padding // 2, to[axis])
        return large

    @staticmethod
    def _nearest(x: Tensor, to: tuple[int, int]) -> Tensor:
        return x.repeat_interleave(2, 2).repeat_interleave(2, 3)[:, :, : to[0], : to[1]]

    @staticmethod
    def _bilinear(x: Tensor, to: tuple[int, int]) -> Tensor:
        return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)[:, :, : to[0], : to[1]]

    def _act(self, x: Tensor) -> Tensor:
        act = self.settings["act"]
        if act == "auto" or act == "relu":
            return F.relu(x)
        return F.leaky_relu(x, float(act.removeprefix("lrelu:")))

    def _norm(self, name: str, labels: Tensor | None, x: Tensor) -> Tensor:
        weight, bias = self._get(name + ".weight"), self._get(name + ".bias")
        if weight is None:
            return x
        along = (-1, *[1] * (x.dim() - 2))
        mean = self._get(name + ".running_mean")
        if mean is not None:
            variance = self._t(name + ".running_var")
            if weight.dim() == 2:  # a scale and a shift for each class
                y = F.batch_norm(x, mean, variance, eps=self._epsilon)
                return y * weight[labels].unflatten(1, along) + bias[labels].unflatten(1, along)
            if len(mean) != x.shape[1]:  # each number of the map is a feature
                return F.batch_norm(x.flatten(1), mean, variance, weight, bias, eps=self._epsilon).reshape(x.shape)
            return F.batch_norm(x, mean, variance, weight, bias, eps=self._epsilon)
        if self._references:
            return self._virtual(x) * weight.reshape(along) + bias.reshape(along)
        channels = x.shape[1]
        groups = {"layer": 1, "instance": channels}.get(self.settings["generator-norm"])
        if groups is None:  # group norm, of 16 channels or more
            groups = max(1, channels // 16)
            while channels % groups:
                groups -= 1
        return F.group_norm(x, groups, weight, bias, self._epsilon)

    def _virtual(self, x: Tensor) -> Tensor:
        """Virtual batch norm (Salimans 2016, section 3.5), by the reference batch and the sample itself."""
        r = self._references

        def moments(y: Tensor) -> Tensor:
            each = y.mean((2, 3), keepdim=True) if y.dim() > 2 else y
            reference = each[:r].mean(0, keepdim=True)
            return torch.cat([reference.expand_as(each[:r]), (each[r:] + r * reference) / (r + 1)])

        mean, square = moments(x), moments(x.square())
        return (x - mean) / ((square - mean.square()).clamp_min(0) + self._epsilon).sqrt()

    # What they are made of.

    def _get(self, name: str) -> Tensor | None:
        return getattr(self, self._names[name]) if name in self._names else None

    def _t(self, name: str) -> Tensor:
        if name not in self._names:
            raise ValueError(f"the file lacks the tensor {name}")
        return getattr(self, self._names[name])

    def _int(self, flag: str) -> int:
        return int(self.settings[flag])

    def _halvings(self) -> int:
        count, side = 0, min(self.width, self.height)
        while side > 7:
            count, side = count + 1, (side + 1) // 2
        return self._int("depth") or count

    def _maps(self, halvings: int) -> list[tuple[int, int]]:
        maps = [(self.height, self.width)]
        for _ in range(halvings):
            maps.append(((maps[-1][0] + 1) // 2, (maps[-1][1] + 1) // 2))
        return maps


def _settings(lines: str) -> dict[str, str]:
    """The flags of a file by their names: lines like "--size 32" and "--conditional=false"."""
    settings: dict[str, Any] = {}
    for line in lines.splitlines():
        name, _, value = line.strip().removeprefix("--").replace("=", " ", 1).partition(" ")
        settings[name] = value
    return settings


def _mix(x: int) -> int:
    """The finaliser of SplitMix64 (Steele 2014)."""
    x = (x + 0x9E3779B97F4A7C15) & _MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & _MASK
    return x ^ (x >> 31)


def _key(seed: int) -> int:
    return _mix(_mix(_mix(_mix(seed) ^ _SAMPLES)))


def _philox(key: int, index: int, count: int) -> np.ndarray:
    """The first `count` numbers, uint32, of Philox4x32-10 (Salmon 2011) with that key and the counter's upper half."""
    blocks = np.arange((count + 3) // 4, dtype=np.uint64)
    low, one = np.uint64(0xFFFFFFFF), np.uint64(32)
    counter = [blocks & low, blocks >> one, np.full_like(blocks, index & 0xFFFFFFFF), np.full_like(blocks, index >> 32)]
    keys = [key & 0xFFFFFFFF, key >> 32]
    for _ in range(10):
        first, second = counter[0] * np.uint64(0xD2511F53), counter[2] * np.uint64(0xCD9E8D57)
        counter = [
            (second >> one) ^ counter[1] ^ np.uint64(keys[0]),
            second & low,
            (first >> one) ^ counter[3] ^ np.uint64(keys[1]),
            first & low,
        ]
        keys = [(keys[0] + 0x9E3779B9) & 0xFFFFFFFF, (keys[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return np.stack(counter, 1).reshape(-1)[:count].astype(np.uint32)


def _below(seed: int, n: int) -> int:
    """A number below n, without bias (Lemire 2019): the class of the sample with that seed."""
    for bits in _philox(_key(seed), 1, 64):
        product = int(bits) * n
        if product & 0xFFFFFFFF >= (1 << 32) % n:
            return product >> 32
    raise AssertionError("64 numbers in a row were turned down")
