"""What bench/compare and bench/scaling share."""
import os
import pathlib
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
CYCLES = 4


def say(message):
    print(message, file=sys.stderr, flush=True)


def build():
    script = """
        source scripts/common.sh
        lock_build; set_up_if_needed; configure_if_needed release
        cmake -DWGAN_BUILD_BENCH=ON build/release >/dev/null
        build_if_needed release all; unlock_build"""
    subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=ROOT, check=True, stdout=sys.stderr)


def python():
    """A Python with torch: the one that is named, or one of our own."""
    if named := os.environ.get("WGAN_BENCH_PYTHON"):
        return named.split()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "wgan" / "bench"
    program = cache / "bin" / "python"
    needs = "import torch, PIL, matplotlib"
    if not program.exists() or subprocess.run([program, "-c", needs], capture_output=True, check=False).returncode:
        say(f"installing PyTorch into {cache}")
        subprocess.run([sys.executable, "-m", "venv", cache], check=True, stdout=sys.stderr)
        subprocess.run([program, "-m", "pip", "install", "--quiet", "torch==2.11.0", "numpy", "pillow", "matplotlib"], check=True, stdout=sys.stderr)
    return [str(program)]


def lines(command, threads):
    """What a command prints, line by line in words; it sees `threads` in OMP_NUM_THREADS."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, shell=isinstance(command, str),
                          env=dict(os.environ, OMP_NUM_THREADS=str(threads)))
    return [words for words in map(str.split, done.stdout.splitlines()) if words]


def cores():
    """The threads that wgan takes unless it is told how many."""
    return int(lines([BUILD / "bench" / "step", "0", "--device cpu"], 1)[0][2])


def cycles_of_ours(threads, *flags):
    """The median of the seconds of a cycle, and that of its arithmetic's rate as a share of that of large
    matrix products in the fastest library."""
    (work, *_), *cycles = lines([BUILD / "bench" / "step", str(CYCLES), "\n".join(["--device cpu", f"--threads {threads}", *flags])],
                                threads)
    return median_of(cycles), statistics.median(float(work) / float(seconds) / float(rate) for seconds, _, rate in cycles)


def median_of(printed):
    return statistics.median(float(words[0]) for words in printed)


def described_by_system():
    """The first processor in /proc/cpuinfo: what it says by name."""
    with open("/proc/cpuinfo") as info:
        pairs = (line.split(":", 1) for line in info.read().split("\n\n")[0].splitlines() if ":" in line)
        return {name.strip(): value.strip() for name, value in pairs}


def processor():
    """Name, family and model: virtual machines often keep the rest of the name to themselves."""
    said = described_by_system()
    numbers = f" (family {said['cpu family']} model {said['model']})" if "cpu family" in said else ""
    return said.get("model name", "unknown processor") + numbers


def instructions():
    """The widest instructions for products that the processor has."""
    flags = described_by_system().get("flags", "").split()
    names = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_bf16": "bf16", "amx_bf16": "AMX"}
    known = [name for flag, name in names.items() if flag in flags]
    return " + ".join(known[1:] if "AVX-512" in known else known) or "no AVX2"
