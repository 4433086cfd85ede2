#!/usr/bin/env bash
# Monte Carlo runs over ranks, on toy work: the same answer for any ranks, blocks and
# shards, stopped by any signal or not; what is wrong ends with words.
# tests/risk_run.sh PROGRAM PROJECT MPIRUN...
# shellcheck source=command/common.sh
source "$(dirname "$0")/command/common.sh"
shift 2
mpirun=("$@")
use_mpi

# toy FOLDER OPTION...: a run of 20,000 scenarios.
toy=("$program" risk toy --scenarios 20000 --seed 3)

# ends CODE WORDS COMMAND...: with this exit code, and these words on standard error.
ends() {
    local wanted=$1 words=$2
    shift 2
    "$@" >out 2>err </dev/null
    code=$?
    [[ $code == "$wanted" ]] || fail "$*: exit code $code, not $wanted: $(cat err)"
    [[ -z $words ]] || says err "$words"
}

ends 0 'attempt 1: 0 restored' "${toy[@]}" -o alone
for ranks in 1 2 3 4; do
    for block in 1 7 256 4096; do
        ends 0 '' "${mpirun[@]}" "$ranks" "${toy[@]}" --block "$block" -o many
        same many/report alone/report
        rm -r many
    done
done

# Rounds: it is decided on the same 65,536 scenarios whatever the ranks.
rounds=("$program" risk toy --scenarios 200000 --seed 4 --enough 40000)
ends 0 '' "${rounds[@]}" -o rounds
for ranks in 2 3; do
    ends 0 '' "${mpirun[@]}" "$ranks" "${rounds[@]}" --block 1000 -o "rounds-$ranks"
    same "rounds-$ranks/report" rounds/report
done

# Shards, each on its own number of ranks, in any order.
for count in 1 2 3 5 7; do
    shards=()
    for ((k = 1; k <= count; k++)); do
        ends 0 '' "${mpirun[@]}" $((1 + k % 3)) "${toy[@]}" --shard "$k/$count" -o shards
        shards=("$(tail -n 1 out)" "${shards[@]}")
    done
    ends 0 '' "$program" merge toy "${shards[@]}" --scenarios 20000 --seed 3 -o merged
    same merged/report alone/report
done
ends 65 'are in none of the 6 shards given' \
    "$program" merge toy "${shards[@]:1}" --scenarios 20000 --seed 3 -o merged
ends 65 'is a shard of another run' \
    "$program" merge toy "${shards[@]}" --scenarios 20000 --seed 9 -o merged

ranks_of() {
    ps -o pid= --ppid "$1"
}

# start FOLDER RANKS OPTION...: a slow run in the background, under way when this returns.
start() {
    local output=$1 ranks=$2
    shift 2
    "${mpirun[@]}" "$ranks" "${toy[@]}" --seconds 0.0002 "$@" -o "$output" >"$output.out" \
        2>"$output.err" </dev/null &
    launcher=$!
    for ((wait = 0; wait < 100; wait++)); do
        [[ -e $output/kept/attempt-000001 ]] && break
        sleep 0.05
    done
    sleep 0.4
    read -ra ranks_at_work <<<"$(ranks_of "$launcher" | tr '\n' ' ')"
}

# A signal at any one rank stops all of them with exit code 75, and what was done is kept.
turn=0
for signal in TERM USR1 INT; do
    start "stopped-$signal" 4
    kill -s "$signal" "${ranks_at_work[turn]}"
    turn=$((turn + 1))
    wait "$launcher"
    [[ $? == 75 ]] || fail "$signal: exit code $?, not 75"
    says "stopped-$signal.err" "stopped (SIG$signal"
    says "stopped-$signal.err" 'the same command goes on from there'
    ends 0 'attempt 2: ' "${mpirun[@]}" 2 "${toy[@]}" --block 50 -o "stopped-$signal"
    grep -q 'attempt 2: 0 restored' err && fail "$signal: nothing was kept"
    same "stopped-$signal/report" alone/report
done

# At mpirun: USR1 goes to all ranks at once; TERM and INT end them within two seconds.
for signal in USR1 TERM INT; do
    start "launcher-$signal" 3
    kill -s "$signal" "$launcher"
    wait "$launcher"
    code=$?
    [[ $signal != USR1 || $code == 75 ]] || fail "USR1 at mpirun: exit code $code, not 75"
    [[ $code != 0 ]] || fail "$signal at mpirun: not stopped"
    ends 0 'attempt 2: ' "${toy[@]}" -o "launcher-$signal"
    grep -q 'attempt 2: 0 restored' err && fail "$signal at mpirun: nothing was kept"
    same "launcher-$signal/report" alone/report
done

# The second Ctrl-C ends a process that does not come to the end of its scenario.
"${toy[@]}" --hangs-at 100 -o twice >/dev/null 2>&1 &
alone=$!
sleep 0.4
kill -INT "$alone"
sleep 0.4
kill -0 "$alone" || fail "the first Ctrl-C ended a run that was to end its scenario"
kill -INT "$alone"
{ wait "$alone"; } 2>/dev/null
[[ $? == 130 ]] || fail "the second Ctrl-C: exit code $?"

# Two attempts at one run: the older one writes no more and says why, the newer one is
# right.
start both 2
ends 0 'attempt 2: ' "${mpirun[@]}" 2 "${toy[@]}" --seconds 0.0002 -o both
wait "$launcher"
[[ $? == 73 ]] || fail "the older attempt: exit code $?, not 73"
says both.err 'attempt 1 at this run writes no more'
same both/report alone/report
[[ ! -e both/kept ]] || fail "left behind: $(ls both/kept)"

# What hangs is ended, and named; the run goes on from what was saved, and may hang once more.
for at in 5000 5001; do
    ends 69 "scenario $at is in hand" "${mpirun[@]}" 3 "${toy[@]}" --hangs-at "$at" \
        --patience 1.5 -o hung
done
ends 69 'scenario 123 is in hand' "${toy[@]}" --hangs-at 123 --patience 1 -o hung-alone
ends 0 'attempt 3: ' "${mpirun[@]}" 2 "${toy[@]}" -o hung
same hung/report alone/report

# A rank that is stopped as if its machine were cut off is missed by the others.
start frozen 3 --patience 1
kill -STOP "${ranks_at_work[1]}"
wait "$launcher"
[[ $? != 0 ]] || fail 'a frozen rank was not missed'
says frozen.err 'has not been heard of for'
kill -CONT "${ranks_at_work[1]}" 2>/dev/null
ends 0 'attempt 2: ' "${toy[@]}" -o frozen
same frozen/report alone/report

# A scenario that fails on any rank ends all with its words.
ends 74 'scenario 12000 fails' "${mpirun[@]}" 3 "${toy[@]}" --fails-at 12000 -o failed
ends 0 'attempt 2: ' "${mpirun[@]}" 3 "${toy[@]}" -o failed
same failed/report alone/report

# A damaged checkpoint is passed over for the one before it; two, and the run is refused.
start damaged 2
sleep 1.5
kill -USR1 "$launcher"
wait "$launcher"
mapfile -t saved < <(ls damaged/kept/saved-*)
((${#saved[@]} == 2)) || fail "kept: ${saved[*]}"
cp -r damaged damaged-both
printf 'x' | dd of="${saved[1]}" bs=1 seek=2000 conv=notrunc 2>/dev/null
ends 0 'is damaged' "${toy[@]}" -o damaged
same damaged/report alone/report
for file in damaged-both/kept/saved-*; do
    truncate -s 1000 "$file"
done
ends 65 'are damaged; remove the folder' "${toy[@]}" -o damaged-both

finish
