#!/usr/bin/env bash
# apportion import: made-up practice files of every layout into cases, for one ICB and for
# all of them, down to the pound; the published files where they are at hand.
source "$(dirname "$0")/common.sh" "$1" "$2"

for year in 2022-23 2023-24 2024-25 2025-26; do
    /usr/bin/python3 "$root/tests/make_practices.py" "$year" 6 >"practices-$year.csv"
done
cat >map.csv <<'EOF'
place,name,by,value,basis,note
coast,The Coast,district,Harbour of Amber,illustrative,
coast,,district,E0700020,illustrative,by its code
one,Surgery One,practice,X00003,illustrative,an exception to its district
inland,Inland,rest,,illustrative,
EOF

# Every layout alone, by every kind of place; need works while the money is to be filled in.
for year in 2022-23 2023-24 2024-25 2025-26; do
    for places in district practice map.csv; do
        expect 0 import nhse-practices "practices-$year.csv" --icb QXA --places "$places" \
            -o "case-$year-$places"
        [[ $(tail -n 1 out) == "case-$year-$places" ]] || fail "path is not the last line"
        expect 65 check "case-$year-$places"
        says out 'this figure has still to be filled in'
        expect 0 need "case-$year-$places" -q -o outputs
    done
done
says case-2022-23-map.csv/case.ini 'levels = place, pcn, practice'
says case-2025-26-map.csv/case.ini 'levels = place, district, practice'
expect 0 import nhse-practices practices-2022-23.csv --icb QXA --places pcn -o case-pcn
says case-pcn/case.ini 'levels = pcn, practice'
expect 65 import nhse-practices practices-2025-26.csv --icb QXA --places pcn -o case-none
[[ ! -e case-none ]] || fail "a case was written though practices have no PCN"

# Place-need of any places is what sums over the file give, to the digit: check_need.py.
expect 0 need case-2025-26-map.csv -o outputs
/usr/bin/python3 "$root/tests/check_need.py" practices-2025-26.csv QXA \
    case-2025-26-map.csv/nhse-session.json "$(dirname "$(tail -n 1 out)")/place-need.csv" ||
    fail "place-need.csv is not the sum of the practices"

# The session beside the case defines the same places, as a mapping and by itself.
expect 0 import nhse-session case-2025-26-map.csv/nhse-session.json -o from-session.csv
for places in from-session.csv case-2025-26-map.csv/nhse-session.json; do
    rm -rf again
    expect 0 import nhse-practices practices-2025-26.csv --icb QXA --places "$places" -o again
    same again/nhse-session.json case-2025-26-map.csv/nhse-session.json
done

# A mapping that somebody may have worked on is not written over.
printf 'mine\n' >mine.csv
expect 73 import nhse-session case-2025-26-map.csv/nhse-session.json -o mine.csv
says err 'not written over'
says mine.csv 'mine'

# A session has its places and no money: an option that it does not use is an error.
for option in icb places year core primary growth; do
    expect 64 import nhse-session case-2025-26-map.csv/nhse-session.json "--$option" 1 \
        -o nothing.csv
    says err "a session does not use --$option"
done
[[ ! -e nothing.csv ]] || fail "a mapping was written though an option is not used"

# Several years: the change is told apart, the merger of each district found.
expect 0 import nhse-practices practices-20*.csv --icb QXB --places district -o years
expect 0 need years -o outputs
changes=$(dirname "$(tail -n 1 out)")
says "$changes/practices_that_changed.csv" 'closed or merged into another'
says "$changes/practices_that_changed.csv" 'list changed by more than 15%'
/usr/bin/python3 - "$changes/change_in_need.csv" <<'EOF' || fail "parts of the change do not add up"
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
assert len(rows) == 3 * 4 * 2, len(rows)
for row in rows:
    parts = [float(row[name]) for name in row if name.endswith("(people)")]
    assert abs(sum(parts[:5]) - parts[5]) < 1e-6
EOF

# Of several years --year chooses the case's; later ones are left out.
expect 0 import nhse-practices practices-20*.csv --icb QXB --year 2024/25 -o earlier
says err 'practices-2025-26.csv is of a later year and is left out'
says earlier/case.ini 'year = 2024/25'
says earlier/history.csv '2023/24,'

