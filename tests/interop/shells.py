"""usage: shells.py WGAN SCRATCH

Completes command lines in fish, checks the script for zsh with zsh and completes in it through a pseudo-terminal, and lets mandoc check
every manual page. Exit code 77 without fish, zsh and mandoc."""
import os
import pathlib
import pty
import select
import shutil
import subprocess
import sys
import time

from common import skip

if missing := [p for p in ("fish", "zsh", "mandoc") if not shutil.which(p)]:
    skip(f"needs the programs {', '.join(missing)}")

program, scratch = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
shutil.rmtree(scratch, ignore_errors=True)
(scratch / "models").mkdir(parents=True)
(scratch / "a.pt").touch()
environment = dict(os.environ, PATH=f"{program.parent}:{os.environ['PATH']}", HOME=str(scratch.resolve()), TERM="xterm")


def output(*words, **more):
    return subprocess.run(words, check=True, capture_output=True, text=True, cwd=scratch, env=environment, **more).stdout


(scratch / "wgan.fish").write_text(output("wgan", "completion", "fish"))
(scratch / "_wgan").write_text(output("wgan", "completion", "zsh"))


def fish(line):
    found = output("fish", "--no-config", "-c", f"source wgan.fish; complete -C '{line}'")
    return [row.split("\t")[0] for row in found.splitlines()]


assert fish("wgan train --loss g") == ["gan", "gp"]
assert "--dry-run" in fish("wgan train --dr")
assert "a.pt" in fish("wgan sample --ckpt ")

output("zsh", "-n", "_wgan")
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(scratch)
    os.execvpe("zsh", ["zsh", "-f"], environment)


def shown_after(keys, awaited):
    """Types the keys, and reads what the terminal shows until the awaited text has come."""
    os.write(terminal, keys.encode())
    text, end = "", time.monotonic() + 20
    while time.monotonic() < end and awaited not in text:
        if select.select([terminal], [], [], 0.2)[0]:
            text += os.read(terminal, 65536).decode(errors="replace")
    assert awaited in text, f"after {keys!r} the terminal shows {text!r}"
    return text


shown_after("autoload -U compinit; compinit -D; source ./_wgan; echo rea''dy\n", "ready")
shown_after("wgan presets d\t", "diff")
shown_after("\x15wgan train --loss hi\t", "hinge")
os.write(terminal, b"\x15exit\n")
os.waitpid(pid, 0)

output("wgan", "manual", "--out", "man")
pages = sorted((scratch / "man").glob("*.1"))
assert len(pages) > 20
for page in pages:
    told = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True).stdout
    problems = [line for line in told.splitlines() if "missing date" not in line]
    assert not problems, problems
print(f"fish, zsh and mandoc agree on {len(pages)} pages")
