#!/usr/bin/env bash
# Under mpirun every message appears once and the exit code is that of one rank alone;
# copies that a launcher has not wired together are refused.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

use_mpi

# once CODE WORDS: the ranks ended so and said the words once.
once() {
    [[ $code == "$1" ]] || fail "$launched: exit code $code, not $1: $(cat err)"
    local times
    times=$(cat out err | grep -cF -- "$2")
    [[ $times == 1 ]] || fail "$launched: \"$2\" $times times: $(cat out err)"
}

# launch ARGUMENT...: of mpirun; ranks that wait for each other for ever are ended.
launch() {
    launched="mpirun $*"
    timeout 120 mpirun -q "$@" >out 2>err </dev/null
    code=$?
}

# together CODE WORDS ARGUMENT...: three ranks say the words once.
together() {
    local wanted=$1 words=$2
    shift 2
    launch -n 3 "$program" "$@"
    once "$wanted" "$words"
}

together 0 "GLPK" --version
together 64 "did you mean round?" rond
together 66 "apportion: nowhere" check nowhere
together 66 "runs.sqlite" runs
copy_case good
together 0 "good: no problems" check good

# A round: the path once, and the same workbook for any number of ranks.
expect 0 round good -o alone
workbook=$(tail -n 1 out)
for ranks in 1 2 3 4; do
    launch -n "$ranks" "$program" round good -o "with$ranks"
    once 0 allocation-round.xlsx
    same "$(tail -n 1 out)" "$workbook"
    once 0 "run r"
done
together 1 "apportion: " round "$root/tests/cases/clash-ring-fence"
[[ -f $(tail -n 1 out) ]] || fail "3 ranks: no workbook of rules that clash"

# What one rank alone meets, all ranks leave: bad inputs, outputs that cannot be made (rank
# 0 writes), a folder that is not on every machine, a wrong command line.
copy_case bad
sed -i '2s/[^,]*/nowhere/' bad/need.csv
together 65 "apportion: " round bad
together 73 "apportion: " round good -o good/case.ini
copy_case settings
echo 'colour = red' >>settings/case.ini
together 78 "apportion: " round settings
launch -n 1 "$program" round good : -n 2 "$program" round nowhere
once 66 "apportion: "
once 66 nowhere
launch -n 2 "$program" round good : -n 1 "$program" round good --outptu x
once 64 "apportion: "
once 64 "did you mean --output?"

SLURM_STEP_NUM_TASKS=4 "$program" runs >out 2>err
code=$?
[[ $code == 69 ]] || fail "copies that do not know each other: exit code $code, not 69"
says err "srun --mpi=pmix"
says_nothing out

finish
