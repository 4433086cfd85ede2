#!/bin/bash
# The same years by two builds of the program, of which the second leaves out what later
# processors can do, as does the C library under it: risk_portable.sh PROGRAM PORTABLE CASE
set -euo pipefail

program=$1 portable=$2 case=$3
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT

years() { "$1" risk "$case" --scenarios 20000 -q -o "$2" >/dev/null; }

years "$program" "$output/later"
GLIBC_TUNABLES=glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2 years "$portable" "$output/earlier"
cmp "$output"/*/*/*/risk-report.xlsx
echo "risk_portable: the same report"
