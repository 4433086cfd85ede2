#!/usr/bin/env bash
# What a round prints: the workbook's path, alone, on standard output; words on standard
# error; with --json one object.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

copy_case good
expect 0 round good
[[ $(cat out) =~ ^outputs/good/r[0-9a-f]{12}/allocation-round\.xlsx$ ]] ||
    fail "standard output is not the workbook's path, alone: $(cat out)"
workbook=$(tail -n 1 out)
python3 -m zipfile -t "$workbook" >/dev/null || fail "$workbook is no zip"
says err North
says err "run r"
if grep -q $'\033' err; then
    fail "colour or progress in a file"
fi

expect 0 round good --verbose
says err "goals in order"
NO_COLOR=1 expect 0 round good
if grep -q $'\033' out err; then
    fail "colour in spite of NO_COLOR"
fi

expect 0 round good --quiet
[[ $(cat out) == "$workbook" ]] || fail "--quiet prints not the path alone: $(cat out)"
says_nothing err

expect 0 round good --json
is_json out
found=$(python3 -c 'import json; print(json.load(open("out"))["workbook"])')
[[ $found == "$workbook" ]] || fail "--json names another workbook: $found"
python3 - <<'END' || fail "--json has not what each place is allocated"
import json
rows = json.load(open("out"))["report"]["tables"]["place_results"]
names = [row["Place"] for row in rows]
assert names == ["North", "South"], names
END

# Quiet about all but errors, and the answer of a case that cannot be met is still printed.
expect 1 round "$root/tests/cases/clash-ring-fence" --quiet
[[ -f $(cat out) ]] || fail "no workbook of rules that clash: $(cat out)"
[[ $(wc -l <err) == 1 ]] || fail "not one sentence: $(cat err)"
expect 1 round "$root/tests/cases/clash-ring-fence" --json
is_json out
says out '"exit": 1'

# Names that need care in a path, a workbook and JSON.
copy_case 'a "case" of <A> & B, É'
expect 0 round 'a "case" of <A> & B, É'
[[ -f $(cat out) ]] || fail "no workbook of a case of an odd name: $(cat out)"
expect 0 round 'a "case" of <A> & B, É' --json
is_json out

finish
