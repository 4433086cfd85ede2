"""Scenarios of a linear programme solved by scipy's HiGHS: what an analyst would write.

    scipy_risk.py PROGRAMME SCENARIOS [--turns N] [--dense]

Every scenario is solved from scratch by scipy.optimize.linprog(method="highs") with a sparse
matrix, in this one process; with --dense the matrix is an array, as most scripts have it. Timed is the call of linprog alone, in CPU time: the best of N
turns (1). Printed is a line a scenario, "scenario NAME ms 1.234 status 0 objective -12.5",
then "median_ms 1.234" and "total_ms 12.34". status is linprog's: 0 optimal, 2 infeasible,
3 unbounded; where there is no optimum the objective is nan.

Both files are words divided by spaces, a statement a line; blank lines and what follows a
"#" are passed over. Rows and columns are numbered from 0. Bounds are numbers, "-inf" or
"inf"; numbers may have as many digits as they need (%.17g).

PROGRAMME is   minimise c'x   subject to   row_low <= A x <= row_high,   low <= x <= high

    size ROWS COLUMNS        first; every row is free, every column from 0 to inf
    cost COLUMN VALUE        c; else 0
    row ROW LOW HIGH         bounds of a row; the same twice: an equality
    column COLUMN LOW HIGH   bounds of a column
    entry ROW COLUMN VALUE   of A; several of one place add up

SCENARIOS says how each one differs from PROGRAMME, not from the one before it

    scenario NAME            what follows is of this scenario
    cost, row, column        as above
"""
import argparse
import math
import os
import statistics
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy is loaded

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_matrix, vstack


def statements(path):
    """The words of every line that has any."""
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            words = line.split("#")[0].split()
            if words:
                yield number, words


class Bounds:
    """Costs and bounds: what a scenario can change."""

    def __init__(self, rows, columns):
        self.cost = numpy.zeros(columns)
        self.row_low = numpy.full(rows, -math.inf)
        self.row_high = numpy.full(rows, math.inf)
        self.low = numpy.zeros(columns)
        self.high = numpy.full(columns, math.inf)

    def copy(self):
        other = Bounds(0, 0)
        other.__dict__ = {name: values.copy() for name, values in self.__dict__.items()}
        return other

    def take(self, words):
        """A statement; False where it is none of cost, row, column."""
        if words[0] == "cost" and len(words) == 3:
            self.cost[int(words[1])] = float(words[2])
        elif words[0] == "row" and len(words) == 4:
            self.row_low[int(words[1])] = float(words[2])
            self.row_high[int(words[1])] = float(words[3])
        elif words[0] == "column" and len(words) == 4:
            self.low[int(words[1])] = float(words[2])
            self.high[int(words[1])] = float(words[3])
        else:
            return False
        return True


def read_programme(path):
    """The matrix, by rows, and the costs and bounds."""
    bounds, shape, entries = None, None, []
    for number, words in statements(path):
        if words[0] == "size" and len(words) == 3 and bounds is None:
            shape = (int(words[1]), int(words[2]))
            bounds = Bounds(*shape)
        elif words[0] == "entry" and len(words) == 4 and bounds is not None:
            entries.append((int(words[1]), int(words[2]), float(words[3])))
        elif bounds is None or not bounds.take(words):
            raise SystemExit(f"{path}:{number}: not understood: {' '.join(words)}")
    if bounds is None:
        raise SystemExit(f"{path}: it has no line \"size ROWS COLUMNS\"")
    rows, columns, values = zip(*entries) if entries else ((), (), ())
    return coo_matrix((values, (rows, columns)), shape=shape).tocsr(), bounds


def read_scenarios(path, base):
    """Name and costs and bounds of every scenario, in the order of the file."""
    scenarios = []
    for number, words in statements(path):
        if words[0] == "scenario" and len(words) == 2:
            scenarios.append((words[1], base.copy()))
        elif not scenarios or not scenarios[-1][1].take(words):
            raise SystemExit(f"{path}:{number}: not understood: {' '.join(words)}")
    return scenarios


class Matrices:
    """A as linprog wants it, rows of <= and of ==, made once for each choice of those."""

    def __init__(self, matrix):
        self.matrix = matrix
        self.made = {}

    def of(self, equal, above, below):
        key = (equal.tobytes(), above.tobytes(), below.tobytes())
        if key not in self.made:
            less = vstack([self.matrix[above], -self.matrix[below]], format="csc")
            self.made[key] = (less, self.matrix[equal].tocsc())
        return self.made[key]


def arguments(matrices, bounds):
    """Of linprog."""
    equal = bounds.row_low == bounds.row_high
    above = numpy.isfinite(bounds.row_high) & ~equal
    below = numpy.isfinite(bounds.row_low) & ~equal
    less, same = matrices.of(equal, above, below)
    return {
        "c": bounds.cost,
        "A_ub": less if less.shape[0] else None,
        "b_ub": numpy.concatenate([bounds.row_high[above], -bounds.row_low[below]])
        if less.shape[0]
        else None,
        "A_eq": same if same.shape[0] else None,
        "b_eq": bounds.row_high[equal] if same.shape[0] else None,
        "bounds": numpy.column_stack([bounds.low, bounds.high]),
        "method": "highs",
    }


def solve(wanted, turns):
    """The least CPU time in milliseconds, and the answer."""
    best = math.inf
    for _ in range(turns):
        began = time.process_time()
        answer = linprog(**wanted)
        best = min(best, 1e3 * (time.process_time() - began))
    return best, answer


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("programme")
    parser.add_argument("scenarios")
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--dense", action="store_true")
    options = parser.parse_args()
    matrix, base = read_programme(options.programme)
    matrices = Matrices(matrix)
    times = []
    for name, bounds in read_scenarios(options.scenarios, base):
        wanted = arguments(matrices, bounds)
        for name_of_matrix in ("A_ub", "A_eq"):
            if options.dense and wanted[name_of_matrix] is not None:
                wanted[name_of_matrix] = wanted[name_of_matrix].toarray()
        took, answer = solve(wanted, options.turns)
        objective = answer.fun if answer.status == 0 else math.nan
        times.append(took)
        print(f"scenario {name} ms {took:.3f} status {answer.status} objective {objective!r}")
    if times:
        print(f"median_ms {statistics.median(times):.3f}")
        print(f"total_ms {sum(times):.3f}")


if __name__ == "__main__":
    main()
