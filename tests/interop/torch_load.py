"""PyTorch opens g.pt and state.pt with weights_only=True, with and without mmap, and finds what wgan says is in them.

usage: torch_load.py WGAN ENGINE_TESTS      exits 77 (skipped) where there is no complete PyTorch
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import torch
except Exception as error:  # a LibTorch without its Python side raises many things
    print(f"skipped: no complete PyTorch here ({error})")
    sys.exit(77)

with tempfile.TemporaryDirectory() as folder:
    run = os.path.join(folder, "r")
    subprocess.run([sys.argv[1], "train", "--data", "demo", "--loss", "gp", "--size", "16", "--features", "4", "--batch", "8",
                    "--steps", "2", "--out", run], check=True, stdout=subprocess.DEVNULL)
    every_type = os.path.join(run, "every_type.pt")
    subprocess.run([sys.argv[2], "--gtest_filter=Checkpoint.EveryTypeAndShapeComesBack"], check=True, stdout=subprocess.DEVNULL,
                   env=dict(os.environ, WGAN_WRITE_EVERY_TYPE=every_type))
    for path in [os.path.join(run, name) for name in ("g.pt", "state.pt")] + [every_type]:
        data = open(path, "rb").read()
        offset, length = map(int, data[-64:-32].split()[1:])
        index = {t["name"]: t for t in json.loads(data[offset:offset + length])["tensors"]}
        for mmap in (False, True):
            tensors = torch.load(path, weights_only=True, mmap=mmap)
            assert set(tensors) == set(index), set(tensors) ^ set(index)
            for key, tensor in tensors.items():
                assert list(tensor.shape) == index[key]["shape"], key
                start = index[key]["offset"]
                raw = tensor.contiguous().flatten().view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
                assert raw == data[start:start + index[key]["bytes"]], key
        kinds = sorted({str(t.dtype).removeprefix("torch.") for t in tensors.values()})
        print(f"{os.path.basename(path)}: {len(tensors)} tensors equal, of {', '.join(kinds)}")