# A year is the same however it is written, and decides the formula.
cp practices-2025-26.csv unnamed.csv
for year in 2025-26 2025/2026 2025/26; do
    rm -rf named
    expect 0 import nhse-practices unnamed.csv --icb QXB --year "$year" -o named
    says named/case.ini 'year = 2025/26'
    says named/programmes.csv 'coefficient of nhse_core_2025_26'
done
expect 0 import nhse-practices practices-20*.csv --icb QXB --year 2024-25 -o dashed
same dashed/case.ini earlier/case.ini
expect 65 import nhse-practices unnamed.csv --icb QXB --year 2025/27 -o nothing
says err 'ends in the year after it begins'
grep -q 'the name of a file' err && fail "a file without a year is a problem beside a bad --year"

cp practices-2024-25.csv unnamed-too.csv
expect 65 import nhse-practices unnamed.csv unnamed-too.csv --icb QXB -o nothing
says err '2 problems; nothing was written'

cp practices-2025-26.csv again-2025-26.csv
expect 65 import nhse-practices practices-2025-26.csv again-2025-26.csv --icb QXB -o nothing
says err 'each year has one file'

# With an envelope the case is whole: it goes down to practices, to the pound.
expect 0 import nhse-practices practices-2025-26.csv practices-2024-25.csv --icb all \
    --core £2,000,000,000 --primary 200000000 --growth 4% -o england
expect 0 check england
/usr/bin/python3 - england/schemes.csv <<'EOF' || fail "commitments and bids are not as their basis says"
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1])))
assert rows
for row in rows:
    assert "committed 5% below the smaller of it and target, a bid 5% above the larger" in row["basis"]
    baseline, smaller, larger = float(row["baseline"]), float(row["committed"]) / 0.95, float(row["bid"]) / 1.05
    assert smaller <= larger + 2 and min(abs(baseline - smaller), abs(baseline - larger)) < 2, row
EOF
says england/case.ini 'under = 20%'
says england/case.ini 'four times the 5% that NHS England aimed at'
says years/case.ini 'under = 10%'
says years/case.ini 'twice the 5% that NHS England aimed at'
expect 0 round england --no-study --by-place -o outputs
whole=$(dirname "$(tail -n 1 out)")
/usr/bin/python3 - "$whole" <<'EOF' || fail "levels do not add up"
import csv, glob, os, sys
allocation = "Allocation (£)"
read = lambda path: list(csv.DictReader(open(path)))
icbs = {row["Place"]: float(row[allocation]) for row in read(sys.argv[1] + "/place_results.csv")}
assert len(icbs) == 3 and abs(sum(icbs.values()) - 2200000000) < 0.5
districts = read(sys.argv[1] + "/down_to_district.csv")
practices = [row for path in glob.glob(sys.argv[1] + "/*/down_to_practice.csv") for row in read(path)]
assert len(districts) == 12 and len(practices) == 3 * 4 * 5
for icb, money in icbs.items():
    assert sum(float(row[allocation]) for row in districts if row["Part of"] == icb) == money
programmes = {row["Key"]: row for row in read(sys.argv[1] + "/by_district_and_programme.csv")}
by_practice = {row["Key"]: row for path in glob.glob(sys.argv[1] + "/*/by_practice_and_programme.csv")
               for row in read(path)}
for row in districts:
    own = [p for p in practices if p["Part of"] == row["Name"]]
    assert sum(float(p[allocation]) for p in own) == float(row[allocation])
    for column, money in programmes[row["Key"]].items():
        if column.endswith("(£)"):
            assert sum(float(by_practice[p["Key"]][column]) for p in own) == float(money), column
assert sorted(os.listdir(sys.argv[1] + "/qxa"))[0] == "allocation.xlsx"
EOF

# Last year's money comes from the file of the year before and from no older one: without
# it the case is that of a single file, and says which year is missing.
money=(--icb QXA --core 1000000000 --primary 100000000 --growth 4%)
expect 0 import nhse-practices practices-2025-26.csv "${money[@]}" -o alone
says err 'no file of 2024/25, the year before'
expect 0 import nhse-practices practices-2025-26.csv practices-2023-24.csv \
    practices-2022-23.csv "${money[@]}" -o gap
says err 'no file of 2024/25, the year before'
for file in places schemes sources pace need programmes; do
    same "gap/$file.csv" "alone/$file.csv"
