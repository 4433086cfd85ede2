#!/usr/bin/env bash
# Fifty rounds, and ten packs of pools, killed at any moment: the store is whole and opens, a workbook is whole or
# not there, and the next run sweeps away what the killed ones left half done.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"
use_mpi

RANDOM=20230401
small=$root/tests/cases/two-places
large=$root/inputs/hiow-2023-24
fund=$root/inputs/southampton-bcf-2023-24
killed=0
early=0

# What must be there in the end, and in how many milliseconds it is: still SIZE ARGUMENT...
declare -A file_of time_of
still() {
    local size=$1 begin
    shift
    begin=$(date +%s%N)
    "$program" "$@" -q -o still >out || fail "$*: exit code $?"
    time_of[$size]=$((($(date +%s%N) - begin) / 1000000 + 1))
    file_of[$size]=$(tail -n 1 out)
    file_of[$size]=${file_of[$size]#still/}
}
still small round "$small"
still brief round "$large" --no-study
still large round "$large"
still pack pool "$fund"
((failures == 0)) || finish

# Of the run killed just now: a workbook of its own is whole, and so is the store.
examine() {
    local workbook=outputs/${file_of[$1]}
    if [[ -e $workbook ]]; then
        same "$workbook" "still/${file_of[$1]}"
    else
        early=$((early + 1))
    fi
    if [[ -e outputs/runs.sqlite ]]; then
        is_sound outputs/runs.sqlite
        run runs
        [[ $code == 0 || $code == 66 ]] || fail "runs: exit code $code: $(cat err)"
    fi
}

# strike SIZE MILLISECONDS COMMAND...: kill the command at a moment within that time.
strike() {
    local size=$1 moment
    moment=$((RANDOM % $2))
    shift 2
    rm -f "outputs/${file_of[$size]}"
    timeout --foreground -s KILL "$(printf '0.%03d' "$moment")" "$@" >/dev/null 2>&1
    [[ $? != 137 ]] || killed=$((killed + 1))
    examine "$size"
}

within() {
    echo $((time_of[$1] < 990 ? time_of[$1] : 990))
}

for ((i = 0; i < 23; i++)); do
    strike small "$(within small)" "$program" round "$small"
    strike brief "$(within brief)" "$program" round "$large" --no-study
done
for ((i = 0; i < 4; i++)); do
    strike large "$(within large)" "$program" round "$large"
done
for ((i = 0; i < 10; i++)); do
    strike pack "$(within pack)" "$program" pool "$fund"
done
((killed >= 10)) || fail "only $killed of 60 runs lived long enough to be killed"
((early >= 3)) || fail "only $early runs were killed before their workbook was there"

# Under mpirun a rank is killed, and mpirun ends the others; or mpirun itself is, and the
# ranks end by themselves.
ranks_of() {
    ps -o pid= --ppid "$1"
}

# is_gone PID...: waits for them.
is_gone() {
    local pid
    for pid in "$@"; do
        for ((wait = 0; wait < 100; wait++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        ((wait < 100)) || fail "process $pid goes on after mpirun was killed"
    done
}

for ((i = 0; i < 4; i++)); do
    rm -f "outputs/${file_of[brief]}"
    mpirun -q -n 2 "$program" round "$large" --no-study >/dev/null 2>&1 &
    launcher=$!
    sleep "0.$((150 + RANDOM % 250))"
    read -ra ranks <<<"$(ranks_of "$launcher" | tr '\n' ' ')"
    if ((i % 2 == 0 || ${#ranks[@]} == 0)); then
        kill -9 "$launcher" 2>/dev/null
    else
        kill -9 "${ranks[RANDOM % ${#ranks[@]}]}" 2>/dev/null
    fi
    { wait "$launcher"; } 2>/dev/null
    is_gone "${ranks[@]}"
    examine brief
done

# All is well after one more run of each, and nothing of the dead is left.
expect 0 round "$small"
expect 0 round "$large" --no-study
expect 0 round "$large"
expect 0 pool "$fund"
for size in small brief large pack; do
    same "outputs/${file_of[$size]}" "still/${file_of[$size]}"
done
is_swept outputs
is_sound outputs/runs.sqlite
has_runs outputs/runs.sqlite 4
for size in small brief large pack; do
    id=$(basename "$(dirname "${file_of[$size]}")")
    "$program" export "$id" --format json >killed.json || fail "export of $id"
    "$program" export "$id" --store still/runs.sqlite --format json >still.json
    same killed.json still.json
done

finish
