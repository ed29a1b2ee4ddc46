#!/usr/bin/env python3
"""usage: extending.py FOLDER [CMAKE-ARGUMENT...]

Follows docs/extending.md: copies the source tree into FOLDER, writes its files, applies its changes, builds the program, and runs its
commands.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def call(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{shlex.join(map(str, words))}\n{(done.stdout + done.stderr)[-4000:]}")
    return done.stdout


def copy_of_the_tree(folder):
    """Copies the tracked files and those that git does not ignore; a file that is the same already keeps its time, so that a second
    test compiles little. Removes what is no longer there."""
    listed = call("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT).split("\0")
    names = {name for name in listed if (ROOT / name).is_file()}
    for file in folder.rglob("*"):
        if file.is_file() and str(file.relative_to(folder)) not in names:
            file.unlink()
    for name in names:
        old, new = ROOT / name, folder / name
        if not (new.is_file() and new.read_bytes() == old.read_bytes()):
            new.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(old, new)


def main():
    folder = pathlib.Path(sys.argv[1])
    shutil.rmtree(folder / "work", ignore_errors=True)
    (folder / "work" / "cifar100").mkdir(parents=True)
    (folder / "work" / "cifar100" / "train.bin").write_bytes(b"".join(bytes([i % 20, i]) + os.urandom(3072) for i in range(100)))
    source = folder / "source"
    copy_of_the_tree(source)
    blocks = re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", (ROOT / "docs" / "extending.md").read_text(), flags=re.M | re.S)
    files = [(path, text) for kind, path, text in blocks if kind == "cpp"]
    changes = [text for kind, _, text in blocks if kind == "diff"]
    commands = [line for kind, name, text in blocks if (kind, name) == ("sh", "extended") for line in text.splitlines()]
    if not (len(files) >= 5 and len(changes) >= 5 and len(commands) >= 5):
        sys.exit("docs/extending.md has fewer files, changes or commands than it should have")
    for path, text in files:
        (source / path).write_text(text)
    for text in changes:
        call("git", "apply", "--recount", "-", input=text, cwd=source)
    call("cmake", "-S", source, "-B", folder / "build", "-G", "Ninja", "-DWGAN_BUILD_TESTS=OFF", "-DWGAN_WARNINGS_AS_ERRORS=ON", *sys.argv[2:])
    call("ninja", "-C", folder / "build", "bin/wgan", "bin/libwgan.so", env={**os.environ, "CCACHE_BASEDIR": str(folder), "CCACHE_NOHASHDIR": "1"})
    for command in commands:
        out = call(folder / "build" / "bin" / "wgan", *shlex.split(command)[1:], cwd=folder / "work")
        print(f"$ {command}\n{out}")
        if command == "wgan steps run" and out != "4\n":
            sys.exit("the run made 4 steps")


main()
