"""Pillow and ffprobe open the moving pictures of interpolate and timelapse.

usage: animations.py WGAN FOLDER      exits 77 (skipped) where Pillow is missing

Frames, their times, whether they repeat, and their pixels: those of the sheet that shows the same walk. ffprobe looks at the MP4 where it
is installed. FOLDER is scratch space.
"""
import json
import shutil
import subprocess

from common import SCRATCH, WGAN, skip, wgan

try:
    import numpy as np
    from PIL import Image, features
except ImportError as error:
    skip(error)

RUN, SIDE, GAP = SCRATCH / "run", 17, 2


def frames(file):
    """The frames of a moving picture in RGB, with their times in ms, and how often it repeats."""
    image = Image.open(file)
    found = []
    for number in range(image.n_frames):
        image.seek(number)
        found.append((np.asarray(image.convert("RGB")).astype(int), image.info.get("duration")))
    return found, image.info.get("loop")


wgan("train", "--data", "demo", "--size", SIDE, "--features", 4, "--batch", 4, "--steps", 12, "--sample-every", 3, "--threads", 1,
     "--out", RUN)
model = RUN / "g.pt"
wgan("interpolate", model, "--seeds", "4,5", "--steps", 9, "--out", SCRATCH / "sheet.png")
sheet = np.asarray(Image.open(SCRATCH / "sheet.png").convert("RGB")).astype(int)
expected = [sheet[GAP : GAP + SIDE, GAP + i * (SIDE + GAP) : GAP + i * (SIDE + GAP) + SIDE] for i in range(9)]

for kind, most in (("webp", 0), ("gif", 40)):
    if kind == "webp" and not features.check("webp"):
        continue
    out = SCRATCH / f"walk.{kind}"
    wgan("interpolate", model, "--seeds", "4,5", "--frames", 8, "--fps", 20, "--loop", "off", "--out", out)
    found, loop = frames(out)
    assert len(found) == 9, len(found)
    for number, ((picture, time), wanted) in enumerate(zip(found, expected)):
        assert abs(picture - wanted).mean() <= most / 8 and abs(picture - wanted).max() <= 8 * most, (kind, number)
        assert time == 50 or number == 8, (kind, number, time)
    assert loop in (1, None), (kind, loop)
    wgan("interpolate", model, "--points", 3, "--frames", 4, "--tiles", "2x2", "--scale", 2, "--out", out)
    found, loop = frames(out)
    side = 2 * 2 * SIDE + 3 * GAP
    assert len(found) == 12 and found[0][0].shape == (side, side, 3) and loop == 0, (kind, len(found), found[0][0].shape, loop)
    wgan("timelapse", RUN, "--fps", 5, "--hold", "1s", "--out", out)
    found, loop = frames(out)
    # Steps 0, 3, 6, 9 and 12. The last one stays for a second; libwebp joins equal frames.
    total = sum(time for _, time in found)
    assert total == 4 * 200 + 1000, (kind, [time for _, time in found])

assert "at most 50 frames" in wgan("interpolate", model, "--fps", 60, "--out", SCRATCH / "no.gif", fails=True)
assert "--fps 0" in wgan("interpolate", model, "--fps", 0, "--out", SCRATCH / "no.gif", fails=True)
assert not (SCRATCH / "no.gif").exists()

video = SCRATCH / "walk.mp4"
done = subprocess.run([WGAN, "interpolate", model, "--frames", "8", "--fps", "24", "--out", video], capture_output=True, text=True)
if done.returncode == 0 and shutil.which("ffprobe"):
    told = json.loads(subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json", video], check=True,
                                     capture_output=True, text=True).stdout)["streams"][0]
    assert told["nb_read_frames"] == "32" and told["r_frame_rate"] == "24/1", told
    assert (told["width"], told["height"]) == (SIDE + 1, SIDE + 1), told
elif done.returncode != 0:
    assert ".webp" in done.stderr, done.stderr
assert not list(SCRATCH.glob(".*part*")), "nothing half-written stays"
print("ok")
