"""usage: python_module.py WGAN SCRATCH

Loads generators of every architecture, norm and upsampling, conditional ones too, with python/wgan_model.py, from g.pt and from
safetensors, and compares the latents, the classes and the pictures of seeds with those of `wgan sample`. Exit code 77 without PyTorch."""
import pathlib
import sys

from common import skip, wgan

try:
    import numpy
    import torch
    from safetensors import safe_open  # noqa: F401
except Exception as error:  # a LibTorch without its Python side raises many things
    skip(f"needs PyTorch, NumPy and safetensors ({error})")

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import wgan_model
from generators import CASES, SEEDS, trained

most = 0
for case in CASES:
    run = trained(case)
    samples = numpy.load(run / "s.npz")
    generator = wgan_model.load(str(run / "g.pt"))
    # A latent is a cosine or sine in double precision, rounded to float: at most its last bit differs.
    assert numpy.allclose(generator.latents(SEEDS).numpy(), samples["z"], rtol=2e-7, atol=0), case
    if "labels" in samples:
        assert numpy.array_equal(generator.labels(SEEDS).numpy(), samples["labels"]), case
    wgan("export", run, "--out", run / "g.safetensors")
    exported = wgan_model.load(str(run / "g.safetensors"))
    for seed in SEEDS:
        picture = generator.sample(seed)
        assert picture.dtype == numpy.uint8 and picture.shape == samples["images"][seed].shape, case
        most = max(most, numpy.abs(picture.astype(int) - samples["images"][seed]).max())
        assert most <= 1, f"{case}, seed {seed}: {most} of 255"
        assert numpy.array_equal(exported.sample(seed), picture), case
    wgan("sample", run, "--raw", "--seeds", "3", "--npz", run / "raw.npz")
    newest = wgan_model.load(str(run / "g.pt"), raw=True).sample(3).astype(int)
    assert numpy.abs(newest - numpy.load(run / "raw.npz")["images"][0]).max() <= 1, case

# A file of an earlier version, which names fewer settings.
golden = pathlib.Path(__file__).parents[1] / "golden/format-1/g.pt"
wgan("sample", golden, "--seeds", "0-3", "--npz", run / "golden.npz")
for seed, picture in enumerate(numpy.load(run / "golden.npz")["images"]):
    assert numpy.abs(wgan_model.load(str(golden)).sample(seed).astype(int) - picture).max() <= 1, seed

# It can be trained on: gradients reach the weights.
generator(generator.latents([1, 2]), generator.labels([1, 2])).sum().backward()
assert all(p.grad is not None for p in generator.parameters())
precise = wgan_model.load(str(run / "g.pt")).double()
assert numpy.abs(precise.sample(1).astype(int) - samples["images"][1]).max() <= 1
try:
    wgan_model.load(str(run / "state.pt"))
except ValueError as error:
    assert "not a generator" in str(error), error
else:
    raise AssertionError("a state is not a generator")
print(f"{len(CASES)} generators; the largest difference is {most} of 255")
