#!/usr/bin/env bash
# `apportion check` on a case of pools that is wrong in six ways at once: all six are listed,
# each with file, line and rule, and none of them hides another.
# shellcheck source=common.sh
source "$(dirname "$0")/common.sh"

cp -r "$root/inputs/southampton-bcf-2023-24" good
expect 0 check good
says out "good: no problems"

cp -r good bad
city='Southampton City Council'

# append TABLE ROW: leaves in $line where the row stands.
append() {
    echo "$2" >>"bad/$1"
    line=$(wc -l <"bad/$1")
}

# listed FILE LINE COLUMN RULE: it is among the problems.
listed() {
    grep -q "^problem,$1,$2,$3,.*$4" problems.csv ||
        fail "not listed: $1, line $2, $3: $4; there is: $(cat problems.csv)"
}

append ledger.csv "home_care,$city,9,1000,illustrative: too late,"
late=$line
append ledger.csv "home_care,$city,8,1000,illustrative: twice,"
twice=$line
append budgets.csv "home_care,dfg_southampton,1000,,illustrative: capital for revenue,"
ineligible=$line
append schemes.csv "$(sed -n 's/^telecare,[^,]*,/bare,A scheme without budget,/p' good/schemes.csv)"
bare=$line
sed -i '/,ibcf_southampton,/s/,10900000,/,-10900000,/' bad/contributions.csv
negative=$(grep -n -- ,-10900000, bad/contributions.csv | cut -d: -f1)
sed -i "/$city,0,/s/,55%,/,50%,/" bad/risk_parties.csv
band=$(grep -n ',4,NHS [^,]*,0,' bad/risk_parties.csv | cut -d: -f1)

expect 65 check bad --csv problems.csv
says err "6 problems"
listed ledger.csv "$late" month "month that the ledger is closed for"
listed ledger.csv "$twice" scheme "has this one already"
listed budgets.csv "$ineligible" source "capital never for revenue"
listed schemes.csv "$bare" scheme "every scheme of a pool has a budget"
listed contributions.csv "$negative" amount "amount is at least £0"
listed risk_parties.csv "$band" share "add up to 100%"

# Of £450 a scheme vires £50 and then £401: £1 more than it has.
cp -r "$root/tests/cases/pool-close" spent
echo 'v3,home-care,reablement,council,4,400,no,approved,illustrative,' >>spent/virements.csv
expect 0 check spent
sed -i 's/,4,400,no,/,4,401,no,/' spent/virements.csv
expect 65 check spent --csv problems.csv
listed virements.csv 4 amount "a scheme vires no more than it has"

# Whose fault it is: of maladministration the host's, who has to be a partner to bear it.
cp -r good hostless
sed -i 's/,pooled,Southampton City Council,/,pooled,,/' hostless/pools.csv
expect 65 check hostless --csv problems.csv
listed risk_share.csv 2 rule "the host that bears a variance is a partner of the pool"

# Names that the sheets tell things apart by: two pools, two sources and two schemes of a pool
# called the same, but for capitals, and a partner written in two ways.
cp -r "$root/tests/cases/two-boards" alike
sed -i 's/South Better Care/North better care/' alike/pools.csv
sed -i 's/Improved Better Care Fund, North/Additional council contribution, North/' alike/sources.csv
sed -i 's/Urgent response at the front door/district nursing/' alike/schemes.csv
sed -i 's/^north-bcf,North Council,dfg-north/north-bcf,North council,dfg-north/' alike/contributions.csv
expect 65 check alike --csv problems.csv
listed pools.csv 3 name "a pool has a name of its own"
listed sources.csv 7 name "a source of a pool has a name of its own"
listed schemes.csv 5 name "a scheme of a pool has a name of its own"
listed contributions.csv 4 partner "a partner of a pool has a name of its own"

# Nor would a formula find them by a name that is a pattern.
cp -r "$root/tests/cases/two-boards" starred
sed -i 's/North Better Care/North * Better Care/' starred/pools.csv
expect 65 check starred --csv problems.csv
listed pools.csv 2 name "a name that sheets look up has no"

finish
