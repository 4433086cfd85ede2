#!/usr/bin/env bash
# `apportion risk` and `apportion merge`: the same report on any number of ranks, from any
# shards, stopped and gone on with; its workbook; a single scenario; what is refused.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh" "$1" "$2"
use_mpi
small=$root/tests/cases/risk-two-places
hiow=$root/inputs/hiow-2023-24

# alike A B: two folders of a run hold the same files, byte for byte.
alike() {
    diff -r "$1" "$2" >differences || fail "$1 and $2 differ: $(head -5 differences)"
}

# on RANKS OUTPUT OPTION...: the small case on so many ranks; prints the run's folder.
on() {
    local ranks=$1 output=$2
    shift 2
    mpirun -q -n "$ranks" "$program" risk "$small" "$@" -q -o "$output" >out 2>err </dev/null
    code=$?
    [[ $code == 0 ]] || fail "$ranks ranks: exit code $code: $(cat err)"
    dirname "$(tail -n 1 out)"
}

# The shipped case: workbook, checks and recalculation in both profiles, and the record.
for profile in working publish; do
    expect 0 risk "$hiow" --scenarios 4096 --profile "$profile" -o "outputs-$profile"
    book=$(tail -n 1 out)
    says out 'years the plan breaks even in'
    /usr/bin/python3 "$root/tests/check_workbook.py" "$book" "$profile" >points ||
        fail "$profile: $(cat points)"
    /usr/bin/python3 "$root/tests/recalculate.py" "$book" >cells || fail "$profile: $(cat cells)"
    says cells ' 0 differ'
done
says err 'recourse program of'
says err '33 drivers'
is_sound outputs-publish/runs.sqlite
expect 0 show latest -o outputs-publish
says out 'Certificates'
expect 0 export latest --store outputs-publish/runs.sqlite -o exported
first=$(dirname "$book")
expect 0 risk "$hiow" --scenarios 4096 --profile publish -o again
alike "$first" "$(dirname "$(tail -n 1 out)")"
expect 0 rerun "$(basename "$first")" --store outputs-publish/runs.sqlite -o repeated
alike "$first" "$(dirname "$(tail -n 1 out)")"

# Ranks, blocks and shards do not show.
one=$(on 1 ranks-1)
for ranks in 2 3 4; do alike "$one" "$(on "$ranks" "ranks-$ranks")"; done
for block in 1 7 100000; do alike "$one" "$(on 2 "block-$block" --block "$block")"; done
expect 0 risk "$small" -q -o bare
alike "$one" "$(dirname "$(tail -n 1 out)")"
for shards in 1 3; do
    parts=()
    for ((k = 1; k <= shards; k++)); do
        expect 0 risk "$small" --shard "$k/$shards" -q -o "shards-$shards"
        parts+=("$(tail -n 1 out)")
    done
    expect 0 merge "$small" "${parts[@]}" -q -o "merged-$shards"
    alike "$one" "$(dirname "$(tail -n 1 out)")"
done

expect 0 merge "$small" "${parts[@]}" --profile publish -q -o dressed

# Shards that are missing, twice, of another seed, cut short.
expect 65 merge "$small" "${parts[0]}" "${parts[1]}" -o refused
says err 'are in none of the 2 shards'
expect 65 merge "$small" "${parts[0]}" "${parts[0]}" "${parts[1]}" -o refused
expect 65 merge "$small" "${parts[@]}" --seed 8 -o refused
head -c 2000 "${parts[0]}" >cut
expect 65 merge "$small" cut "${parts[1]}" "${parts[2]}" -o refused
expect 66 merge "$small" nowhere -o refused
[[ ! -e refused/runs.sqlite ]] || fail "a merge that was refused is on record"

# Every way of sampling, the t copula, another plan.
for way in plain latin sobol; do expect 0 risk "$small" --sampling "$way" -q -o "way-$way"; done
expect 0 risk "$hiow" --scenarios 256 --option "$(sed -n 2p "$hiow/options.csv" | cut -d, -f1)" \
    -q -o option

# Stopped by each signal and gone on with, as often as it takes: the same report.
whole=$(on 2 undisturbed --scenarios 400000)
for signal in USR1 TERM INT; do
    for _ in 1 2 3 4 5 6 7 8; do
        mpirun -q -n 2 "$program" risk "$small" --scenarios 400000 -q -o "stopped-$signal" \
            >out 2>err </dev/null &
        launcher=$!
        sleep 0.7
        pkill -"$signal" -f "risk $small --scenarios 400000 -q -o stopped-$signal" 2>/dev/null
        wait "$launcher"
        code=$?
        [[ $code == 0 ]] && break
    done
    [[ $code == 0 ]] || { # it never had time enough: let it end
        mpirun -q -n 2 "$program" risk "$small" --scenarios 400000 -q -o "stopped-$signal" \
            >out 2>err </dev/null || fail "after $signal: $(cat err)"
    }
    alike "$whole" "$(dirname "$(tail -n 1 out)")"
    is_sound "stopped-$signal/runs.sqlite"
done
"$program" risk "$small" --scenarios 4000000 -o early >out 2>err </dev/null &
child=$!
sleep 0.7
kill -USR1 "$child"
wait "$child"
code=$?
[[ $code == 75 ]] || fail "a run that is asked to stop ends with $code: $(cat err)"
says err 'same command'
[[ ! -e early/runs.sqlite ]] || fail "a run that was stopped is on record"

# Killed: no store is damaged, nothing half-written is left under its own name.
for _ in 1 2 3 4 5; do
    mpirun -q -n 4 "$program" risk "$small" --scenarios 400000 -q -o killed >out 2>err \
        </dev/null &
    launcher=$!
    sleep "0.$((RANDOM % 9 + 1))"
    pkill -KILL -f "risk $small --scenarios 400000 -q -o killed" 2>/dev/null
    wait "$launcher" 2>/dev/null
