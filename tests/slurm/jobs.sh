#!/usr/bin/env bash
# The job scripts under a real Slurm, started here and stopped again: a run on four ranks over
# two nodes and a run in shards, both warned and requeued, and once more with mpirun; the
# answer is that of a run without Slurm. Exit code 77 where there is no Slurm.
#
#     tests/slurm/jobs.sh PROGRAM PROJECT REPORT CASE OPTION...
#
# PROGRAM is run as `PROGRAM risk CASE OPTION... -o DIR` and `PROGRAM merge CASE SHARD...
# OPTION... -o DIR`, and should take ten seconds or so on one rank. What is compared is the
# file REPORT beside the one that the last line of standard output names.
# shellcheck source=../command/common.sh
source "$(dirname "$0")/../command/common.sh"
# shellcheck source=slurm.sh
source "$root/tests/slurm/slurm.sh"
report=$3
shift 3
work=("$@") # the case and its options

missing=$(slurm_missing)
if [[ -n $missing ]]; then
    printf 'Skipped: %s\n' "$missing"
    exit 77
fi

trap 'slurm_stop; rm -rf "$folder"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_pml=ob1
# Those are of tests on one machine without a cluster.
unset OMPI_MCA_plm OMPI_MCA_btl
export APPORTION=$program
slurm_start "$folder/slurm" 2 3 || {
    cat "$folder"/slurm/*.log
    fail 'Slurm did not start'
    finish
}

# The file to compare, of the output FILE.
made() {
    printf '%s/%s\n' "$(dirname "$(grep -v '^$' "$1" | tail -n 1)")" "$report"
}

submit() {
    (cd "$root" && sbatch --parsable "$@")
}

state_of() {
    scontrol -o show job "$1" 2>/dev/null | grep -oE 'JobState=[A-Z]+' | sort -u | tr '\n' ' '
}

is_running() {
    [[ $(state_of "$1") == 'JobState=RUNNING ' ]]
}

has_restarted() {
    (($(scontrol -o show job "$1" | grep -c 'Restarts=[1-9]') == $2))
}

is_over() {
    local state
    state=$(state_of "$1")
    [[ -n $state && $state != *RUNNING* && $state != *PENDING* && $state != *COMPLETING* ]]
}

# ends_well JOB NAME LOG...: every job of it is completed.
ends_well() {
    local job=$1 name=$2
    shift 2
    slurm_until 120 is_over "$job" || fail "$name is not over: $(squeue)"
    [[ $(state_of "$job") == 'JobState=COMPLETED ' ]] ||
        fail "$name ended $(state_of "$job"): $(tail -n 5 "$@")"
}

# Wait until something is saved below the folder, warn the job as Slurm does before the time
# is up, and see it requeued.
warn() {
    local job=$1 saves=$2 output=$3 jobs=$4
    slurm_until 30 has_saved "$output" "$saves" || fail "$job saves nothing: $(squeue)"
    scancel --batch --signal=USR1 "$job"
    slurm_until 60 has_restarted "$job" "$jobs" || fail "$job is not requeued: $(squeue)"
}

has_saved() {
    (($(find "$1" -name 'saved-*' 2>/dev/null | sed 's|/[^/]*$||' | sort -u | wc -l) >= $2))
}

"$program" risk "${work[@]}" -o alone >alone.out 2>alone.err || fail "alone: $(cat alone.err)"
alone=$(made alone.out)

# One job of four ranks on two nodes, by srun and by mpirun.
for launch in 'srun -K1 --mpi=pmix' mpirun; do
    name=${launch%% *}
    job=$(LAUNCH=$launch submit --nodes=2 --ntasks=4 --output="$folder/$name.log" \
        --error="$folder/$name.err" jobs/risk.sbatch "${work[@]}" -o "$folder/$name")
    warn "$job" 1 "$name" 1
    ends_well "$job" "$name" "$name.log" "$name.err"
    says "$name.err" 'goes back into the queue'
    says "$name.err" 'the same command goes on from there'
    same "$(made "$name.log")" "$alone"
done

# Three shards, and their merge in a job that waits for them.
job=$(submit --array=1-3 --output="$folder/shard-%a.log" --error="$folder/shard-%a.err" \
    jobs/risk-array.sbatch "${work[@]}" -o "$folder/shards")
merge=$(submit --dependency="afterok:$job" --kill-on-invalid-dep=yes \
    --output="$folder/merge.log" --error="$folder/merge.err" --wrap \
    "\"$program\" merge ${work[0]} \$(tail -qn 1 '$folder'/shard-?.log) ${work[*]:1} -o '$folder/merged'")
warn "$job" 3 shards 3
ends_well "$job" 'the array' shard-?.log shard-?.err
ends_well "$merge" 'the merge' merge.log merge.err
same "$(made merge.log)" "$alone"

slurm_stop || fail "Slurm goes on: $(ps -fp "$(slurm_processes | paste -sd ,)")"
finish
