"""Measures a method of a peer as OneCell measures ours: a map right behind a forward pass, several times, in a process
of its own. Prints one line of JSON."""

import json
import statistics
import sys
import time


def memory():
    """The largest that the process has taken so far, in MiB."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))


def arguments():
    """The network, the batch, the method, the rounds."""
    network, batch, method, rounds = sys.argv[1:5]
    return network, int(batch), method, int(rounds)


def measure(peer, forward, explain, method=None):
    network, batch, asked, rounds = arguments()
    forward()
    forward()
    forward_memory = memory()
    explain()
    forwards, maps = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        forward()
        between = time.perf_counter()
        explain()
        maps.append(time.perf_counter() - between)
        forwards.append(between - start)
    quotients = [m / f for m, f in zip(maps, forwards)]
    print(
        json.dumps(
            {
                "peer": peer,
                "network": network,
                "batch": batch,
                "method": method or asked,
                "forwardSeconds": statistics.median(forwards),
                "seconds": statistics.median(maps),
                "passes": statistics.median(quotients),
                "lowest": min(quotients),
                "highest": max(quotients),
                "forwardMebibytes": forward_memory,
                "mebibytes": memory(),
            }
        )
    )
