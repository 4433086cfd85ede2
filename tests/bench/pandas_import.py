"""What bench_import races against: read_csv and groupby of one file of practices.

    pandas_import.py FILE

Says "pandas VERSION" once it is loaded, then answers each line on standard input:
"time" with the CPU seconds of one import, "sums" with the number of groups and a line for
each, in the order in which they turn up in the file.
"""
import sys
import time

try:
    import pandas
except ImportError:
    sys.exit("no pandas")

MEASURES = [
    "G&A WP", "CS WP", "MH WP", "Mat WP", "Prescr WP", "Health Ineq WP", "Final WP",
    "Primary Medical Care WP", "Final PMC WP",
]


def named(table, names):
    """The name of these that the table has."""
    return next(name for name in names if name in table.columns)


def read(path):
    """The sums of a file, and the measures that it has."""
    table = pandas.read_csv(path)
    keys = [named(table, ["ICS22", "ICB"]), named(table, ["LTLA21", "LTLA"])]
    measures = [named(table, ["pop 2022/23", "Population"])]
    measures += [measure for measure in MEASURES if measure in table.columns]
    return table.groupby(keys, sort=False)[measures].sum()


def main():
    """Answer until standard input ends."""
    path = sys.argv[1]
    print("pandas", pandas.__version__, flush=True)
    for line in sys.stdin:
        began = time.process_time()
        sums = read(path)
        took = time.process_time() - began
        if line.strip() == "time":
            print(took, flush=True)
            continue
        print(len(sums))
        absent = [0.0] * (1 + len(MEASURES) - len(sums.columns))
        for key, row in zip(sums.index, sums.to_numpy().tolist()):
            print(*key, *map(repr, row + absent), sep="|")
        sys.stdout.flush()


main()
