#!/bin/bash
# Speed and memory on this machine, one core: bash tests/bench/run.sh BUILD [short]
# Times are CPU time, so another's work on the machine hardly shows in them; ratios are of
# runs that took turns. "short" leaves out the two longest.
set -euo pipefail

build=${1:?"the build folder"}
length=${2:-long}
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=$build/tests
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT

echo "== The shipped round: under 2 s and 200 MB; start-up under 0.050 s"
"$bench/bench_round" "$root/inputs/hiow-2023-24" "$build/apportion" "$output"
echo
echo "== Re-solves against GLPK from scratch: at least 20 times faster"
"$bench/bench_cold" "$root/inputs/hiow-2023-24" 40
if [ "$length" = long ]; then
    "$bench/bench_cold" 20 20 10
fi
echo
echo "== Large rounds: the first under 20 s"
"$bench/bench_large" 150 20
if [ "$length" = long ]; then
    "$bench/bench_large" 1000 8
fi

echo
echo "== Virements of 500 pools of 60 schemes: under 5 s"
"$bench/bench_virement" 500 1000

echo
echo "== A scenario's variances shared in a shipped pool: under 3 us, next to nothing where there are none"
"$bench/bench_risk_share" 2000

echo
echo "== The tally of a risk run: under 1.5 us a scenario, a block under 300 kB, 8 MB"
"$bench/bench_tally" 300000

echo
echo "== Scenarios of 30 drivers: drawn in under 4 us, turned into costs in under 3 us"
"$bench/bench_draw"

echo
echo "== Recourse of a scenario: 5 times plain re-solved warm, 60 times cold, scipy's linprog"
"$bench/bench_risk" "$root/inputs/hiow-2023-24" 4000 "$root/tests/bench/scipy_risk.py"
"$bench/bench_risk" 43 20 400
if [ "$length" = long ]; then
    "$bench/bench_risk" 147 20 80
fi

echo
echo "== The pack of the shipped fund: under 0.5 s; of 500 pools of 60 schemes: under 20 s on 2 ranks"
# took COMMAND...: its wall time, CPU time and memory.
took() {
    /usr/bin/python3 -c '
import resource, subprocess, sys, time
began = time.monotonic()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"  wall {time.monotonic() - began:.2f} s, CPU {used.ru_utime + used.ru_stime:.2f} s, "
      f"most memory of a process {used.ru_maxrss / 1024:.0f} MB")' "$@"
}
for _ in 1 2 3; do
    took "$build/apportion" pool "$root/inputs/southampton-bcf-2023-24" -q -o "$output"
done
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_plm=isolated
if [ "$length" = long ]; then
    /usr/bin/python3 "$root/tests/make_pools.py" "$output/many" 500 60 12
    for ranks in 1 2; do
        took mpirun --bind-to none --oversubscribe -n "$ranks" "$build/apportion" pool \
            "$output/many" -q -o "$output/$ranks"
    done
fi

echo
echo "== A risk run on 1 and 2 ranks, and what travels between ranks"
if [ "$length" = long ]; then
    OMPI_MCA_mpi_yield_when_idle=1 /usr/bin/python3 "$root/tests/bench/risk_ranks.py" \
        "$build/apportion" "$root/inputs/hiow-2023-24" 400000
fi

echo
echo "== Import of practices against pandas: read and group, CPU time in process"
shopt -s nullglob
files=("$root"/../shared/data/nhse/practices-*.csv)
if ((${#files[@]} == 0)); then
    for year in 2022-23 2023-24 2024-25 2025-26; do
        /usr/bin/python3 "$root/tests/make_practices.py" "$year" 540 >"$output/practices-$year.csv"
    done
    files=("$output"/practices-*.csv)
fi
for file in "${files[@]}"; do
    "$bench/bench_import" "$file" "$root/tests/bench/pandas_import.py" 15
done
echo "== The same as whole programs, CPU time from start to end"
icb=$(cut -d, -f12 "${files[-1]}" | sed -n 2p)
/usr/bin/python3 "$root/tests/bench/import_programs.py" "$build/apportion" "${files[-1]}" "$icb" 15
echo
echo "== All of England: every level and workbook under 60 s and 1 GB on 2 ranks"
last=${files[-1]}
before=${files[-2]}
"$build/apportion" import nhse-practices "$last" "$before" --icb all --core 107600000000 \
    --primary 11200000000 -q -o "$output/england" >/dev/null
began=$EPOCHREALTIME
mpirun --bind-to none --oversubscribe -n 2 "$build/apportion" round "$output/england" \
    --no-study --by-place -v -o "$output" 2>&1 >/dev/null | grep -E ' s$|^Carried'
printf '  %-38s %10.1f s\n' "wall time of the whole run" \
    "$(/usr/bin/python3 -c "print($EPOCHREALTIME - $began)")"
