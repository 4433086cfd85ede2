# shellcheck shell=bash disable=SC2034
# What the scripts of this folder share: sourced, not run. The scripts work from the
# project's folder, wherever they are called from.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Every package of Debian 12 that the project uses; nowhere else is there such a list.
build_packages=(gcc libc6-dev cmake ninja-build pkg-config libopenmpi-dev openmpi-bin
    libglpk-dev libxlsxwriter-dev libsqlite3-dev libcsv-dev libinih-dev libzip-dev
    libmd-dev libjansson-dev libgsl-dev librandom123-dev)
test_packages=(libcmocka-dev coinor-clp glpk-utils python3 python3-openpyxl python3-scipy wbritish
    libreoffice-calc-nogui
    poppler-utils libxml2-utils valgrind
    slurmctld slurmd slurm-client munge)
gate_packages=(clang-format clang-tidy gcovr git)

say() {
    printf '%s\n' "$*" >&2
}

# Have these packages: install those that are missing, or say how.
need_packages() {
    local missing=() package
    if ! command -v dpkg-query >/dev/null; then
        say "This is not Debian, so packages are not looked for. Needed are: $*"
        return 0
    fi
    for package in "$@"; do
        if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) != installed ]]; then
            missing+=("$package")
        fi
    done
    if ((${#missing[@]} == 0)); then
        return 0
    fi
    if ((EUID != 0)); then
        say "Packages are missing. Install them as root, then run this again:"
        say "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
        return 69
    fi
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -q -o DPkg::Lock::Timeout=300 update >&2 </dev/null &&
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends \
            "${missing[@]}" >&2 </dev/null
}

# Settings of Open MPI for this machine: any number of ranks on any number of cores, as root
# too. Only outside a cluster's job is it told to look for no other machines.
prepare_mpi() {
    export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_mpi_yield_when_idle=1
    export OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_pml=ob1
    if ((EUID == 0)); then
        export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    fi
    if [[ -z ${SLURM_JOB_ID:-}${PBS_JOBID:-}${LSB_JOBID:-}${PE_HOSTFILE:-} ]]; then
        export OMPI_MCA_plm=isolated
    fi
}

# build FOLDER [OPTION]...: configure with these options of CMake and compile. A folder that
# another copy of the project configured is made anew.
build() {
    local folder=$1 home=
    shift
    if [[ -f $folder/CMakeCache.txt ]]; then
        home=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$folder/CMakeCache.txt")
        if [[ $home != "$PWD" ]]; then
            rm -rf "$folder"
        fi
    fi
    local generator=()
    if [[ ! -f $folder/CMakeCache.txt ]]; then
        generator=(-G Ninja)
    fi
    cmake -S . -B "$folder" "${generator[@]}" "$@" >&2 &&
        cmake --build "$folder" --parallel "$(nproc)" >&2
}
