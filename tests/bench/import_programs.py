"""The import as whole programs, in turn: apportion import against a script with pandas.

    import_programs.py APPORTION FILE ICB TURNS

CPU time of each process from start to end, medians and their ratio. apportion writes a whole
case, the script reads the file and sums it by ICB and district. Most of the script's time is
the start of Python and pandas: it has a line of its own.
"""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

SCRIPT = """
import sys, pandas
table = pandas.read_csv(sys.argv[1])
keys = [name for name in ("ICS22", "ICB", "LTLA21", "LTLA") if name in table.columns]
measures = [name for name in table.columns if name.endswith("WP") or name.lower().startswith("pop")]
print(len(table.groupby(keys, sort=False)[measures].sum()))
"""


def cpu_seconds(command):
    """Of one run of the command, which has to succeed."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def main(apportion, file, icb, turns):
    try:
        subprocess.run([sys.executable, "-c", "import pandas"], check=True, stderr=subprocess.DEVNULL)
    except subprocess.CalledProcessError:
        print("  python3-pandas is not installed: skipped")
        return
    folder = tempfile.mkdtemp()
    ours, theirs, starts = [], [], []
    for turn in range(int(turns)):
        case = os.path.join(folder, str(turn))
        ours.append(cpu_seconds([apportion, "import", "nhse-practices", file, "--icb", icb, "-q",
                                 "-o", case]))
        theirs.append(cpu_seconds([sys.executable, "-c", SCRIPT, file]))
        starts.append(cpu_seconds([sys.executable, "-c", "import pandas"]))
    shutil.rmtree(folder)
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"  apportion import, a whole case         {1e3 * mine:10.3f} ms")
    print(f"  a script of pandas                     {1e3 * other:10.3f} ms {other / mine:8.1f} times as long")
    print(f"  its start alone, import pandas         {1e3 * statistics.median(starts):10.3f} ms")


main(*sys.argv[1:])
