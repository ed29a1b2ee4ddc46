"""usage: peer.py PEER SYSTEM LOSS BATCH CRITIC_UPDATES FEATURES THREADS

Trains as bench/peers/PEER.py does. Warms up, prints "ready", and then for each line with a number N on stdin trains N cycles and
prints the seconds of each. It ends with stdin.
"""
import importlib
import sys
import time

import torch
from peers.networks import Work

WARM_UP = 3


def main():
    peer, system, loss = sys.argv[1:4]
    batch, updates, features, threads = map(int, sys.argv[4:])
    torch.set_num_threads(threads)
    cycle = importlib.import_module(f"peers.{peer}").cycle_of(Work(system, loss, batch, updates, features))
    for number in range(WARM_UP):
        cycle(number)
    print("ready", flush=True)
    for line in sys.stdin:
        for number in range(int(line)):
            begin = time.perf_counter()
            cycle(number)
            print(f"{time.perf_counter() - begin:.5f}", flush=True)


if __name__ == "__main__":
    main()
