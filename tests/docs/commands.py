#!/usr/bin/env python3
"""usage: commands.py WGAN [PART]

Runs every command of wgan in README.md, docs/ and data/README.md, as it stands there, in a folder that holds what the documents name:
small pictures, small runs, a small model. Only what takes long is left out of a command: `train` and `sweep` get --dry-run. With PART, runs
only the commands that contain it.
"""
import concurrent.futures
import gzip
import json
import math
import os
import pathlib
import re
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURES = ("pokemon", "faces", "sprites", "photos", "scans", "samples", "pictures", "mnist", "stl10", "pokesprite/pokemon-gen8/regular")
CLASSES = ("cifar10", "data/cifar10", "animals")
NOT_RUN = {  # part of a command: why
    "setup": "fetches LibTorch; tests/cli/doctor_test.cpp starts it",
    "lab all": "takes 21 minutes; tests/cli/lab_test.cpp runs it shortened",
    "inception": "needs weights that cannot be fetched here",
    "FILE": "stands for a file",
    "…": "stands for words",
}


def documents():
    return [ROOT / "README.md", ROOT / "data" / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def commands(document):
    """Yields the commands of wgan in a document's indented or fenced blocks, with the shell variables set before them."""
    variables, lines = {}, iter(document.read_text().splitlines())
    fence = False
    for line in lines:
        if line.lstrip().startswith("```"):
            fence = line.strip() in ("```sh", "```bash")
            continue
        if not fence and not line.startswith("    "):
            continue
        text = line.strip()
        while text.endswith("\\"):
            text = text[:-1] + next(lines).strip()
        if assigned := re.fullmatch(r"([A-Z]+)='([^']*)'", text):
            variables[assigned[1]] = assigned[2]
        for name, value in variables.items():
            text = text.replace("$" + name, value)
        if found := re.match(r"(?:(?:\.\./)*\.?/?scripts/)?wgan (.+)", text):
            yield shlex.split(re.sub(r"\s+#.*", "", found[1]))


def run(wgan, words, folder):
    environment = {**os.environ, "HOME": str(folder), "WGAN_CACHE": str(folder / "cache"), "WGAN_THREADS": "1", "NO_COLOR": "1"}
    for unwanted in ("WGAN_COMMAND", "XDG_CACHE_HOME"):
        environment.pop(unwanted, None)
    return subprocess.run([wgan, *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL)


def must(wgan, words, folder):
    done = run(wgan, words, folder)
    if done.returncode:
        sys.exit(f"wgan {shlex.join(words)}: {done.stderr}")


def build_world(wgan, folder):
    """Fills a folder with what the documents name."""
    must(wgan, ["data", "export", "demo", "--count", "24", "--size", "32", "--out", "drawn"], folder)
    drawn = sorted((folder / "drawn").glob("**/*.png"))
    for name in PICTURES:
        (folder / name).mkdir(parents=True)
        for picture in drawn:
            shutil.copy(picture, folder / name / picture.name)
    for name in CLASSES:
        for number, label in enumerate(("bird", "cat", "dog")):
            (folder / name / label).mkdir(parents=True)
            for picture in drawn[8 * number:8 * number + 8]:
                shutil.copy(picture, folder / name / label / picture.name)
    shutil.copy(drawn[0], folder / "face.png")
    shutil.make_archive(str(folder / "faces"), "zip", folder, "faces")
    (folder / "data" / "stl10").mkdir()
    for name in ("unlabeled_X.bin", "train_X.bin"):
        (folder / "data" / "stl10" / name).write_bytes(os.urandom(27648 * 20))
    (folder / "data" / "mnist").mkdir()
    head = b"\0\0\x08\x03" + b"".join(size.to_bytes(4, "big") for size in (24, 28, 28))
    (folder / "data" / "mnist" / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(head + os.urandom(24 * 784)))
    for number in range(1, 6):
        (folder / f"data_batch_{number}.bin").write_bytes(b"".join(bytes([i % 10]) + os.urandom(3072) for i in range(20)))

    small = ["--size", "16", "--features", "4", "--batch", "4", "--threads", "1", "--sample-every", "2", "--log-every", "2",
             "--evaluate-every", "2"]
    for name, more in {
            "runs/000-demo-r3": ["--loss", "r3", "--data", "demo"],
            "runs/000-animals-r3": ["--loss", "r3", "--data", "animals/"],
            "runs/001-demo-clip": ["--loss", "clip", "--data", "demo"],
            "runs/000-pokemon-gp": ["--loss", "gp", "--data", "pokemon/", "--keep", "every:2"],
            "runs/000-cifar10-gp": ["--loss", "gp", "--data", "cifar10/", "--conditional"],
    }.items():
        must(wgan, ["train", *more, *small, "--steps", "4", "--out", name], folder)
    shutil.copy(folder / "runs/000-cifar10-gp/g.pt", folder / "g.pt")
    must(wgan, ["sample", "--ckpt", "g.pt", "-n", "64"], folder)
    must(wgan, ["sweep", "demo", "--loss", "gan", *small, "--steps", "4", "--seed", "1,2", "--out", "sweeps/000-demo"], folder)
    shutil.copytree(folder / "sweeps/000-demo", folder / "sweeps/000-faces")
    write_dcgan_of_pytorch(folder / "netG.safetensors")
    for name in ("a", "b"):
        must(wgan, ["project", "--ckpt", "g.pt", "--image", "face.png", "--class", "cat", "--steps", "3", "--out", f"{name}.png"], folder)


def write_dcgan_of_pytorch(file):
    """Writes a generator of 16x16 pictures with the names of pytorch/examples, all of its weights 0.5."""
    shapes = {}
    for layer, (inputs, outputs) in enumerate(((8, 8), (8, 4), (4, 3))):
        shapes[f"main.{3 * layer}.weight"] = [inputs, outputs, 4, 4]
        if layer < 2:
            shapes.update({f"main.{3 * layer + 1}.{part}": [outputs] for part in ("weight", "bias", "running_mean", "running_var")})
    header, begin = {}, 0
    for name, shape in shapes.items():
        end = begin + 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [begin, end]}
        begin = end
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + struct.pack("<f", 0.5) * (begin // 4))


def attempt(wgan, words, world):
    """Returns what is wrong with a command; nothing if it works."""
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder) / "world"
        shutil.copytree(world, place)
        words = [word.replace("step-099000", "step-000002") for word in words]
        if "--out" in words:
            out = place / words[words.index("--out") + 1]
            if out.is_file():
                out.unlink()
            elif words[:2] == ["data", "export"]:
                shutil.rmtree(out, ignore_errors=True)
        if words[0] in ("train", "sweep") and not {"--help", "--dry-run"} & set(words):
            words = [*words, "--dry-run"]
        done = run(wgan, words, place)
        return None if done.returncode == 0 else f"exit code {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"


def main():
    wgan = str(pathlib.Path(sys.argv[1]).resolve())
    part = sys.argv[2] if len(sys.argv) > 2 else ""
    found = {}
    for document in documents():
        for words in commands(document):
            if part in shlex.join(words):
                found.setdefault(tuple(words), document.relative_to(ROOT))
    runnable = [words for words in found if not any(text in shlex.join(words) for text in NOT_RUN)]
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        world = pathlib.Path(folder) / "world"
        world.mkdir()
        build_world(wgan, world)
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for words, fault in zip(runnable, pool.map(lambda words: attempt(wgan, list(words), world), runnable)):
                if fault:
                    faults += 1
                    print(f"{found[words]}: wgan {shlex.join(words)}: {fault}")
    print(f"{len(runnable)} commands of {len({found[words] for words in runnable})} documents ran, {faults} failed; "
          f"{len(found) - len(runnable)} were not run")
    if not part and len(runnable) < 60:
        sys.exit("the documents held more commands than that")
    sys.exit(faults > 0)


main()
