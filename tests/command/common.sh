# shellcheck shell=bash disable=SC2034
# What the tests of the command line share: sourced with the program and the project's
# folder as arguments. Each test works in a folder of its own.
set -u
program=$1
root=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0

fail() {
    printf 'FAILED: %s\n' "$*"
    failures=$((failures + 1))
}

# run ARGUMENT...: leaves the exit code in $code, the outputs in the files out and err.
run() {
    "$program" "$@" >out 2>err </dev/null
    code=$?
}

# expect CODE ARGUMENT...: the program ends with this code, and only code 0 says nothing of
# an error.
expect() {
    local wanted=$1
    shift
    run "$@"
    if [[ $code != "$wanted" ]]; then
        fail "apportion $*: exit code $code, not $wanted: $(cat err)"
    fi
    if [[ $wanted != 0 ]] && ! grep -q '^apportion: ' err; then
        fail "apportion $*: says nothing of what is wrong"
    fi
    if [[ $wanted == 0 ]] && grep -q '^apportion: ' err; then
        fail "apportion $*: speaks of an error: $(cat err)"
    fi
}

# says FILE WORDS: these words stand in it.
says() {
    if ! grep -qF -- "$2" "$1"; then
        fail "not in $1: $2; there is: $(cat "$1")"
    fi
}

says_nothing() {
    if [[ -s $1 ]]; then
        fail "$1 is not empty: $(cat "$1")"
    fi
}

is_json() {
    python3 -m json.tool <"$1" >/dev/null || fail "$1 is not JSON"
}

# same A B: the files are there and the same, byte for byte.
same() {
    cmp -s "$1" "$2" || fail "$1 is not $2"
}

# is_sound STORE: SQLite, not the program, finds nothing wrong in the file.
is_sound() {
    local found
    found=$(python3 -c '
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], timeout=60)
print(store.execute("PRAGMA integrity_check").fetchone()[0],
      len(store.execute("PRAGMA foreign_key_check").fetchall()))' "$1" 2>&1)
    [[ $found == "ok 0" ]] || fail "$1 is damaged: $found"
}

# has_runs STORE COUNT
has_runs() {
    local count
    count=$("$program" runs --store "$1" --json | grep -c '"run"')
    [[ $count == "$2" ]] || fail "$1 holds $count runs, not $2"
}

# No file is left in the folder that was to be renamed or rolled back.
is_swept() {
    local left
    left=$(find "$1" -name '*.tmp' -o -name '*-journal')
    [[ -z $left ]] || fail "left behind: $left"
}

# A copy of the small case, to be spoilt.
copy_case() {
    rm -rf "$1"
    cp -r "$root/tests/cases/two-places" "$1"
}

# mpirun works here as root, on more ranks than cores, without ssh, and leaves its files in
# the test's own folder.
use_mpi() {
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export OMPI_MCA_plm=isolated OMPI_MCA_rmaps_base_oversubscribe=1
    export OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_hwloc_base_binding_policy=none
    export OMPI_MCA_btl_vader_single_copy_mechanism=none
    export OMPI_MCA_btl_vader_backing_directory=$folder TMPDIR=$folder
}

finish() {
    if ((failures > 0)); then
        printf '%d failures\n' "$failures"
        exit 1
    fi
}
