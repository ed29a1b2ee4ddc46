"""Small generators of every architecture, norm and upsampling, for the scripts that compare other programs' pictures with ours."""
from common import SCRATCH, wgan

CASES = {
    "dcgan": "",
    "dcgan-resize": "--up resize",
    "dcgan-kernel5": "--kernel 5",
    "odd-sizes": "--size 37x29 --up resize",
    "odd-transpose": "--size 37x29",
    "wide": "--size 48x32",
    "plain": "--arch plain",
    "plain-odd": "--arch plain --size 37x29",
    "resnet": "--arch resnet",
    "modern": "--arch modern --group-size 4",
    "mlp": "--arch mlp --mlp-width 32",
    "mlp-batch": "--arch mlp --mlp-width 32 --generator-norm batch",
    "mlp-layer": "--arch mlp --mlp-width 32 --generator-norm layer",
    "mlp-virtual": "--arch mlp --mlp-width 32 --generator-norm virtual",
    "pokemon": "--arch pokemon --size 64",
    "anime": "--arch anime --size 64",
    "layer-norm": "--generator-norm layer",
    "instance-norm": "--generator-norm instance",
    "group-norm": "--generator-norm group",
    "virtual-norm": "--generator-norm virtual",
    "no-norm": "--generator-norm none",
    "leaky": "--act lrelu:0.2",
    "gray": "--channels 1",
    "uniform": "--latent-law uniform",
    "sphere": "--latent-law sphere",
    "class-norm": "--conditional --class-input norm",
    "class-embedding": "--conditional --class-input embedding",
    "class-plain": "--conditional --arch plain",
    "class-resnet": "--conditional --arch resnet",
    "class-pokemon": "--conditional --arch pokemon --size 64",
    "class-mlp": "--conditional --arch mlp --mlp-width 32",
    "resnet-odd": "--arch resnet --size 37x29",
    "modern-odd": "--arch modern --group-size 4 --size 37x29",
    "anime-odd": "--arch anime --size 45x39",
    "transparent": "--channels 4",
}

SEEDS = range(10)


def trained(case):
    """Returns the folder of a run of a few steps, with the pictures of SEEDS and their latents in s.npz."""
    pictures, run = SCRATCH / "pictures", SCRATCH / case
    if not pictures.exists():  # three classes, so that conditional networks have something to learn
        for name, seed in (("cats", 1), ("dogs", 2), ("owls", 3)):
            wgan("data", "export", "demo", "--count", 40, "--size", 64, "--seed", seed, "--out", pictures / name)
    flags = CASES[case].split()
    size = [] if "--size" in flags else ["--size", "32"]
    features = [] if "mlp" in flags else ["--features", 8]
    wgan("train", pictures, "--loss", "gan", *features, "--latent", 15, "--init", "he", "--batch", 8, "--steps", 3, "--best", "none", *size, *flags,
         "--out", run)
    wgan("sample", run, "--seeds", f"{SEEDS[0]}-{SEEDS[-1]}", "--npz", run / "s.npz")
    return run
