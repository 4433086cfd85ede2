#!/usr/bin/env bash
# apportion need: need indices, shares and targets of the shipped case, in words and as JSON.
source "$(dirname "$0")/common.sh" "$1" "$2"

expect 0 need "$root/inputs/hiow-2023-24"
says out 'Isle of Wight'
says out 'not to England'
# Southampton: 15.434% of need, index 0.983, opening 2.88% under target.
grep -qE '^Southampton +302631 +15\.434% +0\.983 +£543,558,085 +-2\.88%$' out ||
    fail "Southampton's line: $(grep Southampton out)"
[[ $(wc -L <out) -le 80 ]] || fail "wider than 80 columns"

expect 0 need "$root/inputs/hiow-2023-24" --json
is_json out
/usr/bin/python3 - out <<'EOF' || fail "shares of need do not add up"
import json, sys
needs = json.load(open(sys.argv[1]))
places = needs["places"]
assert [place["place"] for place in places] == [
    "Hampshire", "Portsmouth", "Southampton", "Isle of Wight"]
assert abs(sum(place["target"] for place in places) - needs["quantum"]) < 0.05
for k in range(len(places[0]["programmes"])):
    total = sum(place["programmes"][k]["share"] for place in places)
    assert abs(total - 1) < 1e-12 or total == 0
EOF

expect 66 need nowhere
expect 66 need "$root/tests/fixtures"
says err 'case.ini'
finish
