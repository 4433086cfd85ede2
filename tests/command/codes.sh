#!/usr/bin/env bash
# Every exit code once, with the message that belongs to it. 70 (no memory; the program is
# wrong) cannot be brought about from outside, and nothing yet stops early (75).
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# ends CODE WORDS ARGUMENT...: with the code and one sentence that has these words.
ends() {
    local wanted=$1 words=$2
    shift 2
    expect "$wanted" "$@"
    says err "$words"
    [[ $(grep -c '^apportion: ' err) == 1 ]] || fail "not one sentence: $(cat err)"
}

copy_case good
expect 0 round good
ends 1 "the hard rules cannot all be met" round "$root/tests/cases/clash-ring-fence"
ends 64 "did you mean round?" ruond good
ends 64 "options.csv" round good --option nothing

copy_case bad
sed -i '2s/[^,]*/nowhere/' bad/need.csv
ends 65 bad round bad

ends 66 nowhere round nowhere
ends 66 r000000000000 show r000000000000

SLURM_STEP_NUM_TASKS=4 ends 69 "srun --mpi=pmix" round good

echo "a file" >file
ends 73 "a part of the path is a file" round good -o file
ends 73 file/in/it round good -o file/in/it
mkdir -p full/runs.sqlite
ends 73 full/runs.sqlite round good -o full

"$program" round good >/dev/full 2>err
code=$?
[[ $code == 74 ]] || fail "standard output is full: exit code $code, not 74"
says err "standard output"
echo "these are words" >outputs/words.sqlite
ends 74 words.sqlite round good --store outputs/words.sqlite

copy_case settings
echo 'colour = red' >>settings/case.ini
ends 78 settings round settings

finish
