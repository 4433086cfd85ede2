#!/usr/bin/env bash
# The store of runs, from a round to its export: each command's answer, in words and as
# JSON, and its exit codes.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# No store, a store that is none, no such run.
for command in runs "show latest" "compare a b" "rerun latest" "export latest"; do
    # shellcheck disable=SC2086
    expect 66 $command
done
echo "these are words" >words.sqlite
expect 74 runs --store words.sqlite

copy_case good
expect 0 round good
workbook=$(tail -n 1 out)
[[ -f $workbook ]] || fail "the last line of standard output is no workbook: $workbook"
[[ -f outputs/runs.sqlite ]] || fail "the run is not recorded"
((failures == 0)) || finish

expect 0 runs
[[ $(wc -l <out) == 2 ]] || fail "one run is not listed as one: $(cat out)"
id=$(awk 'NR == 2 {print $1}' out)
expect 0 runs --json
is_json out
says out "$id"
for where in "--store outputs/runs.sqlite" "-o outputs" "-ooutputs/"; do
    # shellcheck disable=SC2086
    expect 0 runs $where --last 1
    says out "$id"
done

for name in "$id" "${id:0:6}" latest; do
    expect 0 show "$name"
    says out "$id"
    says out tables
done
for words in timings "goals in order" "in all" "certificates, the worst of" \
    "Primal infeasibility" "Dual infeasibility" "Duality gap"; do
    says out "$words"
done
expect 0 show latest --json
is_json out
python3 - <<'END' || fail "show --json has not the timings and certificates"
import json
run = json.load(open("out"))
assert len(run["timings"]) >= 5 and all(t["seconds"] >= 0 for t in run["timings"])
assert len(run["certificates"]) == 3 and max(run["certificates"].values()) <= 1e-6
END
expect 66 show r000000000000000
says_nothing out

# A second run of other settings, for comparison.
expect 0 round good --no-study
[[ $(tail -n 1 out) != "$workbook" ]] || fail "two settings, one workbook"
expect 0 runs
[[ $(wc -l <out) == 3 ]] || fail "two runs are not listed as two: $(cat out)"
expect 0 runs --last 1
[[ $(wc -l <out) == 2 ]] || fail "--last 1 lists not one run: $(cat out)"
says err "1 older run"
expect 0 compare "$id" latest
says out "--no-study"
says out frontier
expect 0 compare "$id" "$id"
says out "No table differs."
expect 0 compare "$id" latest --json
is_json out

# What differs is set out for a terminal, however much it is.
# Here a soft rule asks for what cannot be: acute care for £30m.
copy_case other
sed -i 's/£70,000,000/£30,000,000/' other/rules.csv
expect 0 round other
strained=$(basename "$(dirname "$(tail -n 1 out)")")
expect 0 compare "$id" latest
[[ $(wc -L <out) -le 100 ]] || fail "compare: a line of $(wc -L <out) columns"
[[ $(wc -l <out) -ge 30 ]] || fail "compare: little differs between two cases: $(cat out)"
says out "B minus A"

# A run again from its record alone: the same workbook, byte for byte.
rm -r good
expect 0 rerun "$id" -o again --store outputs/runs.sqlite
cmp -s "$workbook" "$(tail -n 1 out)" || fail "rerun wrote another workbook"

expect 0 export "$id"
[[ $(tail -n 1 out) == "outputs/$id" ]] || fail "export says not where it wrote: $(cat out)"
expect 0 export "$id" -o tables
for table in tables/*.csv; do
    cmp -s "$table" "outputs/$id/${table#tables/}" || fail "$table differs from its twin"
done
expect 0 export "$id" --format json
is_json out
cp out whole.json
expect 0 export "$id" --format=json -o tables
cmp -s whole.json "$(tail -n 1 out)" || fail "the JSON file is not what was printed"
expect 0 export "$strained" --format mps
says out ROWS
says out ENDATA
cp out base.mps
expect 0 export "$strained" --format lp
says out End
cp out base.lp

# Other solvers read the programme and find the first goal's best value, which stands in the
# run log; or that the hard rules clash.
first_goal() {
    "$program" export "$1" -o first >/dev/null
    awk -F, 'NR == 2 {print $3}' first/run_log.csv
}
near() {
    awk -v a="$1" -v b="$2" 'BEGIN {d = a - b; exit !(a != "" && b != "" && d * d < 1e-10)}'
}
glpk_value() {
    glpsol "$@" -o solution.txt >solver.txt || fail "glpsol $*: $(cat solver.txt)"
    awk '/^Objective:/ {print $4}' solution.txt
}
best=$(first_goal "$strained")
awk -v best="$best" 'BEGIN {exit !(best > 1)}' || fail "the first goal is met: $best"
near "$(glpk_value --freemps base.mps)" "$best" || fail "glpsol's best is not $best (MPS)"
near "$(glpk_value --lp base.lp)" "$best" || fail "glpsol's best is not $best (LP)"
if command -v clp >/dev/null; then
    clp base.mps -solve -quit >solver.txt
    near "$(awk '/^Optimal objective/ {print $3}' solver.txt)" "$best" ||
        fail "clp's best is not $best: $(cat solver.txt)"
fi
expect 73 export "$id" -o whole.json/tables
"$program" export "$id" --format json >/dev/full 2>err
code=$?
[[ $code == 74 ]] || fail "a full disk: exit code $code, not 74"

# Hard rules that cannot all be met: code 1, and the workbook is there all the same.
expect 1 round "$root/tests/cases/clash-ring-fence" --no-study -o clash
[[ -f $(tail -n 1 out) ]] || fail "no workbook of rules that clash: $(cat out)"
expect 0 export latest --store clash/runs.sqlite --format mps
cp out clash.mps
glpsol --freemps clash.mps >solver.txt
grep -q "NO PRIMAL FEASIBLE SOLUTION" solver.txt || fail "glpsol meets the rules that clash"

finish
