#!/bin/bash
# The same years by two builds of the program, of which the second leaves out what later
# processors can do: risk_portable.sh PROGRAM PORTABLE CASE
set -euo pipefail

program=$1 portable=$2 case=$3
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT

for build in "$program" "$portable"; do
    "$build" risk "$case" --scenarios 3000 -q -o "$output/$(basename "$build")" >/dev/null
done
cmp "$output"/*/*/*/risk-report.xlsx
echo "risk_portable: the same report"
