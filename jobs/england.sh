#!/usr/bin/env bash
# All of England: the national round among the ICBs and every ICB's own below it, down to
# practices, from NHS England's practice data, in one run over all cores.
#
#     jobs/england.sh FILE [EARLIER_FILE]...
#
# FILE is the practice data of the year, EARLIER_FILEs of the years before it (the need of
# the year just before makes up last year's money). The envelope, in pounds, and its growth
# are inputs:
#
#     CORE=107600000000 PRIMARY=11200000000 GROWTH=4.4% jobs/england.sh FILE
#
# (these are the defaults: national totals of 2024/25, House of Commons Library, and base
# growth of 2025/26; PRIMARY= for the file of 2022/23, which has no primary medical need to
# share it by). Floors, caps and convergence are in pace.csv of the case, which is made
# the first time and kept: change it there and run again, or give PACE=FILE. OUTPUT (outputs)
# is where everything goes, RANKS (all cores) how many run.
# shellcheck source=jobs/common.sh
here=$PWD
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

if (($# == 0)); then
    say "usage: jobs/england.sh FILE [EARLIER_FILE]..."
    exit 64
fi
files=()
for file in "$@"; do
    [[ $file == /* ]] || file=$here/$file
    files+=("$file")
done
output=${OUTPUT:-outputs}
case=$output/inputs/england

need_packages "${build_packages[@]}"
build build -DCMAKE_BUILD_TYPE=Release -DAP_TESTING="${AP_TESTING:-OFF}"
if [[ -d $case ]]; then
    say "The case $case is there and is used as it is; move it away to begin anew."
else
    mkdir -p "$output/inputs"
    money=(--core "${CORE:-107600000000}" --growth "${GROWTH:-4.4%}")
    if [[ -n ${PRIMARY-11200000000} ]]; then
        money+=(--primary "${PRIMARY-11200000000}")
    fi
    build/apportion import nhse-practices "${files[@]}" --icb all --places district \
        "${money[@]}" -o "$case" >&2
fi
if [[ -n ${PACE:-} ]]; then
    [[ $PACE == /* ]] || PACE=$here/$PACE
    cp "$PACE" "$case/pace.csv"
fi
prepare_mpi
mpirun -n "${RANKS:-$(nproc)}" build/apportion round "$case" --no-study --by-place \
    --verbose -o "$output"
