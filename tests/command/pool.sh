#!/usr/bin/env bash
# `apportion pool`: the Southampton fund month after month, its workbook and record, what is
# refused, and the year end.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh" "$1" "$2"
southampton=$root/inputs/southampton-bcf-2023-24

# whole CODE PROFILE CASE OPTION...: run it, and check the workbook and its formulas.
whole() {
    local code=$1 profile=$2 case=$3
    shift 3
    expect "$code" pool "$case" "$@" --profile "$profile" -o "outputs-$profile"
    book=$(tail -n 1 out)
    if [[ ! -s $book ]]; then
        fail "$case: no workbook: $(cat err)"
        return
    fi
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" "$profile" >points ||
        fail "$case, $profile: $(cat points)"
    /usr/bin/python3 "$root/tests/recalculate.py" "$book" >cells ||
        fail "$case, $profile: $(cat cells)"
    says cells ' 0 differ'
}

# sum_of COLUMN FILE: of a CSV twin, in whole pounds.
sum_of() {
    python3 -c 'import csv, sys
print(round(sum(float(row[sys.argv[1]]) for row in csv.DictReader(open(sys.argv[2])))))' "$1" "$2"
}

# The published figures of month 6, and the totals of the months before: 167.4 from month 4,
# 168.322 from month 6.
expect 0 pool "$southampton" --month 5 -o year
five=$(dirname "$(tail -n 1 out)")
[[ $(sum_of contribution "$five/pool-summary.csv") == 167400000 ]] || fail "month 5 is not £167.4m"
says "$five/cover.csv" "There is no run of the month before"
expect 0 pool "$southampton" --month 6 -o year
six=$(dirname "$(tail -n 1 out)")
says out '£1,712,000'
says out '-£3,247,000'
[[ $(sum_of contribution "$six/pool-summary.csv") == 168322000 ]] || fail "month 6 is not £168.322m"
says "$six/cover.csv" "Since month 5 (run $(basename "$five"))"
says "$six/cover.csv" "Contributions have risen by £922,000 to £168,322,000."
says "$six/cover.csv" "Learning disability packages, Southampton City Council: forecast £729,000 over"
says "$six/cover.csv" "Joint equipment store, Southampton City Council: forecast up by £38.0k against"
says "$six/what-if.csv" "A learning disability package costs £400,000 more"
for words in 'T0' 'T1' 'T2' 'T3' 'T4'; do says "$six/bcf_tests.csv" "$words"; done
says "$six/by-fence.csv" 'General capital'

# The same again is the same run; a rerun from the record alone compares with the same run.
expect 0 pool "$southampton" --month 6 -o year
[[ $(dirname "$(tail -n 1 out)") == "$six" ]] || fail "the same run has another name"
cp -r "$six" before
expect 0 rerun "$(basename "$six")" -o year
diff -r before "$six" >differences || fail "a rerun differs: $(cat differences)"
expect 0 pool "$southampton" --month 6 --since none -o year
says "$(dirname "$(tail -n 1 out)")/cover.csv" "There is no run of the month before"
expect 0 pool "$southampton" --json -o year
is_json out

# What is refused, and writes nothing.
expect 64 pool "$southampton" --month 9 -o nowhere
says err 'closed for month 8'
expect 64 pool "$southampton" --close -o nowhere
says err 'a year is closed at month 12'
expect 64 pool "$southampton" --close
says err 'say with -o'
expect 66 pool "$southampton" --since rffffff -o nowhere
expect 66 pool "$root/inputs/hiow-2023-24" -o nowhere
says err 'budgets.csv'
[[ ! -e nowhere ]] || fail "a refused command wrote $(ls nowhere)"

# A test that is not met: the workbook is written and the exit code is 1.
cp -r "$southampton" short
sed -i '/,social_care,/s/,social_care,[0-9]*,/,social_care,99000000,/' short/bcf.csv
whole 1 working short
says "$(dirname "$book")/cover.csv" 'Say how T1 of the Better Care Fund will be met'
says "$(dirname "$book")/cover.csv" 'A check fails'

whole 0 working "$southampton"
whole 0 publish "$southampton" --month 6
whole 0 working "$root/inputs/hiow-pools-2023-24"
says "$(dirname "$book")/cover.csv" 'Vire £'
whole 1 publish "$root/tests/cases/two-boards"

# The year end: next year's case is whole, and can be reported at once.
whole 0 working "$root/tests/cases/pool-close"
expect 0 pool "$root/tests/cases/pool-close" --close -o next --store year/runs.sqlite
expect 0 check next
says out 'next: no problems'
expect 73 pool "$root/tests/cases/pool-close" --close -o next --store year/runs.sqlite
# Its minimum is last year's until the new one is filled in, and that is said.
expect 1 pool next -o year
says "$(dirname "$(tail -n 1 out)")/cover.csv" 'Say how T0 of the Better Care Fund will be met'

finish
