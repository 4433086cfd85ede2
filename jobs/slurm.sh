# shellcheck shell=bash
# What the batch scripts of this folder share: sourced, not run.
#
#     APPORTION   the program (build/apportion of the project's folder)
#     LAUNCH      how it is started on the job's processors (srun -K1 --mpi=pmix); with a
#                 Slurm that does not know the MPI: LAUNCH="mpirun"
program=${APPORTION:-${SLURM_SUBMIT_DIR:-$PWD}/build/apportion}
read -ra launch <<<"${LAUNCH:-srun -K1 --mpi=pmix}"

# Slurm's PMIx lets ranks out of its barrier too early now and then, and MPI_Init crashes;
# each of these alone avoids it (github.com/open-mpi/ompi, issue 12495).
export SLURM_PMIX_FENCE=ring PMIX_MCA_gds=hash

# run_and_requeue ARGUMENT...: run the program. Before the time is up Slurm sends this script
# USR1 (--signal=B:USR1@SECONDS); it is passed on to the ranks, which save and end with exit
# code 75, and the job goes back into the queue, to go on from there. TERM, of `scancel` and
# of a job that has to give way, is passed on as well, but then it is for Slurm to say
# whether the job is to run again.
run_and_requeue() {
    local launched code interrupted='' warned=''
    trap 'interrupted=1 warned=1; kill -s USR1 "$launched"' USR1
    trap 'interrupted=1; kill -s USR1 "$launched"' TERM
    "${launch[@]}" "$program" "$@" </dev/null &
    launched=$!
    wait "$launched"
    code=$?
    # A signal ends the wait, not what is waited for.
    while [[ -n $interrupted ]] && ((code > 128)); do
        interrupted=
        wait "$launched"
        code=$?
    done
    trap '' USR1
    if ((code == 75)) && [[ -n $warned ]]; then
        requeue || return 75
    fi
    return "$code"
}

# Slurm ends this script when it has put the job back.
requeue() {
    printf 'The time is up; job %s goes back into the queue.\n' "$SLURM_JOB_ID" >&2
    if ! scontrol requeue "$SLURM_JOB_ID"; then
        printf 'It cannot be requeued: submit it again to go on.\n' >&2
        return 1
    fi
    trap - TERM
    sleep 60
}
