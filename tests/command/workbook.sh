#!/usr/bin/env bash
# The workbooks of whole rounds: the checklist of tests/check_workbook.py holds in both
# profiles, LibreOffice recalculates every formula to the cached value, the same inputs give
# the same bytes, and the master check agrees with the exit code.
source "$(dirname "$0")/common.sh" "$1" "$2"

# whole CODE PROFILE CASE: run it, and check the workbook and its formulas.
whole() {
    local code=$1 profile=$2 case=$3
    expect "$code" round "$case" --profile "$profile" -o "outputs-$profile"
    book=$(tail -n 1 out)
    [[ -s $book ]] || fail "$case: no workbook: $(cat err)"
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" "$profile" >points ||
        fail "$case, $profile: $(cat points)"
    /usr/bin/python3 "$root/tests/recalculate.py" "$book" >cells ||
        fail "$case, $profile: $(cat cells)"
    says cells ' 0 differ'
}

# again PROFILE CASE: a second run elsewhere, byte for byte, twins and all.
again() {
    local profile=$1 case=$2 first second
    run round "$case" --profile "$profile" -o first
    first=$(dirname "$(tail -n 1 out)")
    run round "$case" --profile "$profile" -o second
    second=$(dirname "$(tail -n 1 out)")
    diff -r "$first" "$second" >differences || fail "$case: $(cat differences)"
}

# master CODE CASE: what the cover says is what the exit code says.
master() {
    local code=$1 case=$2 cover
    expect "$code" round "$case" -o outputs-master
    cover=$(dirname "$(tail -n 1 out)")/cover.csv
    if [[ $code == 0 ]]; then
        says "$cover" 'All checks pass'
    else
        says "$cover" 'A check fails'
        says "$cover" 'THE HARD RULES CANNOT ALL BE MET'
    fi
}

whole 0 working "$root/inputs/hiow-2023-24"
whole 0 publish "$root/inputs/hiow-2023-24"
whole 0 publish "$root/tests/cases/two-places"
/usr/bin/python3 "$root/tests/check_ods.py" "$book" >twin || fail "ODS twin: $(cat twin)"
whole 1 working "$root/tests/cases/clash-three-rules"
# Levels below the round, on its own workbook and on those of its places.
whole 0 working "$root/tests/cases/three-levels"
expect 0 round "$root/tests/cases/three-levels" --by-place --profile publish -o outputs-places
places=$(dirname "$(tail -n 1 out)")
for place in north south; do
    book=$places/$place/allocation.xlsx
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" publish >points ||
        fail "$place: $(cat points)"
    /usr/bin/python3 "$root/tests/recalculate.py" "$book" >cells || fail "$place: $(cat cells)"
    says cells ' 0 differ'
done
again working "$root/inputs/hiow-2023-24"
again publish "$root/tests/cases/clash-ring-fence"
# The example that README shows is what the program makes of the shipped case today.
run round "$root/inputs/hiow-2023-24" -o outputs-example
same "$(tail -n 1 out)" "$root/outputs/example/allocation-round.xlsx"

master 0 "$root/tests/cases/two-places"
for clash in "$root"/tests/cases/clash-*; do
    master 1 "$clash"
done

# A workbook that someone has changed is found out by recalculation: this is what the
# checks above rest on.
book=$(tail -n 1 out)
/usr/bin/python3 - "$book" changed.xlsx <<'EOF'
import sys, zipfile
source, target = sys.argv[1:]
with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
    for name in old.namelist():
        data = old.read(name)
        if name.startswith("xl/worksheets/sheet"):
            data = data.replace(b"<v>1000000</v>", b"<v>1000001</v>")
        new.writestr(name, data)
EOF
/usr/bin/python3 "$root/tests/recalculate.py" changed.xlsx >cells &&
    fail "a changed workbook passes: $(cat cells)"

finish
