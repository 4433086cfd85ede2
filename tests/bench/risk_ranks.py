"""What travels between ranks in a risk run, measured and foretold.

    risk_ranks.py PROGRAM CASE SCENARIOS

Runs `PROGRAM risk CASE` on 1, 2, 8 and 64 ranks of this machine and prints wall time, letters
to rank 0 and their bytes. A rank hands in its results every

    gap = max(0.5, 0.02 (R - 1)) seconds,   so  results = (R - 1) max(1, T / gap)

letters in T seconds, of k = N (R - 1) / R / results scenarios each. A letter of k scenarios
has about b k^a bytes, fewer a scenario the more there are, since they share the steps of
their histograms; b and a come from the runs on 2 and 8 ranks. The run on 64 is foretold by
that from its time alone and compared, then runs on 1,000 ranks and as many cores are
foretold from the time that a scenario takes.
"""
import math
import os
import re
import subprocess
import sys
import tempfile
import time


def run(program, case, scenarios, ranks, folder):
    """Wall time; seconds of the scenarios, blocks, letters and kilobytes, as they are told."""
    command = ["mpirun", "--bind-to", "none", "--oversubscribe", "-n", str(ranks), program,
               "risk", case, "--scenarios", str(scenarios), "-v", "-o",
               os.path.join(folder, str(ranks))]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    wall = time.monotonic() - began
    told = re.search(r"([\d.]+) s, (\d+) blocks, \d+ saves; letters to rank 0: (\d+) of "
                     r"([\d.]+) kB", done.stderr)
    return wall, float(told[1]), int(told[2]), int(told[3]), float(told[4])


def results_of(ranks, seconds):
    """How many letters with results there are."""
    return (ranks - 1) * max(1.0, seconds / max(0.5, 0.02 * (ranks - 1)))


def main():
    program, case, scenarios = sys.argv[1], sys.argv[2], int(sys.argv[3])
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for ranks in (1, 2, 8, 64):
            wall, seconds, blocks, letters, kilobytes = run(program, case, scenarios, ranks,
                                                            folder)
            found[ranks] = (seconds, kilobytes)
            print(f"  {ranks:4d} ranks: wall {wall:.2f} s, scenarios {seconds:.2f} s; "
                  f"{blocks} blocks, {letters} letters, {kilobytes:.0f} kB "
                  f"({kilobytes / blocks:.1f} kB and {letters / blocks:.2f} letters a block)")
    points = []
    for ranks in (2, 8):
        seconds, kilobytes = found[ranks]
        results = results_of(ranks, seconds)
        points.append((scenarios * (ranks - 1) / ranks / results, kilobytes / results))
    (k, size), (other, other_size) = points
    power = math.log(size / other_size) / math.log(k / other)
    factor = size / k ** power
    print(f"  a letter of k scenarios has {1e3 * factor:.0f} k^{power:.2f} bytes")

    def foretell(count, ranks, seconds):
        results = results_of(ranks, seconds)
        each = max(count * (ranks - 1) / ranks / results, 1.0)
        return results, results * factor * each ** power

    results, kilobytes = foretell(scenarios, 64, found[64][0])
    print(f"  64 ranks foretold: {results:.0f} letters with results, {kilobytes:.0f} kB; "
          f"measured {found[64][1]:.0f} kB")
    for wanted in (10**6, 10**9):
        seconds = wanted * found[1][0] / scenarios / 1000
        results, kilobytes = foretell(wanted, 1000, seconds)
        print(f"  1,000 ranks on as many cores, {wanted:,} scenarios (foretold): "
              f"{seconds:.2f} s of scenarios, {results:.0f} letters, {kilobytes / 1e3:.0f} MB "
              "to rank 0")


main()
