"""A made-up case of many pools, for tests and benchmarks.

    make_pools.py FOLDER POOLS SCHEMES MONTHS [SEED]

Writes FOLDER: each pool has two partners, six sources (one of them capital, one behind a
fence), SCHEMES schemes with one to three lines, a ledger of MONTHS months, forecasts of which half
are on plan, and one of four risk-share agreements. Everything is illustrative.
"""
import csv
import os
import random
import sys

TYPES = ["Home Care or Domiciliary Care", "Residential Placements", "Carers Services",
         "Community Based Schemes", "Personalised Care at Home"]
SOURCES = [  # key, whose, stream, kind, fence
    ("nhsmin", "icb", "Minimum NHS Contribution", "revenue", ""),
    ("nhsadd", "icb", "Additional NHS Contribution", "revenue", ""),
    ("ibcf", "council", "iBCF", "revenue", ""),
    ("laadd", "council", "Additional LA Contribution", "revenue", ""),
    ("discharge", "icb", "ICB Discharge Funding", "revenue", "discharge"),
    ("dfg", "council", "DFG", "capital", ""),
]
AGREEMENTS = [
    [(1, "Own risk", "own", {})],
    [(1, "Underspends first", "offset", {}), (2, "By contribution", "pro_rata", {})],
    [(1, "Underspends first", "offset", {}), (2, "Reserve", "reserve", {"amount": 50000}),
     (3, "By scheme up to a tenth", "capped", {"limit": "10%"}),
     (4, "Kept", "carry", {})],
    [(1, "Shares", "shares", {}), (2, "Kept", "carry", {})],
]
STEP_FIELDS = ["pool", "step", "name", "rule", "amount", "limit", "basis"]


def table(folder, name, fields, rows):
    """One CSV table; every row says that it is illustrative."""
    with open(os.path.join(folder, name + ".csv"), "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(fields + ["basis"])
        writer.writerows(list(row) + ["illustrative: made up"] for row in rows)


class Case:
    """The rows of all tables."""

    def __init__(self, pools, schemes, months, seed):
        self.random = random.Random(seed)
        self.months = months
        self.rows = {name: [] for name in (
            "places", "pools", "sources", "contributions", "eligibility", "schemes", "budgets",
            "ledger", "forecast", "risk_share", "risk_parties")}
        self.rows["places"].append(("system", "System", "", ""))
        for pool in range(1, pools + 1):
            self.pool(f"p{pool}", schemes, AGREEMENTS[pool % len(AGREEMENTS)])

    def add(self, name, *row):
        """A row of a table."""
        self.rows[name].append(row)

    def scheme(self, pool, number, totals):
        """A scheme with its lines, spend and forecasts."""
        key = f"{pool}-s{number}"
        kind = "capital" if number % 12 == 0 else "revenue"
        sources = [s for s in SOURCES if s[3] == kind]
        chosen = self.random.sample(sources, self.random.randint(1, min(3, len(sources))))
        if number <= len(SOURCES) and kind == "revenue":
            needed = SOURCES[number - 1]
            if needed[3] == kind and needed not in chosen:
                chosen.append(needed)
        self.add("schemes", key, f"Scheme {number} of {pool}", f"place-{pool}", "care", pool,
                 self.random.choice(TYPES), kind)
        parts = {}
        for source, whose, *_ in chosen:
            amount = 1000 * self.random.randint(20, 2000)
            totals[source] = totals.get(source, 0) + amount
            parts[whose] = parts.get(whose, 0) + amount
            self.add("budgets", key, f"{pool}-{source}", amount)
        for whose, budget in parts.items():
            self.spend(key, f"{whose.upper()} {pool}", budget)

    def spend(self, key, partner, budget):
        """A part's ledger and its forecast: half of the parts are on plan."""
        is_on_plan = self.random.random() < 1 / 2
        drift = 1 if is_on_plan else 1 + self.random.gauss(0, 0.05)
        for month in range(1, self.months + 1):
            amount = round(budget / 12 * drift * self.random.uniform(0.9, 1.1), 2)
            self.add("ledger", key, partner, month, amount)
        self.add("forecast", key, partner, self.months, round(budget * drift), "demand")

    def pool(self, pool, schemes, agreement):
        """A pool with everything in it."""
        totals = {}
        self.add("places", f"place-{pool}", f"Place {pool}", "system", f"Board {pool}")
        for number in range(1, schemes + 1):
            self.scheme(pool, number, totals)
        for source, whose, stream, kind, fence in SOURCES:
            if source in totals:
                self.add("sources", f"{pool}-{source}", f"{stream} {pool}",
                         f"{whose.upper()} {pool}", stream, kind, f"place-{pool}", "no",
                         totals[source], "in_full", fence)
                self.add("contributions", pool, f"{whose.upper()} {pool}", f"{pool}-{source}",
                         totals[source])
                self.add("eligibility", f"{pool}-{source}", pool)
        self.add("pools", pool, f"Pool {pool}", f"place-{pool}", "pooled", f"COUNCIL {pool}",
                 sum(totals.values()))
        for step, name, rule, more in agreement:
            self.add("risk_share", pool, step, name, rule, more.get("amount", ""),
                     more.get("limit", ""))
            if rule == "shares":
                for partner, share in (("ICB", "60%"), ("COUNCIL", "40%")):
                    self.add("risk_parties", pool, step, f"{partner} {pool}", 0, share)


FIELDS = {
    "places": ["place", "name", "parent", "hwb"],
    "pools": ["pool", "name", "place", "class", "host", "total"],
    "sources": ["source", "name", "owner", "stream", "kind", "place", "envelope", "amount",
                "spend", "ring_fence"],
    "contributions": ["pool", "partner", "source", "amount"],
    "eligibility": ["source", "pool"],
    "schemes": ["scheme", "name", "place", "programme", "pool", "scheme_type", "kind"],
    "budgets": ["scheme", "source", "amount"],
    "ledger": ["scheme", "partner", "month", "amount"],
    "forecast": ["scheme", "partner", "month", "amount", "cause"],
    "risk_share": ["pool", "step", "name", "rule", "amount", "limit"],
    "risk_parties": ["pool", "step", "partner", "from", "share"],
}


def main(folder, pools, schemes, months, seed="1"):
    """Write the case."""
    os.makedirs(folder, exist_ok=True)
    case = Case(int(pools), int(schemes), int(months), int(seed))
    for name, rows in case.rows.items():
        table(folder, name, FIELDS[name], rows)
    table(folder, "programmes", ["programme", "name", "area"], [("care", "Care", "Social Care")])
    with open(os.path.join(folder, "case.ini"), "w", encoding="utf-8") as file:
        file.write("[case]\ntitle = Made-up pools\ntitle.basis = illustrative: made up\n"
                   "icb = Made-up ICB\nicb.basis = illustrative: made up\nyear = 2023/24\n"
                   "year.basis = illustrative: made up\n"
                   f"[pool]\nmonth = {months}\nmonth.basis = illustrative: made up\n")


main(*sys.argv[1:])