done
same gap/case.ini alone/case.ini
says gap/case.ini 'year.note = There is no file of 2024/25'
says gap/schemes.csv "last year's money by this year's need"
says gap/history.csv '2022/23,'
says gap/history.csv '2023/24,'
/usr/bin/python3 - gap/places.csv <<'EOF' || fail "baselines of another year than the last"
import csv, sys
assert not any(row["baseline"] for row in csv.DictReader(open(sys.argv[1])))
EOF
expect 0 round gap --no-study -o outputs
/usr/bin/python3 -c 'import sys, zipfile
print(zipfile.ZipFile(sys.argv[1]).read("xl/sharedStrings.xml").decode())' \
    "$(tail -n 1 out)" >book.xml
says book.xml 'There is no file of 2024/25'
expect 0 import nhse-practices practices-2025-26.csv practices-2024-25.csv \
    practices-2022-23.csv "${money[@]}" -o whole
grep -q 'no file of' err && fail "a file that is there is missed: $(cat err)"
grep -q 'year.note' whole/case.ini && fail "a file that is there is missed in case.ini"
says whole/schemes.csv "last year's money by last year's need"
expect 0 import nhse-practices practices-2025-26.csv practices-2023-24.csv --icb QXA -o old
says err 'no file of 2024/25, the year before'
expect 0 import nhse-practices practices-2025-26.csv --icb QXA -o single
grep -q 'no file of' err && fail "without money no year is missed: $(cat err)"

# Money that the import could not share out is refused, not lost.
expect 65 import nhse-practices practices-2022-23.csv "${money[@]}" -o nothing
says err '--primary: "100000000"'
says err 'practices-2022-23.csv has no primary medical need'
expect 65 import nhse-practices practices-2025-26.csv --icb QXA --growth 4% -o nothing
says err 'growth is that of the money of --core'

# A PCN without a name is called by its code; a practice whose code no key can be has one
# key in all tables.
for year in 2022-23 2023-24; do
    /usr/bin/python3 - "practices-$year.csv" "odd-$year.csv" <<'EOF'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], encoding="utf-8-sig")))
for row in rows[1:]:
    row[rows[0].index("PCN_Name")] = ""
rows[4][0] = "X 0.1"
csv.writer(open(sys.argv[2], "w")).writerows(rows)
EOF
done
expect 0 import nhse-practices odd-2022-23.csv --icb QXA --core 1000000000 -o odd
expect 0 check odd
grep -q '^harbour_of_amber-u000,U000,' odd/places.csv || fail "a PCN has no name"
expect 0 import nhse-practices odd-2023-24.csv odd-2022-23.csv --icb QXA -o odd-years
expect 0 need odd-years -o outputs
grep -q ',x_0_1,' "$(dirname "$(tail -n 1 out)")/practices_that_changed.csv" &&
    fail "a practice of an odd code closed and opened"

# A place may not have the key of another row of places.csv: the system's or a practice's.
for key in qxa x00003; do
    cat >keys.csv <<EOF
place,name,by,value,basis,note
$key,Inner,district,Harbour of Amber,illustrative,
outer,Outer,rest,,illustrative,
EOF
    expect 65 import nhse-practices practices-2025-26.csv --icb QXA --places keys.csv -o nothing
    says err "keys.csv, row 2, column place: \"$key\""
    says err 'give the place another key'
done

expect 65 import nhse-practices practices-2025-26.csv --icb QXA --primary 1e8 -o nothing
says err 'primary medical money comes beside core money'

# England by a mapping: the places of the file lie between ICBs and practices.
cat >england.csv <<'EOF'
place,name,by,value,basis,note
coast,Coast,district,Harbour of Amber,illustrative,
coast,,district,Harbour of Birch,illustrative,
inland,Inland,rest,,illustrative,
EOF
expect 0 import nhse-practices practices-2025-26.csv --icb all --places england.csv \
    --core 2e9 -o mapped
says mapped/case.ini 'levels = icb, place, practice'
says mapped/places.csv 'qxb-coast,Coast,qxb,,,place,coast,'
grep -q '^qxc-coast,' mapped/places.csv && fail "a place of an ICB without practices in it"
expect 0 round mapped --no-study -o outputs
says err 'Carried down: 8 programs'

# One is not many: one practice of one person in one place of one level, and one cell.
for year in 2024-25 2025-26; do
    head -n 2 "practices-$year.csv" >"one-$year.csv"
