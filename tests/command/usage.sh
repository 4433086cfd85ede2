#!/usr/bin/env bash
# A command line that is not understood: code 64, one clear sentence, what to try, and
# nothing on standard output.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# misuse WORDS TRY ARGUMENT...
misuse() {
    local words=$1 try=$2
    shift 2
    expect 64 "$@"
    says err "$words"
    says err "Try 'apportion $try'."
    says_nothing out
    if [[ $(wc -l <err) != 2 ]]; then
        fail "apportion $*: not one sentence and one hint: $(cat err)"
    fi
}

misuse "a command is missing" "--help"
misuse "did you mean round?" "--help" rouns case
misuse "did you mean --output?" "round --help" round case --outptu there
misuse "this version does not have the command \"plan\"" "--help" plan case
misuse "this version does not have the command \"template\"" "--help" template case
misuse "check does not use --profile" "check --help" check case --profile publish
misuse "--output needs a DIR" "round --help" round case -o
misuse "one of working|publish" "round --help" round case --profile draft
misuse "from 1 to 1000000" "runs --help" runs --last 0
misuse "one operand too many" "round --help" round one two
misuse "an operand is missing" "show --help" show

# An operand after "--" is one, whatever it looks like.
expect 66 check -- --json
says err "--json"

finish
