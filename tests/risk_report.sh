#!/usr/bin/env bash
# The workbook of a made-up risk run: risk_report.sh WRITE_RISK PROJECT. The checklist holds
# in both profiles, LibreOffice recalculates every formula to the cached value, and the same
# run gives the same bytes.
set -euo pipefail
write=$1 root=$2
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
for profile in working publish; do
    "$write" "$profile" "$folder/$profile.xlsx"
    "$write" "$profile" "$folder/again.xlsx"
    cmp "$folder/$profile.xlsx" "$folder/again.xlsx"
    /usr/bin/python3 "$root/tests/check_workbook.py" "$folder/$profile.xlsx" "$profile"
done
/usr/bin/python3 "$root/tests/recalculate.py" "$folder/working.xlsx" "$folder/publish.xlsx"
