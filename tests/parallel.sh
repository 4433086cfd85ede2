#!/usr/bin/env bash
# The whole program gives the same files, byte for byte, however many ranks there are:
# tests/parallel.sh PROGRAM PROJECT MPIRUN...
set -u
program=$1
root=$2
shift 2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# The last line of standard output is the workbook; its folder is the run's.
for name in two-places hiow-2023-24 three-levels; do
    input=$root/tests/cases/$name
    [[ -d $input ]] || input=$root/inputs/$name
    options=()
    [[ $name != three-levels ]] || options=(--by-place)
    "$program" round "$input" "${options[@]}" -o "alone-$name" >out 2>err </dev/null ||
        fail "$name alone: $(cat err)"
    alone=$(dirname "$(tail -n 1 out)")
    (($(find "$alone" -type f | wc -l) > 10)) || fail "$name alone wrote next to nothing"
    for ranks in 1 2 3 4; do
        "$@" "$ranks" "$program" round "$input" "${options[@]}" -o "ranks-$ranks-$name" \
            >out 2>err </dev/null || fail "$name on $ranks ranks: $(cat err)"
        diff -rq "$alone" "$(dirname "$(tail -n 1 out)")" || fail "$name on $ranks ranks"
    done
done

# Pools are shared out, too: more of them than ranks, with what-ifs, and a great many lines.
/usr/bin/python3 "$root/tests/make_pools.py" many-pools 12 16 7
for name in hiow-pools-2023-24 many-pools; do
    input=$root/inputs/$name
    [[ -d $input ]] || input=$name
    "$program" pool "$input" -o "alone-$name" >out 2>err </dev/null ||
        fail "$name alone: $(cat err)"
    alone=$(dirname "$(tail -n 1 out)")
    (($(find "$alone" -type f | wc -l) > 10)) || fail "$name alone wrote next to nothing"
    for ranks in 1 2 3 4; do
        "$@" "$ranks" "$program" pool "$input" -o "ranks-$ranks-$name" >out 2>err \
            </dev/null || fail "$name on $ranks ranks: $(cat err)"
        diff -rq "$alone" "$(dirname "$(tail -n 1 out)")" || fail "$name on $ranks ranks"
    done
done

((failures == 0)) || exit 1
