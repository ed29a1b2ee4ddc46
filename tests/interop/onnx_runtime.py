"""usage: onnx_runtime.py WGAN SCRATCH

Exports generators of every architecture, norm and upsampling, conditional ones too, checks the files with ONNX's own checker, and
compares the pictures that ONNX Runtime makes of a latent with those of `wgan sample`. Opens the exported weights with safetensors and
NumPy. Exit code 77 without the packages."""
import importlib.util

from common import skip, wgan

if missing := [m for m in ("numpy", "onnx", "onnxruntime", "safetensors") if not importlib.util.find_spec(m)]:
    skip(f"needs the Python packages {', '.join(missing)}")

import numpy
import onnx
import onnxruntime
import safetensors.numpy
from generators import CASES, trained

worst = 0.0
for case in CASES:
    run = trained(case)
    wgan("export", run, "--out", run / "g.onnx")
    wgan("export", run, "--out", run / "u8.bin", "--format", "onnx", "--u8")
    onnx.checker.check_model(str(run / "g.onnx"), full_check=True)

    samples = numpy.load(run / "s.npz")
    feeds = {"z": samples["z"]}
    if "labels" in samples:
        feeds["labels"] = samples["labels"]
    session = onnxruntime.InferenceSession(str(run / "g.onnx"), providers=["CPUExecutionProvider"])
    assert [i.name for i in session.get_inputs()] == list(feeds), case
    made = session.run(["pictures"], feeds)[0]
    images = samples["images"].transpose(0, 3, 1, 2).astype(numpy.float64)
    assert made.dtype == numpy.float32 and made.shape == images.shape, (case, made.shape, images.shape)
    # A byte is the nearest of 256 levels: half a level, and the difference that counts.
    difference = numpy.abs((made.astype(numpy.float64) + 1) * 127.5 - images).max() - 0.5
    worst = max(worst, difference / 127.5)
    assert difference / 127.5 <= 1e-4, f"{case}: {difference / 127.5} from the pictures of wgan sample"
    assert images.std() > 1, f"{case}: empty pictures prove nothing"
    one = session.run(["pictures"], {name: value[3:4] for name, value in feeds.items()})[0]
    assert numpy.abs(one[0] - made[3]).max() <= 1e-4, f"{case}: a picture depends on the batch"

    as_bytes = onnxruntime.InferenceSession(str(run / "u8.bin"), providers=["CPUExecutionProvider"])
    made_bytes = as_bytes.run(["pictures"], feeds)[0]
    assert made_bytes.dtype == numpy.uint8, case
    assert numpy.abs(made_bytes.astype(int) - images).max() <= 1, case

    facts = {p.key: p.value for p in onnx.load(str(run / "g.onnx"), load_external_data=False).metadata_props}
    assert facts["latent"] == "15" and facts["width"] == str(images.shape[3]), (case, facts)
    wgan("export", run, "--out", run / "g.safetensors")
    wgan("export", run, "--out", run / "g.npz")
    tensors = safetensors.numpy.load_file(run / "g.safetensors")
    arrays = numpy.load(run / "g.npz")
    for name, tensor in tensors.items():
        assert tensor.dtype == numpy.float32 and numpy.array_equal(tensor, arrays[name]), (case, name)
    with safetensors.safe_open(run / "g.safetensors", "numpy") as opened:
        assert "arch" in opened.metadata()["settings"], case
print(f"{len(CASES)} generators; the largest difference from wgan sample is {worst:.1e}")
