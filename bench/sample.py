"""usage: sample.py OUT.png

A Python script that does what `wgan sample -n 64` does, for bench/compare: builds the generator of dcgan at 64x64, draws 64 samples
and writes an 8x8 grid.
"""
import sys

import torch
from PIL import Image
from peers.networks import dcgan

with torch.inference_mode():
    generator = dcgan(64, norm=True)[0].eval()
    pictures = ((generator(torch.randn(64, 100)) + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)
    grid = pictures.reshape(8, 8, 3, 64, 64).permute(0, 3, 1, 4, 2).reshape(512, 512, 3)
    Image.fromarray(grid.numpy()).save(sys.argv[1])
