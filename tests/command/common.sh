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

# A copy of the small case, to be spoilt.
copy_case() {
    rm -rf "$1"
    cp -r "$root/tests/cases/two-places" "$1"
}

finish() {
    if ((failures > 0)); then
        printf '%d failures\n' "$failures"
        exit 1
    fi
}
