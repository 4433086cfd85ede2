#!/usr/bin/env bash
# Two rounds at once into one folder of outputs: both end well, the store has both, and
# every file is as if each had been alone. A round that is told to stop leaves nothing half
# done.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

small=$root/tests/cases/two-places
large=$root/inputs/hiow-2023-24
expect 0 round "$small" -o still
first=$(tail -n 1 out)
first=${first#still/}
expect 0 round "$large" --no-study -o still
second=$(tail -n 1 out)
second=${second#still/}

# both FOLDER CASE CASE
both() {
    "$program" round "$2" --no-study -q -o "$1" >out1 2>err1 &
    local one=$!
    "$program" round "$3" --no-study -q -o "$1" >out2 2>err2 &
    local two=$!
    wait "$one" || fail "the first of two: exit code $?: $(cat err1)"
    wait "$two" || fail "the second of two: exit code $?: $(cat err2)"
    is_swept "$1"
    is_sound "$1/runs.sqlite"
}

# The same case twice is one run; two cases are two. A new store each time, so that both
# find it missing.
for ((i = 0; i < 5; i++)); do
    both "same$i" "$large" "$large"
    has_runs "same$i/runs.sqlite" 1
    same "same$i/$second" "still/$second"
    for table in "still/$(dirname "$second")"/*.csv; do
        same "same$i/$(dirname "$second")/$(basename "$table")" "$table"
    done
    both "two$i" "$small" "$large"
    has_runs "two$i/runs.sqlite" 2
    same "two$i/$second" "still/$second"
done

# stopped SIGNAL CODE: at any moment of the round.
RANDOM=20230402
stopped() {
    local count=0 workbook=stopped/$first
    for ((i = 0; i < 10; i++)); do
        rm -f "$workbook"
        timeout --foreground --preserve-status -s "$1" "0.0$((RANDOM % 90 + 10))" \
            "$program" round "$small" -o stopped >out 2>err
        local code=$?
        if [[ $code == "$2" ]]; then
            count=$((count + 1))
        elif [[ $code != 0 ]]; then
            fail "SIG$1: exit code $code, not $2: $(cat err)"
        fi
        [[ ! -e $workbook ]] || same "$workbook" "still/$first"
        [[ ! -e stopped/runs.sqlite ]] || is_sound stopped/runs.sqlite
    done
    ((count > 0)) || fail "no round lived long enough for SIG$1"
    expect 0 round "$small" -o stopped
    same "$workbook" "still/$first"
    is_swept stopped
    has_runs stopped/runs.sqlite 1
}
stopped INT 130
stopped TERM 143

finish
