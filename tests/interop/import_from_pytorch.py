"""usage: import_from_pytorch.py WGAN SCRATCH

Builds generators as the DCGAN of pytorch/examples does, saves them with PyTorch, turns the .pth into safetensors by the command that
`wgan import --help` shows, imports them, and compares the pictures of the same latents. Exit code 77 without PyTorch."""
import subprocess
import sys

from common import SCRATCH, WGAN, skip, wgan

try:
    import numpy
    import torch
    from safetensors.torch import save_file  # noqa: F401
except Exception as error:  # a LibTorch without its Python side raises many things
    skip(f"needs PyTorch, NumPy and safetensors ({error})")


def example(latent, features, channels, halvings):
    """A generator of pictures with sides of 4 * 2**halvings, in an nn.Module with `main`."""
    widths = [latent] + [features << i for i in reversed(range(halvings))] + [channels]
    layers = []
    for i, (before, after) in enumerate(zip(widths, widths[1:])):
        layers.append(torch.nn.ConvTranspose2d(before, after, 4, 1 if i == 0 else 2, 0 if i == 0 else 1, bias=False))
        layers += [torch.nn.BatchNorm2d(after), torch.nn.ReLU(True)] if i < halvings else [torch.nn.Tanh()]
    module = torch.nn.Module()
    module.main = torch.nn.Sequential(*layers)
    return module


shown = subprocess.run([WGAN, "import", "--help"], capture_output=True, text=True, check=True).stdout
command = shown[shown.index("python3 -c '") + len("python3 -c '"):shown.index("' netG.pth")]

most = 0
torch.manual_seed(1)
for latent, features, channels, halvings in [(100, 64, 3, 4), (100, 16, 1, 4), (20, 8, 3, 3), (7, 5, 3, 2)]:
    module = example(latent, features, channels, halvings)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.1)
        for _ in range(3):  # running statistics other than those of the start
            module.main(torch.randn(32, latent, 1, 1))
    module.eval()
    torch.save(module.state_dict(), SCRATCH / "netG.pth")
    subprocess.run([sys.executable, "-c", command, "netG.pth", "netG.safetensors"], cwd=SCRATCH, check=True)
    (SCRATCH / "g.pt").unlink(missing_ok=True)
    wgan("import", SCRATCH / "netG.safetensors", "--out", SCRATCH / "g.pt")
    wgan("sample", SCRATCH / "g.pt", "--seeds", "0-7", "--npz", SCRATCH / "s.npz")
    samples = numpy.load(SCRATCH / "s.npz")
    with torch.no_grad():
        made = module.main(torch.from_numpy(samples["z"])[:, :, None, None])
    made = ((made.numpy().transpose(0, 2, 3, 1) + 1) * 127.5).round()
    images = samples["images"].reshape(made.shape).astype(float)
    most = max(most, numpy.abs(made - images).max())
    assert most <= 1, f"latent {latent}, {4 << halvings} pixels: {most} of 255"
    assert images.std() > 1, "empty pictures prove nothing"
    wgan("verify", SCRATCH / "g.pt")

# It is not a pickle that wgan reads.
assert "python" in wgan("import", SCRATCH / "netG.pth", "--out", SCRATCH / "h.pt", fails=True).lower()
print(f"the largest difference is {most} of 255")
