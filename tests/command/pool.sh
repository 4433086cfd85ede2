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

# A case of the same name in another year has another month before.
mkdir later
cp -r "$southampton" later/
sed -i 's#^year = 2023/24#year = 2024/25#' "later/$(basename "$southampton")/case.ini"
expect 0 pool "later/$(basename "$southampton")" --month 6 -o year
says "$(dirname "$(tail -n 1 out)")/cover.csv" "There is no run of the month before"

# The same again is the same run; a rerun from the record alone compares with the same run.
expect 0 pool "$southampton" --month 6 -o year
[[ $(dirname "$(tail -n 1 out)") == "$six" ]] || fail "the same run has another name"
cp -r "$six" before
expect 0 rerun "$(basename "$six")" -o year
diff -r before "$six" >differences || fail "a rerun differs: $(cat differences)"
expect 0 pool "$southampton" --month 6 --since none -o year
says "$(dirname "$(tail -n 1 out)")/cover.csv" "There is no run of the month before"
expect 0 round "$root/tests/cases/two-places" -q --no-study -o year
expect 64 pool "$southampton" --month 6 --since "$(basename "$(dirname "$(tail -n 1 out)")")" -o year
says err 'is of round, not of pool'
expect 0 pool "$root/tests/cases/pool-close" -o year
other=$(basename "$(dirname "$(tail -n 1 out)")")
expect 0 pool "$southampton" --month 6 --since "$other" -o year
says "$(dirname "$(tail -n 1 out)")/cover.csv" "Since month 12 of the case pool-close (run $other)"
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

# A source that is budgeted for more than it brings is too much, not short, and it is named;
# a fence whose variances make up for each other is on budget.
cp -r "$root/tests/cases/two-boards" more
sed -i '/^south-care,la-south,/s/1000000/1300000/' more/budgets.csv
sed -i '/^equipment,Example ICB,8,/s/210000/200000/' more/ledger.csv
whole 1 working more
cover=$(dirname "$book")/cover.csv
says "$cover" '£300,000 too much (All income of the source is planned, and no more: Additional council contribution, South, South Better Care)'
says "$cover" 'And 2 instalments more: sheet Pool summary.'
says "$cover" 'Home care packages, Example ICB (North Better Care): forecast'
# A what-if that makes capital of revenue: the fences are compared by what they are, and the
# one that is gone has nothing. Of North, 1,000,000 of adaptations at 350,000 moves over.
cp -r "$root/tests/cases/two-boards" melted
cat >melted/options.csv <<'END'
option,name,table,target,column,value,basis,note
k,Adaptations are revenue,sources,dfg-north,kind,revenue,illustrative,
k,Adaptations are revenue,schemes,adaptations,kind,revenue,illustrative,
END
whole 1 working melted
what=$(dirname "$book")/what-if.csv
says "$what" 'North Better Care,General capital,Contributions,1000000,0,-1000000'
says "$what" 'North Better Care,General capital,Bottom line: North Council,-650000,0,650000'
says "$what" 'North Better Care,General revenue,Contributions,13500000,14500000,1000000'
grep 'Revenue: discharge' "$what" && fail "a fence that does not change is in the what-if"
cp -r more level
cat >level/forecast.csv <<'END'
scheme,partner,month,method,amount,basis,note
south-care,Example ICB,12,given,2900100,illustrative,
south-care,South Council,12,given,1300000,illustrative,
south-team,Example ICB,12,given,1999900,illustrative,
END
expect 1 pool level -o year
says "$(dirname "$(grep xlsx out)")/cover.csv" 'South Better Care, General revenue: forecast on budget (overspends £100, underspends £100)'

whole 0 working "$southampton"
whole 0 publish "$southampton" --month 6
whole 0 working "$southampton" --month 2
whole 0 working "$root/inputs/hiow-pools-2023-24"
says "$(dirname "$book")/cover.csv" 'Vire £'
# Of eight pools six are told, those with most to recover first, and that there are more.
says "$(dirname "$book")/cover.csv" 'of overspends in Southampton Section 75 fund that no virement covers'
says "$(dirname "$book")/cover.csv" 'And 2 pools more: sheet What virements cover.'
whole 1 publish "$root/tests/cases/two-boards"

# The year-end return says what the year end does: the outturn has the accruals of March, and
# what goes back to the partners is not carried forward. Of the ICB's discharge fund £10 is
# behind its fence and stays; of its £800 nothing does.
cp -r "$root/tests/cases/pool-close" accrued
sed -i '/^bcf,2,/d; /^bcf,1,/d' accrued/risk_share.csv
sed -i 's/^bcf,3,The rest by share,shares/bcf,3,Own,own/' accrued/risk_share.csv
sed -i '2,$d' accrued/risk_parties.csv
echo 'reablement,Example ICB,12,given,175,,,illustrative,' >>accrued/forecast.csv
whole 0 working accrued
folder_of=$(dirname "$book")
[[ $(sum_of 'Outturn 2023/24 (£)' "$folder_of/year_end_return.csv") == \
    $(sum_of 'Spent (£)' "$folder_of/year_end.csv") ]] || fail "two outturns of one year"
[[ $(sum_of 'Carry-forward (£)' "$folder_of/year_end_return.csv") == \
    $(sum_of 'Carried forward (£)' "$folder_of/year_end.csv") ]] || fail "two sums carried forward"

# The example that README speaks of is what the program makes of the shipped fund today.
expect 0 pool "$southampton" -o outputs-example
same "$(tail -n 1 out)" "$root/outputs/example/pool-report.xlsx"

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
