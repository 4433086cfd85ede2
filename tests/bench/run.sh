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
