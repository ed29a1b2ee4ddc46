#!/usr/bin/env python3
"""usage: bench/swd.py REAL FAKE [SEED]

The sliced Wasserstein distance of Karras 2018 in NumPy, as its authors' code computes it, of two folders of pictures of one size:
prints the distance at each level, times 1000, and their mean. bench/evaluation compares it with `wgan evaluate --metrics swd`.
"""
import pathlib
import sys

import numpy as np
from PIL import Image

BINOMIAL = np.array([1, 4, 6, 4, 1], np.float32) / 16
SIDE, PATCHES, REPEATS, DIRECTIONS, LEAST = 7, 128, 4, 128, 16


def pictures(folder):
    found = []
    for file in sorted(pathlib.Path(folder).iterdir()):
        image = Image.open(file).convert("RGBA")
        found.append(np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")))
    return np.stack(found).transpose(0, 3, 1, 2).astype(np.float32)


def filtered(batch, gain=1.0):
    for axis in (2, 3):
        width = [(2, 2) if i == axis else (0, 0) for i in range(4)]
        wide = np.pad(batch, width, mode="reflect")
        size = batch.shape[axis]
        batch = sum(np.take(wide, range(i, i + size), axis) * weight for i, weight in enumerate(BINOMIAL * np.sqrt(gain)))
    return batch.astype(np.float32)


def halved(batch):
    return filtered(batch)[:, :, ::2, ::2]


def doubled(batch):
    n, c, h, w = batch.shape
    wide = np.zeros((n, c, 2 * h, 2 * w), np.float32)
    wide[:, :, ::2, ::2] = batch
    return filtered(wide, 4.0)


def pyramid(batch, levels):
    found = [batch]
    for _ in range(levels - 1):
        found.append(halved(found[-1]))
        found[-2] = found[-2] - doubled(found[-1])
    return found


def descriptors(level, random):
    n, c, h, w = level.shape
    count = n * PATCHES
    picture = np.repeat(np.arange(n), PATCHES)
    y, x = random.integers(0, h - SIDE + 1, count), random.integers(0, w - SIDE + 1, count)
    rows, columns = np.meshgrid(np.arange(SIDE), np.arange(SIDE), indexing="ij")
    patches = level[picture[:, None, None, None], np.arange(c)[None, :, None, None], (y[:, None, None] + rows)[:, None], (x[:, None, None] + columns)[:, None]]
    patches -= patches.mean(axis=(0, 2, 3), keepdims=True)
    patches /= patches.std(axis=(0, 2, 3), keepdims=True)
    return patches.reshape(count, -1)


def sliced_wasserstein(one, other, random):
    distances = []
    for _ in range(REPEATS):
        directions = random.standard_normal((one.shape[1], DIRECTIONS)).astype(np.float32)
        directions /= np.sqrt(np.sum(np.square(directions), axis=0, keepdims=True))
        a, b = np.sort(one @ directions, axis=0), np.sort(other @ directions, axis=0)
        distances.append(np.mean(np.abs(a - b)))
    return 1000 * np.mean(distances)


def main():
    real, fake = pictures(sys.argv[1]), pictures(sys.argv[2])
    random = np.random.default_rng(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    count = min(len(real), len(fake))
    real, fake = real[random.permutation(len(real))[:count]], fake[:count]
    levels = 1
    while min(real.shape[2:]) >> levels >= LEAST:
        levels += 1
    found = []
    for real_level, fake_level in zip(pyramid(real, levels), pyramid(fake, levels)):
        found.append(sliced_wasserstein(descriptors(real_level, random), descriptors(fake_level, random), random))
        print(f"swd-{min(real_level.shape[2:])} {found[-1]:.4f}")
    print(f"swd {np.mean(found):.4f}")


main()
