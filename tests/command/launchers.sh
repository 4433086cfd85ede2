#!/usr/bin/env bash
# Under mpirun every message appears once and the exit code is that of one rank alone;
# copies that a launcher has not wired together are refused.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_plm=isolated
export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_btl_vader_single_copy_mechanism=none

# together CODE WORDS ARGUMENT...: three ranks say the words once.
together() {
    local wanted=$1 words=$2
    shift 2
    mpirun -q -n 3 "$program" "$@" >out 2>err </dev/null
    code=$?
    [[ $code == "$wanted" ]] || fail "3 ranks, $*: exit code $code, not $wanted: $(cat err)"
    local times
    times=$(cat out err | grep -cF -- "$words")
    [[ $times == 1 ]] || fail "3 ranks, $*: \"$words\" $times times: $(cat out err)"
}

together 0 "GLPK" --version
together 64 "did you mean round?" rond
together 66 "apportion: nowhere" check nowhere
together 66 "runs.sqlite" runs
copy_case good
together 0 "good: no problems" check good

SLURM_STEP_NUM_TASKS=4 "$program" runs >out 2>err
code=$?
[[ $code == 69 ]] || fail "copies that do not know each other: exit code $code, not 69"
says err "srun --mpi=pmix"
says_nothing out

finish
