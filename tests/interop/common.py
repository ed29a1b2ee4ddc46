"""What the scripts of this folder share: the program, an empty folder to work in, and how they are skipped."""
import pathlib
import shutil
import subprocess
import sys

WGAN, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2])
shutil.rmtree(SCRATCH, ignore_errors=True)
SCRATCH.mkdir(parents=True)


def wgan(*words, fails=False):
    """Runs the program, which must succeed unless it `fails`, and returns what it says on stderr."""
    done = subprocess.run([WGAN, *map(str, words)], capture_output=True, text=True)
    assert (done.returncode != 0) == fails, (words, done.stdout, done.stderr)
    return done.stderr


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(77)