done
mpirun -q -n 3 "$program" risk "$small" --scenarios 400000 -q -o killed >out 2>err </dev/null ||
    fail "after being killed: $(cat err)"
alike "$whole" "$(dirname "$(tail -n 1 out)")"
is_sound killed/runs.sqlite

# Enough is enough, and the same on any ranks.
two=$(on 2 until-2 --scenarios 1000000 --until "P80 within £2k")
alike "$(on 1 until-1 --scenarios 1000000 --until "P80 within £2k")" "$two"
counted=$(sed -n 's/.*"\{0,1\}In \([0-9,]*\) modelled years.*/\1/p' "$two/cover.csv" | tr -d ,)
((counted < 1000000)) || fail "the stop rule did not stop: $counted scenarios"

# A year alone is told as one, and how far it may be out is not made up.
expect 0 risk "$small" --scenarios 1 -o alone
says out 'In 1 year the plan'
says "$(dirname "$(tail -n 1 out)")/cover.csv" 'In 1 modelled year '
says "$(dirname "$(tail -n 1 out)")/cover.csv" '"1 scenario by scrambled Sobol points, seed 7, in 1 replication"'
says "$(dirname "$(tail -n 1 out)")/cover.csv" 'Scenarios are too few'

# A reader checks a single scenario: its sum by hand is in tests/test_outcome.c.
expect 0 risk "$small" --scenario 5 -o single
says out 'Prices of acute care'
says out 'Contingency needed'
says out 'least cost'
[[ -s $(tail -n 1 out) ]] || fail "the scenario has no program"
expect 0 risk "$small" --scenario 5 -o single --json
/usr/bin/python3 -c 'import json, os
shown = json.load(open("out"))
assert shown["scenario"] == 5 and os.path.getsize(shown["program"]) > 0
assert {m["what"] for m in shown["measures"]} >= {"Pressure", "Contingency needed"}' ||
    fail "the scenario is no JSON that another program can begin from"
expect 64 risk "$small" --scenario 1024 -o single
says err '0 to 1023'

# Of a case with very many schemes all are shown.
cp -r "$small" many
for k in {1..2100}; do
    echo "spare-$k,Spare $k,south,community,,Core service,revenue,0,0,0,0,,free,illustrative,"
done >>many/schemes.csv
expect 0 risk many --scenario 5 --scenarios 16 -o single
says out 'Spare 1997 '
says out 'Spare 1998 '
says out 'Spare 2100 '

# Draws, on request: the same file on any ranks, and its means are those of the report.
for form in csv sqlite; do
    one=$(on 1 "draws-1-$form" --draws "$form")
    two=$(on 3 "draws-3-$form" --draws "$form")
    same "$one/draws.$form" "$two/draws.$form"
done
is_sound "$one/draws.sqlite"
python3 - "$(dirname "$one")/../../draws-1-csv" "$one" <<'PYTHON' || fail "the draws are not the report's"
import csv, glob, sqlite3, sys
path, = glob.glob(sys.argv[1] + "/*/*/draws.csv")
rows = list(csv.DictReader(open(path)))
assert [int(row["scenario"]) for row in rows] == list(range(1024))
mean = sum(float(row["need"]) for row in rows) / len(rows)
report = glob.glob(sys.argv[1] + "/*/*/headline.csv")[0]
told = [row for row in csv.DictReader(open(report)) if "ontingency" in row[next(iter(row))]]
assert abs(float(told[0]["Mean (£)"]) - mean) < 0.01, (told, mean)
store = sqlite3.connect(sys.argv[2] + "/draws.sqlite")
assert abs(store.execute("select avg(need) from draws").fetchone()[0] - mean) < 1e-6
PYTHON

# One year alone, and years that all need the same: nothing to correlate, and still a report.
expect 0 risk "$small" --scenarios 1 -o few
cp -r "$small" alike
sed -i '/council/!{/^exposure/!d}' alike/exposures.csv
sed -i '/council/!{/^driver\|^stress/!d}' alike/drivers.csv alike/driver_points.csv alike/stresses.csv
sed -i 's/^council-late,-20%,1,/council-late,-20%,0.0000001,/' alike/driver_points.csv
expect 0 risk alike --scenarios 64 -o few

# What is refused.
for unused in "--shard 1/3" "--draws csv" "--block 5"; do
    # shellcheck disable=SC2086
    expect 64 risk "$small" --scenario 5 $unused -o refused
    says err "${unused%% *}"
done
expect 64 risk "$small" --scenario 5 --until "P80 within £2k" -o refused
expect 64 risk "$small" --until "P80 in £2k" -o refused
says err 'P80 within'
expect 64 risk "$small" --sampling latin --until "P80 within £2k" -o refused
expect 64 risk "$small" --shard 4/3 -o refused
expect 64 risk "$small" --shard 1/3 --until "P80 within £2k" -o refused
expect 64 risk "$small" --scenarios 0 -o refused
expect 64 risk "$small" --option nothing -o refused
expect 66 risk "$root/tests/cases/two-places" -o refused
says err 'drivers.csv'
cp -r "$small" clash
sed -i 's/at_least,27%/at_least,60%/' clash/rules.csv
expect 65 risk clash -o refused
says err 'cannot all be met'
cp -r "$small" spoilt
sed -i 's/uniform/unifrom/; s/high=4%/hgih=4%/' spoilt/drivers.csv
expect 65 risk spoilt -o refused
says err 'drivers.csv'
[[ ! -e refused ]] || fail "a run that was refused left something: $(find refused)"
expect 0 risk "$small" --json -q -o json
is_json out
finish
