#!/usr/bin/env bash
# Fifty kills, at any moment, of a rank or of mpirun, of `apportion risk` on four ranks: each
# run is gone on with until it is done, and its report is that of a run nobody disturbed.
# tests/risk_killed.sh PROGRAM PROJECT MPIRUN...
# shellcheck source=command/common.sh
source "$(dirname "$0")/command/common.sh"
shift 2
mpirun=("$@")
use_mpi

lanes=5  # runs at a time, since a run that was killed takes mpirun a second or two
kills=10 # of each
work=("$program" risk "$root/tests/cases/risk-two-places" --scenarios 700000 -q)
"${work[@]}" -o alone >/dev/null 2>&1 || fail 'the run that nobody disturbs'

# How long it takes here to start four ranks, so that most kills come later than that.
begin=$(date +%s%N)
"${mpirun[@]}" 4 "${work[@]:0:3}" --scenarios 100 -q -o short >/dev/null 2>&1 || fail 'a short run'
last_moment=$((1200 + 3 * ($(date +%s%N) - begin) / 1000000))

# differs OUTPUT: what is not as in the run alone, or is left behind.
differs() {
    local made
    made=$(find "$1" -name risk-report.xlsx)
    cmp -s "$made" alone/*/*/risk-report.xlsx || echo "$1: another report"
    find "$1" -name '*.tmp' -o -name 'unfinished*' | sed "s/^/$1: left behind /"
    is_sound "$1/runs.sqlite"
}

# strike OUTPUT MILLISECONDS DRAW: kill a run at this moment, unless it is done by then; draw
# says whom. Says what came of it.
strike() {
    local output=$1 moment=$2 draw=$3 launcher code victims pid
    "${mpirun[@]}" 4 "${work[@]}" -o "$output" >/dev/null 2>"$output.err" \
        </dev/null &
    launcher=$!
    sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
    read -ra victims <<<"$(ps -o pid= --ppid "$launcher" | tr '\n' ' ')"
    if ((draw % 5 == 4 || ${#victims[@]} == 0)); then
        kill -9 "$launcher" 2>/dev/null
    else
        kill -9 "${victims[draw % ${#victims[@]}]}" 2>/dev/null
    fi
    # mpirun hangs now and then when a rank of it was killed as it ended ("PMIX ERROR:
    # UNREACHABLE"): its ranks are gone, and so is it after twenty seconds.
    for ((wait = 0; wait < 400; wait++)); do
        kill -0 "$launcher" 2>/dev/null || break
        sleep 0.05
    done
    kill -9 "$launcher" 2>/dev/null
    { wait "$launcher"; } 2>/dev/null
    code=$?
    if ((code == 0)); then
        echo complete
        return
    fi
    # Ranks end by themselves when mpirun is no more.
    for pid in "${victims[@]}"; do
        for ((wait = 0; wait < 150; wait++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.05
        done
        ((wait < 150)) || echo "process $pid goes on after mpirun was killed"
    done
    echo killed
}

# Runs one after another, each killed until it is done, till there are kills enough.
lane() {
    local seed=$1 count=0 runs=0 came output moment draw
    RANDOM=$seed
    while ((count < kills)); do
        output=lane-$seed-$runs
        moment=$((RANDOM % last_moment))
        draw=$RANDOM
        came=$(strike "$output" "$moment" "$draw")
        if [[ $came == killed ]]; then
            count=$((count + 1))
        elif [[ $came == complete ]]; then
            differs "$output"
            runs=$((runs + 1))
        else
            echo "$came"
        fi
    done
    "${work[@]}" -o "$output" >/dev/null 2>"$output.err" ||
        echo "$output: cannot be gone on with: $(cat "$output.err")"
    differs "$output"
    echo "$count kills, $((runs + 1)) runs" >"lane-$seed.count"
}

for ((i = 1; i <= lanes; i++)); do
    lane "$i" >"lane-$i.out" 2>&1 &
done
wait
for ((i = 1; i <= lanes; i++)); do
    says_nothing "lane-$i.out"
    cat "lane-$i.count"
done

finish
