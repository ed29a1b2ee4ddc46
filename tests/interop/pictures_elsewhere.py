"""Pillow and NumPy open what sample and interpolate write, and a picture of a sheet can be made again.

usage: pictures_elsewhere.py WGAN FOLDER      exits 77 (skipped) where Pillow or NumPy is missing

A short run on demo pictures. The single pictures as PNG and as WebP, the array and the cells of the sheet must be the same pixels,
the JPEG files nearly so; the texts must be there by the names that Pillow gives them. Each picture that --from and --cell make must
be the one in the sheet of the run, of sample and of interpolate. FOLDER is scratch space.
"""
import json
import shutil

from common import SCRATCH, skip, wgan

try:
    import numpy as np
    from PIL import Image
except ImportError as error:
    skip(error)

RUN, SIDE, GAP = SCRATCH / "run", 16, 2


def pixels(file):
    return np.asarray(Image.open(file).convert("RGB")).astype(int)


def cell(sheet, column, row, side=SIDE):
    left, top = (GAP + (at - 1) * (side + GAP) for at in (column, row))
    return pixels(sheet)[top : top + side, left : left + side]


wgan("train", "--data", "demo", "--size", SIDE, "--features", 4, "--batch", 4, "--steps", 6, "--sample-every", 3, "--save-every", 3,
     "--threads", 2, "--out", RUN)
model = RUN / "g.pt"

for kind in ("png", "webp", "jpg"):
    wgan("sample", model, "--seeds", "0-19,100", "--files", SCRATCH / kind, "--format", kind)
sheet = SCRATCH / "sheet.png"
wgan("sample", model, "--seeds", "0-19,100", "--npz", SCRATCH / "all.npz", "--out", sheet, "--cols", 7)
array = np.load(SCRATCH / "all.npz")["images"]
assert array.shape == (21, SIDE, SIDE, 3) and array.dtype == np.uint8, array.shape
for number, seed in enumerate([*range(20), 100]):
    name = f"seed{seed:04}"
    assert (pixels(SCRATCH / "png" / f"{name}.png") == array[number]).all(), seed
    assert (pixels(SCRATCH / "webp" / f"{name}.webp") == array[number]).all(), seed
    assert abs(pixels(SCRATCH / "jpg" / f"{name}.jpg") - array[number]).mean() < 12, seed
    assert (cell(sheet, number % 7 + 1, number // 7 + 1) == array[number]).all(), seed
texts = Image.open(sheet).text
assert texts["Software"].startswith("wgan ") and json.loads(texts["wgan"])["pictures"][0] == {"seed": 0, "count": 20}, texts
assert json.loads(Image.open(SCRATCH / "png" / "seed0100.png").text["wgan"])["pictures"] == [{"seed": 100}]

# A command that is repeated makes the files that are missing.
gone, kept = SCRATCH / "png" / "seed0007.png", SCRATCH / "png" / "seed0008.png"
before = pixels(gone)
gone.unlink()
kept.write_bytes(b"left alone")
wgan("sample", model, "--seeds", "0-19,100", "--files", SCRATCH / "png")
assert (pixels(gone) == before).all() and kept.read_bytes() == b"left alone"
# Other weights do not touch them.
wgan("sample", model, "--raw", "--seeds", "0-19,100", "--files", SCRATCH / "png", fails=True)
assert (pixels(gone) == before).all() and kept.read_bytes() == b"left alone"
wgan("sample", model, "--raw", "--seeds", "0-19,100", "--files", SCRATCH / "raw")
assert (pixels(SCRATCH / "raw" / gone.name) != before).any()

# Pictures made again.
def again(source, column, row, *more):
    out = SCRATCH / ("again.png" if source != SCRATCH / "again.png" else "once-more.png")
    wgan("sample", "--from", source, "--cell", f"{column},{row}", "--out", out, *more)
    return out


assert (pixels(again(sheet, 6, 3)) == cell(sheet, 6, 3)).all()
assert (pixels(again(SCRATCH / "again.png", 1, 1)) == cell(sheet, 6, 3)).all(), "a picture that was made again says what it is too"
for step in (0, 3, 6):
    of_run = RUN / "samples" / f"step-{step:06}.png"
    assert (pixels(again(of_run, 8, 5)) == cell(of_run, 8, 5)).all(), step
walk = SCRATCH / "walk.png"
wgan("interpolate", model, "--rows", 2, "--steps", 20, "--out", walk)
for column, row in ((1, 1), (13, 2), (20, 2)):
    assert (pixels(again(walk, column, row)) == cell(walk, column, row)).all(), (column, row)
large = SCRATCH / "large.png"
wgan("sample", model, "-n", 4, "--scale", 3, "--truncation", 0.5, "--out", large)
assert (pixels(again(large, 2, 2)) == cell(large, 2, 2, 3 * SIDE)).all()
assert (cell(large, 1, 1, 3 * SIDE)[::3, ::3] != cell(sheet, 1, 1)).any(), "truncated"

# What cannot be made again.
assert "column and row" in wgan("sample", "--from", sheet, "--cell", "8,1", "--out", SCRATCH / "no.png", fails=True)
assert "column and row" in wgan("sample", "--from", sheet, "--cell", "1,4", "--out", SCRATCH / "no.png", fails=True)
Image.new("RGB", (9, 9)).save(SCRATCH / "foreign.png")
assert "does not say" in wgan("sample", "--from", SCRATCH / "foreign.png", "--out", SCRATCH / "no.png", fails=True)
(SCRATCH / "alone").mkdir()
shutil.copy(RUN / "samples" / "step-000003.png", SCRATCH / "alone")
assert "the generator of step 3" in wgan("sample", "--from", SCRATCH / "alone" / "step-000003.png", "--out", SCRATCH / "no.png", fails=True)
assert "other weights" in wgan("sample", "--from", RUN / "samples" / "step-000003.png", "--ckpt", model, "--out", SCRATCH / "no.png",
                              fails=True)
assert not (SCRATCH / "no.png").exists()
print("ok")
