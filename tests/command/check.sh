#!/usr/bin/env bash
# `apportion check` on good, bad and missing cases, and the exit codes it shares with every
# command that reads a case.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

# A good case, from its own folder or with a slash at the end.
copy_case good
expect 0 check good
says out "good: no problems"
expect 0 check good/
expect 0 check --quiet good
says_nothing err
expect 0 check good --verbose
says err "schemes.csv: "
expect 0 check good --json
is_json out
says out '"exit_code": 0'

# Two bad cells in two files: both are named at once, with file and line, and need and round
# refuse the case for the same reason.
copy_case bad
sed -i '2s/[^,]*/nowhere/' bad/need.csv
sed -i '2s/[^,]*/NOT A KEY!/' bad/places.csv
expect 65 check bad
says out need.csv
says out places.csv
says err "bad"
for command in need round; do
    expect 65 "$command" bad
    says_nothing out
done
[[ ! -e outputs ]] || fail "bad inputs, yet outputs were written"
expect 65 check bad --json --csv problems.csv
is_json out
says out '"exit_code": 65'
[[ $(head -n 1 problems.csv) == severity,file,line,column,value,rule,remedy ]] ||
    fail "problems.csv has another header: $(head -n 1 problems.csv)"
[[ $(wc -l <problems.csv) -ge 3 ]] || fail "problems.csv has not both problems"

# Drivers that are no distributions: all of them, and those that are made of them only once.
cp -r "$root/inputs/hiow-2023-24" drawn
expect 0 check drawn
sed -i 's/,gamma,/,gama,/; s/degrees=4/degrees=1/; s/,poisson,mean=4/,poisson,mean=-4/' drawn/drivers.csv
expect 65 check drawn
says out 'gama'
says out 'degrees of student_t'
says out 'poisson'
[[ $(grep -c '^drivers.csv, row' out) == 3 ]] || fail "not each driver is named once"
expect 65 check drawn --json
is_json out
expect 65 risk drawn --scenarios 16
says_nothing out
expect 0 need drawn

# Only the settings are bad.
copy_case settings
echo 'colour = red' >>settings/case.ini
expect 78 check settings
says out case.ini
expect 78 round settings

# Nothing there, or a part of it.
expect 66 check nowhere
says err nowhere
expect 66 check nowhere --json
is_json out
copy_case part
rm part/schemes.csv
expect 66 check part
says err schemes.csv

# Outputs that cannot be made or written.
expect 73 check good --csv nowhere/problems.csv
"$program" check good >/dev/full 2>err
code=$?
[[ $code == 74 ]] || fail "a full disk: exit code $code, not 74"
says err "standard output"

expect 0 check --schema
says out places
says out committed
[[ $(wc -L <out) -le 80 ]] || fail "the schema is wider than 80 columns"

finish
