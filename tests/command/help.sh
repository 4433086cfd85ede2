#!/usr/bin/env bash
# Help is complete, fits a terminal of 80 columns, and goes to standard output.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# Every command there is, as the program lists them, so that none is without help.
commands=$("$program" --help | sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p')
(($(wc -w <<<"$commands") >= 10)) || fail "the commands are not listed: $commands"

fits() {
    local width
    width=$(wc -L <out)
    if ((width > 80)); then
        fail "$1: a line of $width columns"
    fi
    if grep -q ' $' out; then
        fail "$1: a line ends in a space"
    fi
    says_nothing err
}

expect 0 --help
fits "--help"
for command in $commands; do
    says out "  $command"
done

for command in $commands; do
    expect 0 "$command" --help
    fits "$command --help"
    says out "Usage: apportion $command"
    says out "Examples:"
    says out "  apportion $command"
    says out "--help"
    for code in 0 1 64 65 66 69 70 73 74 75 78; do
        if ! grep -qE "^ +$code  [a-z]" out; then
            fail "$command --help: exit code $code is not explained"
        fi
    done
    cp out by_option
    expect 0 help "$command"
    cmp -s out by_option || fail "help $command is not $command --help"
done

# Help names the options that the command uses, their arguments and defaults, and no other.
expect 0 round --help
says out "-o, --output=DIR"
says out "(default: working)"
says out "--profile=working|publish"
if grep -q -- --schema out; then
    fail "round --help: --schema is not an option of round"
fi

expect 0 --version
says_nothing err
for library in apportion GLPK "Open MPI" libxlsxwriter SQLite; do
    if ! grep -qE "^$library [0-9]+\.[0-9]" out; then
        fail "--version: no version of $library"
    fi
done

finish