done
expect 0 import nhse-practices one-2025-26.csv one-2024-25.csv --icb QXA "${money[@]:2}" \
    --places practice -o one
says err ': 1 practice with '
says err ' people in 1 place, level practice'
says one/england.csv 'derived: sum over the file, 1 practice"'
says alone/england.csv 'derived: sum over the file, 60 practices"'
awk -F, -v OFS=, 'NR == 2 { $21 = 1 } { print }' one-2025-26.csv >person-2025-26.csv
expect 0 import nhse-practices person-2025-26.csv --icb QXA -o person
says err ': 1 practice with 1 person in 1 place, levels district, practice'
cp -r alone unfilled
sed -i '2s/,10000*,in full/,fill me,in full/' unfilled/sources.csv
run need unfilled -o outputs
says err '1 cell of the case is still to be filled in'
run need case-2025-26-district -o outputs
says err ' cells of the case are still to be filled in'

# What is wrong is said, all of it, and nothing is written.
expect 64 import nhse-practices practices-2025-26.csv -o nothing
says err '--icb'
expect 64 import nhse-practices practices-2025-26.csv --icb QXA
says err '-o CASE'
expect 64 import nhse-practises practices-2025-26.csv --icb QXA -o nothing
says err 'did you mean "nhse-practices"?'
expect 65 import nhse-practices practices-2025-26.csv --icb QXZ -o nothing
says err 'QXA, QXB, QXC'
expect 66 import nhse-practices nowhere.csv --icb QXA -o nothing
expect 65 import nhse-practices practices-2025-26.csv --icb QXA --core many -o nothing
expect 65 import nhse-practices practices-2025-26.csv --icb QXA --year 2024/25 -o nothing
sed 's/^Practice_Code/Practice/;s/G&A WP/Acute need/' practices-2024-25.csv >practices-2026-27.csv
expect 65 import nhse-practices practices-2026-27.csv --icb QXA -o nothing
says err 'Acute need'
says err 'G&A WP'
sed -i 's/,rest,,/,district,Northmore,/' map.csv
expect 65 import nhse-practices practices-2025-26.csv --icb QXA --places map.csv -o nothing
says err 'Northmore'
(($(grep -c X01 err) >= 5)) || fail "practices in no place are not all listed: $(cat err)"
[[ ! -e nothing ]] || fail "something was written"
expect 73 import nhse-practices practices-2025-26.csv --icb QXA -o case-2025-26-district
says err 'not written over'

# The published files, where they are at hand: four places of Hampshire and Isle of Wight.
published=$root/../shared/data/nhse
if [[ -d $published ]]; then
    cat >hiow.csv <<'EOF'
place,name,by,value,basis,note
portsmouth,Portsmouth,district,Portsmouth,published,
southampton,Southampton,district,Southampton,published,
isle_of_wight,Isle of Wight,district,Isle of Wight,published,
hampshire,Hampshire,rest,,derived,
EOF
    expect 0 import nhse-practices "$published"/*.csv --icb QRL --places hiow.csv -o hiow
    expect 0 need hiow -o outputs
    run=$(dirname "$(tail -n 1 out)")
    cut -d, -f1,2,9,18 "$run/place-need.csv" >found
    for line in 'NHS Hampshire and Isle Of Wight ICB,1981006,1957305,0.988' \
        'Hampshire,1260770,1230723,0.988' 'Portsmouth,237708,230889,0.983' \
        'Southampton,334969,326793,0.987' 'Isle of Wight,147558,168900,1.158'; do
        says found "$line"
    done
    # Any ICB, any places: three ICBs by district, computed independently.
    for icb in QE1 QWE QMM; do
        expect 0 import nhse-practices "$published/practices-2024-25.csv" --icb "$icb" -o "$icb"
        expect 0 need "$icb" -o outputs
        /usr/bin/python3 "$root/tests/check_need.py" "$published/practices-2024-25.csv" "$icb" \
            "$icb/nhse-session.json" "$(dirname "$(tail -n 1 out)")/place-need.csv" ||
            fail "$icb: place-need.csv is not the sum of the practices"
    done
    grep '^2024/25,2025/26,Southampton,Registered' "$run/change_in_need.csv" | cut -d, -f5-8 >jump
    says jump '303493.6'
    says jump ',22357.5'
else
    printf 'the published practice files are not at hand: skipped\n'
fi
finish
