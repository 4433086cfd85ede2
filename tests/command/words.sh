#!/usr/bin/env bash
# Words go to standard error, results to standard output; no colour or progress unless a
# terminal is there to show them, and no colour where NO_COLOR forbids it.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

escape=$'\033'

run check nowhere
if grep -qF "$escape" err; then
    fail "colour in a file"
fi

# On a terminal of its own, as script(1) makes one.
if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1; then
    TERM=xterm script -qec "'$program' check nowhere" /dev/null </dev/null >seen
    grep -qF "$escape" seen || fail "no colour on a terminal"
    NO_COLOR=1 TERM=xterm script -qec "'$program' check nowhere" /dev/null </dev/null >seen
    if grep -qF "$escape" seen; then
        fail "colour in spite of NO_COLOR"
    fi
    TERM=dumb script -qec "'$program' check nowhere" /dev/null </dev/null >seen
    if grep -qF "$escape" seen; then
        fail "colour on a terminal that has none"
    fi
fi

# A reader that goes away ends the program in good order, not by a signal.
"$program" check --schema 2>err | true
code=${PIPESTATUS[0]}
[[ $code == 0 || $code == 74 ]] || fail "a reader that goes away: exit code $code"

# Errors are said even when quiet.
expect 66 check nowhere --quiet

finish
