"""usage: launchers.py WGAN SCRATCH

Trains with torchrun, kills one of its processes and sees that all are started again and go on; trains with mpirun; with the variables that
srun sets; and on two hosts, for which network namespaces joined by a virtual cable stand in. What cannot be had here is left out and
said so. Exit code 77 if that is all."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

from common import skip

program, scratch = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
shutil.rmtree(scratch, ignore_errors=True)
scratch.mkdir(parents=True)
plain = {k: v for k, v in os.environ.items() if k not in ("RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")}
tiny = ["--loss", "gan", "--size", "16", "--features", "4", "--latent", "8", "--batch", "8", "--threads", "1", "--json"]
done = []


def train(out, steps):
    return [program, "train", "demo", *tiny, "--steps", str(steps), "--out", out]


def await_rows(out):
    """Waits until the run trains."""
    metrics = scratch / out / "metrics.csv"
    for _ in range(2400):
        if metrics.exists() and len(metrics.read_text().splitlines()) > 3:
            return
        time.sleep(0.05)
    raise AssertionError(f"{out} does not train")


def ranks_of(marker):
    """The processes of the program whose environment holds the text, by rank."""
    found = {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            variables = (process / "environ").read_bytes().split(b"\0")
            if os.readlink(process / "exe") == str(program) and marker in variables:
                name = b"RANK=" if any(v.startswith(b"RANK=") for v in variables) else b"OMPI_COMM_WORLD_RANK="
                found[int(next(v for v in variables if v.startswith(name)).split(b"=")[1])] = int(process.name)
        except (OSError, StopIteration):
            pass
    return found


def run(command, **more):
    found = subprocess.run([str(word) for word in command], cwd=scratch, capture_output=True, text=True, timeout=120, **more)
    assert found.returncode == 0, (command, found.returncode, found.stderr[-2000:])
    return found


def check(out, steps, text):
    """One process answered, and the run has as many steps as asked for."""
    answers = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    assert [a["step"] for a in answers] == [steps], text
    rows = (scratch / out / "metrics.csv").read_text().splitlines()
    assert rows[-1].split(",")[0] == str(steps), rows[-1]


def torchrun_of(folder):
    """The torchrun of the Python that runs this, if it has PyTorch."""
    beside = pathlib.Path(folder) / "torchrun"
    return str(beside) if beside.exists() else shutil.which("torchrun")


torchrun = torchrun_of(pathlib.Path(sys.executable).parent)
if torchrun:
    start = [torchrun, "--no-python", "--nproc-per-node=2", "--rdzv-backend=c10d", "--rdzv-endpoint=127.0.0.1:0"]
    check("torchrun", 30, run([*start, *train("torchrun", 30)], env=plain).stdout)

    # One of the two is killed: torchrun starts both again, and they go on with the same run.
    command = [*start, "--max-restarts=1", *train("again", 4000), "--save-every", "50", "--log-every", "50"]
    errors = open(scratch / "again.err", "w")
    child = subprocess.Popen([str(w) for w in command], cwd=scratch, env=plain, stdout=subprocess.PIPE, stderr=errors, text=True)
    await_rows("again")
    ranks = ranks_of(b"TORCHELASTIC_RESTART_COUNT=0")
    assert sorted(ranks) == [0, 1], ranks
    os.kill(ranks[1], signal.SIGKILL)
    text, _ = child.communicate(timeout=120)
    errors.close()
    said = (scratch / "again.err").read_text()
    assert child.returncode == 0, said[-3000:]
    assert "the processes were started again; going on with" in said, said[-3000:]
    check("again", 4000, text)

    # Two commands of one start, of which one process begins the second later, do not take the first for the second.
    script = 'wgan="$1"; shift; "$wgan" sample again -n 4 --out a.png && sleep "$RANK" && "$wgan" sample again -n 4 --out b.png'
    assert run([*start, "sh", "-c", script, "sh", program], env=plain).stdout.split() == ["a.png", "b.png"]
    done.append("torchrun")
else:
    print("no torchrun: not tried")

if mpirun := shutil.which("mpirun"):
    root = dict(plain, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
    check("mpirun", 30, run([mpirun, "-n", "2", "--oversubscribe", *train("mpirun", 30)], env=root).stdout)
    # mpirun itself ends the others a second or two after one was killed: the run is saved by then.
    child = subprocess.Popen([mpirun, "-n", "2", "--oversubscribe", *map(str, train("killed", 1000000)), "--save-every", "1000000"],
                             cwd=scratch, env=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    await_rows("killed")
    before = len((scratch / "killed" / "metrics.csv").read_text().splitlines())
    os.kill(ranks_of(b"OMPI_COMM_WORLD_SIZE=2")[1], signal.SIGKILL)
    child.communicate(timeout=60)
    assert child.returncode != 0
    said = json.loads(run([program, "info", "killed", "--json"], env=plain).stdout)
    saved = next(file["step"] for file in said["files"] if file["path"] == "killed/state.pt")
    assert saved >= 10 * (before - 1), (saved, before)  # and not the save of step 0
    run([program, "train", "--resume", "killed", "--steps", str(10 * before + 40), "--allow-change"], env=plain)
    done.append("mpirun")
else:
    print("no mpirun: not tried")

# As srun sets them; Slurm itself is not needed to read them.
step = {"SLURM_STEP_NUM_TASKS": "2", "SLURM_STEP_TASKS_PER_NODE": "2", "SLURM_STEP_NODELIST": "node1", "SLURM_NODEID": "0",
        "SLURM_JOB_ID": str(os.getpid()), "SLURM_STEP_ID": "0"}
tasks = [subprocess.Popen([str(w) for w in train("srun", 30)], cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env=dict(plain, **step, SLURM_PROCID=str(rank), SLURM_LOCALID=str(rank))) for rank in (0, 1)]
answers = [task.communicate(timeout=120) for task in tasks]
assert [task.returncode for task in tasks] == [0, 0], answers
check("srun", 30, answers[0][0])
assert answers[1] == ("", "")

# Two hosts with a cable between them, each with its own loopback interface.
hosts, addresses = ("wgan-a", "wgan-b"), ("10.99.0.1", "10.99.0.2")


def remove_hosts():
    for host in hosts:
        subprocess.run(["ip", "netns", "del", host], capture_output=True)


def ip(*words):
    return subprocess.run(["ip", *words], capture_output=True).returncode == 0


def make_hosts():
    remove_hosts()
    if not all(ip("netns", "add", host) for host in hosts):
        return False
    if not ip("link", "add", "wgan0", "netns", hosts[0], "type", "veth", "peer", "name", "wgan0", "netns", hosts[1]):
        return False
    return all(ip("-n", host, "addr", "add", f"{address}/24", "dev", "wgan0") and ip("-n", host, "link", "set", "wgan0", "up")
               and ip("-n", host, "link", "set", "lo", "up") for host, address in zip(hosts, addresses))


def start_on(host, rank, out, steps, *more):
    variables = dict(plain, RANK=str(rank), WORLD_SIZE="2", MASTER_ADDR=addresses[0], MASTER_PORT="29577", LOCAL_WORLD_SIZE="1", LOCAL_RANK="0")
    return subprocess.Popen(["ip", "netns", "exec", host, *[str(w) for w in train(out, steps)], *more], cwd=scratch, env=variables,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


if shutil.which("ip") and os.geteuid() == 0 and make_hosts():
    try:
        ranks = [start_on(host, rank, "hosts", 300) for rank, host in enumerate(hosts)]
        time.sleep(1.5)
        # Nothing listens anywhere but at the addresses of the cable.
        for host, address in zip(hosts, addresses):
            sockets = subprocess.run(["ip", "netns", "exec", host, "ss", "-Hltn"], capture_output=True, text=True).stdout
            listening = {line.split()[3].rsplit(":", 1)[0] for line in sockets.splitlines()}
            assert listening <= {address}, sockets
        answers = [rank.communicate(timeout=120) for rank in ranks]
        assert [rank.returncode for rank in ranks] == [0, 0], answers
        check("hosts", 300, answers[0][0])

        # The cable is pulled out: no connection is closed, and no packet comes any more.
        ranks = [start_on(host, rank, "cut", 1000000, "--peer-timeout", "5s") for rank, host in enumerate(hosts)]
        for _ in range(300):
            if (scratch / "cut" / "metrics.csv").exists() and len((scratch / "cut" / "metrics.csv").read_text().splitlines()) > 3:
                break
            time.sleep(0.1)
        assert ip("-n", hosts[1], "link", "set", "wgan0", "down")
        began = time.monotonic()
        answers = [rank.communicate(timeout=60) for rank in ranks]
        took = time.monotonic() - began
        assert [rank.returncode for rank in ranks] == [9, 9] and took < 40, (took, answers)
        assert "rank 1 (process" in answers[0][1] and "--resume goes on from it" in answers[0][1], answers
        assert "rank 1: rank 0 (process" in answers[1][1], answers
        done.append("two hosts")

        # torchrun on both hosts: one process is killed, and all are started again and go on.
        if torchrun:
            assert ip("-n", hosts[1], "link", "set", "wgan0", "up")
            agents = [subprocess.Popen(["ip", "netns", "exec", host, torchrun, "--no-python", "--nnodes=2", "--nproc-per-node=1",
                                        "--max-restarts=3", "--rdzv-backend=c10d", f"--rdzv-endpoint={addresses[0]}:29611",
                                        f"--rdzv-conf=is_host={int(host == hosts[0])}", f"--local-addr={address}", *map(str, train("agents", 6000)), "--save-every", "50"],
                                       cwd=scratch, env=plain, stdout=subprocess.PIPE, stderr=open(scratch / f"{host}.err", "w"), text=True)
                      for host, address in zip(hosts, addresses)]
            await_rows("agents")
            os.kill(ranks_of(b"WORLD_SIZE=2")[1], signal.SIGKILL)
            answers = [agent.communicate(timeout=120)[0] for agent in agents]
            said = "".join((scratch / f"{host}.err").read_text() for host in hosts)
            assert [agent.returncode for agent in agents] == [0, 0], said[-3000:]
            assert "the processes were started again; going on with" in said, said[-3000:]
            check("agents", 6000, "".join(answers))
            done.append("two agents")
    finally:
        remove_hosts()
else:
    print("no network namespaces: two hosts were not tried")

if not done:
    skip("needs torchrun, mpirun or network namespaces")
print("passed:", ", ".join(done))
