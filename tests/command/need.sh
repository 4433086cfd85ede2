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
needs = json.load(open(sys.argv[1]))["need"]
places = needs["places"]
assert [place["place"] for place in places] == [
    "Hampshire", "Portsmouth", "Southampton", "Isle of Wight"]
assert abs(sum(place["target"] for place in places) - needs["quantum"]) < 0.05
for k in range(len(places[0]["programmes"])):
    total = sum(place["programmes"][k]["share"] for place in places)
    assert abs(total - 1) < 1e-12 or total == 0
people = sum(place["population"] for place in places)
for component, of_system in needs["components"].items():
    weighted = sum(place["components"][component]["weighted"] for place in places)
    assert abs(weighted - of_system["weighted"]) < 1e-6
    for place in places:
        own = place["components"][component]
        index = own["weighted"] / place["population"] / (weighted / people)
        assert abs(own["index"] - index) < 1e-12
EOF

# The workbook and its twins: the system first, people rounded to 1 and indices to 0.001.
expect 0 need "$root/inputs/hiow-2023-24" -o written
book=$(tail -n 1 out)
run=$(dirname "$book")
[[ -s $book ]] || fail "no workbook: $book"
head -n 1 "$run/place-need.csv" >header
says header 'place,population,general_acute,community,mental_health,maternity,prescribing,health_inequalities,core,primary_medical_need,primary_medical,general_acute_index,'
sed -n 2p "$run/place-need.csv" >system
says system 'Hampshire and Isle of Wight,1927866,'
grep -qE '^Southampton,302631,.*,0\.945,0\.991$' "$run/place-need.csv" ||
    fail "place-need.csv: $(cat "$run/place-need.csv")"
# From the record alone, in another folder, byte for byte.
cp -r "$run" kept && rm -r "$run"
expect 0 rerun latest -o written
diff -r kept "$run" || fail "need is not the same again"
# Both profiles meet the checklist, and LibreOffice comes to every cached value.
for profile in working publish; do
    expect 0 need "$root/tests/cases/three-levels" --profile "$profile" -o "outputs-$profile"
    book=$(tail -n 1 out)
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" "$profile" >points ||
        fail "need, $profile: $(cat points)"
    /usr/bin/python3 "$root/tests/recalculate.py" "$book" >cells || fail "need: $(cat cells)"
    says cells ' 0 differ'
done

# Without core need the bars are of the first component that there is.
expect 0 need "$root/tests/cases/two-places" -o outputs-two
book=$(tail -n 1 out)
/usr/bin/python3 "$root/tests/check_workbook.py" "$book" working >points ||
    fail "need without core: $(cat points)"
# South has 42% of the need and 40% of the people.
/usr/bin/python3 -m zipfile -e "$book" parts
says parts/xl/drawings/drawing1.xml \
    'Need index of each place, General and acute; South has the highest, 1.050.'

# A case of one, two or three practices has its pictures, too.
for count in 1 2 3; do
    mkdir "few-$count"
    /usr/bin/python3 "$root/tests/make_practices.py" 2025-26 6 | awk -F, -v most="$count" \
        'NR == 1 || ($12 == "QXA" && found++ < most)' >"few-$count/practices-2025-26.csv"
    expect 0 import nhse-practices "few-$count/practices-2025-26.csv" --icb QXA \
        --places district -o "few-$count/case"
    rm "few-$count/case/england.csv" # so few are not England, as a check would say
    expect 0 need "few-$count/case" -o outputs-few
    book=$(tail -n 1 out)
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" working >points ||
        fail "need of $count practices: $(cat points)"
    [[ $(grep -c 'Highest quarter' "$(dirname "$book")/practices.csv") -eq 1 ]] ||
        fail "of $count practices not one is in the highest quarter"
done

# History is of the years before the case's: the change is never from a later year.
for year in 2023-24 2025-26; do
    /usr/bin/python3 "$root/tests/make_practices.py" "$year" 6 >"practices-$year.csv"
done
expect 0 import nhse-practices practices-202*.csv --icb QXA -o changed
for year in 2025/26 2026-27; do
    rm -rf later
    cp -r changed later
    sed -i "2,3s,^2023/24,$year," later/history.csv
    expect 65 need later -o outputs-changed
    says err "history.csv, row 2, column year: \"$year\""
    says err "a year before the case's, 2025/26"
    [[ $(grep -c 'history.csv, row' err) -eq 1 ]] || fail "one year is told of twice: $(cat err)"
done
# A year without core need, the case's own or an earlier one, has people all the same, and
# no practice closed for it.
cp -r changed coreless
sed -i '/,core,/d' coreless/need.csv
sed -i '/^core,/d' coreless/england.csv
rm changed/england.csv coreless/england.csv # three ICBs are not England, as a check would say
cp -r changed unpublished
/usr/bin/python3 - unpublished/history.csv <<'EOF'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
with open(sys.argv[1], "w") as file:
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows({**row, "core": ""} for row in rows)
EOF
expect 0 need changed -o outputs-changed
whole=$(dirname "$(tail -n 1 out)")
for case in coreless unpublished; do
    expect 0 need "$case" -o outputs-changed
    book=$(tail -n 1 out)
    some=$(dirname "$book")
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" working >points ||
        fail "need, $case: $(cat points)"
    grep -v 'Core weighted' "$whole/change_in_need.csv" >people
    same "$some/change_in_need.csv" people
    cut -d, -f1-9 "$whole/practices_that_changed.csv" | sort >fates
    cut -d, -f1-9 "$some/practices_that_changed.csv" | sort >found
    same found fates
done
says "$some/practices_that_changed.csv" ',[x],'

# A list jumps by more than 15% a year: in three years 20% more or 40% fewer people are an
# ordinary change, 60% more or 50% fewer are not.
/usr/bin/python3 - practices-2025-26.csv grown-2022-23.csv <<'EOF'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig")))
people = rows[0].index("Population")
for row, growth in (rows[1], 1.2), (rows[2], 1.6), (rows[3], 0.6), (rows[4], 0.5):
    row[people] = str(float(row[people]) / growth)
csv.writer(open(sys.argv[2], "w")).writerows(rows)
EOF
expect 0 import nhse-practices practices-2025-26.csv grown-2022-23.csv --icb QXA -o grown
rm grown/england.csv
expect 0 need grown -o outputs-changed
cut -d, -f3,5 "$(dirname "$(tail -n 1 out)")/practices_that_changed.csv" | sort >jumped
{
    echo 'Practice,What happened'
    sed -n '3p;5p' practices-2025-26.csv | cut -d, -f1 | tr X x |
        sed 's/$/,list changed by more than 15% a year/'
} >expected
same jumped expected

sed -n 2p changed/history.csv >row
for ((year = 2007; year < 2023; year++)); do
    sed "s,^2023/24,$year/$(printf '%02d' $(((year + 1) % 100)))," row
done >>changed/history.csv
expect 65 need changed -o outputs-changed
says err 'history.csv: need is compared over 16 years at most'

# England with less need than the county: a check fails, and the exit code says so.
cp -r "$root/tests/cases/three-levels" small-england
sed -i 's/^general_acute,"60,000,000"/general_acute,"60,000"/' small-england/england.csv
expect 1 need small-england -o outputs-small
says "$(dirname "$(tail -n 1 out)")/cover.csv" 'A check fails'

expect 66 need nowhere
expect 66 need "$root/tests/fixtures"
says err 'case.ini'
finish
