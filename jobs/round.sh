#!/usr/bin/env bash
# From a bare Debian 12 to the workbook of the allocation round: installs what is missing
# (as root; otherwise says what to install), builds, solves, and says where the workbook is.
# Options of `apportion round` may follow: jobs/round.sh --profile publish -o board
# shellcheck source=jobs/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

need_packages "${build_packages[@]}"
build build -DCMAKE_BUILD_TYPE=Release -DAP_TESTING=OFF
prepare_mpi

results=$(mktemp)
trap 'rm -f "$results"' EXIT
code=0
mpirun -n "$(nproc)" build/apportion round inputs/hiow-2023-24 "$@" </dev/null |
    tee "$results" || code=${PIPESTATUS[0]}
workbook=$(tail -n 1 "$results")
if [[ -f $workbook ]]; then
    say "The workbook is $workbook"
fi
exit "$code"
