#!/usr/bin/python3
"""A second way to scenarios of a risk run: from the case's CSV files, the plan and the drawn
values alone, by the formulas of src/risk/*.h, with scipy's HiGHS for the recourse program.

    second_risk.py PROGRAM CASE COUNT [OPTION]...

COUNT scenarios, spread over the run, are asked of `PROGRAM risk CASE --scenario W --json`;
then the named stresses of `PROGRAM risk CASE` are computed anew. Costs and income (32)(33),
what is short (35)(36), the program (12), pressure to date (34), variances, who bears them and
what they come to (37) to (39) are compared: money to a penny, the least cost to 1e-7.
"""
import csv
import fnmatch
import json
import math
import os
import re
import subprocess
import sys

import numpy
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from second_quantile import quantile

PENNY = 0.0101


def number(text, blank=0.0):
    """£1.5m, 1,000, (250), 5%: in pounds, numbers, fractions."""
    text = (text or "").strip().replace("£", "").replace(",", "")
    if not text:
        return blank
    sign = 1.0
    if text.startswith("("):
        sign, text = -1.0, text.strip("()")
    scale = {"%": 0.01, "k": 1e3, "m": 1e6}.get(text[-1], 1.0)
    digits = text.rstrip("%km")
    # Divided, not multiplied: 4% is the double nearest to 0.04.
    return sign * (float(digits) / 100 if scale == 0.01 else float(digits) * scale)


def selects(selector, word):
    """A selector: blank all; words with wildcards divided by |; ! before turns it round."""
    selector, word = selector.strip().lower(), word.lower()
    if not selector:
        return True
    turned = selector.startswith("!")
    words = [w.strip() for w in selector[turned:].split("|")]
    return turned != any(fnmatch.fnmatchcase(word, w) for w in words if w)


def selects_any(selector, words):
    """The same of a list of words: any of them."""
    selector = selector.strip()
    if not selector:
        return True
    turned = selector.startswith("!")
    return turned != any(selects(selector[turned:], word) for word in words)


def read(path):
    """The rows of a table; none where there is no such file."""
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Case:
    """The tables of a case, as far as a scenario looks at them."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("places", "programmes", "sources", "schemes", "exposures", "drivers",
                     "driver_points", "profiles", "rules", "pools", "contributions",
                     "risk_share", "risk_parties", "need", "blends", "stresses"):
            setattr(self, name, self.table(name))
        self.settings = self.ini()
        parents = {row["place"]: row.get("parent") or "" for row in self.places}
        self.above = {}
        for place in parents:
            line, at = [], place
            while at:
                line.append(at)
                at = parents[at]
            self.above[place] = line
        self.system = next(p for p, parent in parents.items() if not parent)
        used = set(parents.values())
        self.leaves = [p for p in parents if p not in used]
        self.area = {p["programme"]: p.get("area") or "" for p in self.programmes}
        chosen = self.settings.get("risk.contingency") or "contingency"
        for s in self.schemes:
            for column in ("pool", "scheme_type", "tags"):
                s[column] = (s.get(column) or "").strip()
            s["scheme_type"] = s["scheme_type"] or "Core service"
            s["contingency"] = selects(chosen, s["programme"])
            s["virement"] = (s.get("virement") or "").strip() or "free"
            s["money"] = {k: number(s.get(k)) for k in
                          ("baseline", "baseline_other", "committed", "bid", "output")}

    def table(self, name):
        return read(os.path.join(self.folder, name + ".csv"))

    def ini(self):
        found, section = {}, ""
        with open(os.path.join(self.folder, "case.ini"), encoding="utf-8") as file:
            for line in file:
                line = line.strip()
                if line.startswith("["):
                    section = line.strip("[]")
                elif line and line[0] not in "#;" and "=" in line:
                    key, value = line.split("=", 1)
                    found[section + "." + key.strip()] = value.strip()
        return found

    def setting(self, name, fallback):
        return number(self.settings.get("risk." + name), fallback)

    def exposed(self, exposure, scheme):
        return (not scheme["contingency"]
                and selects_any(exposure.get("place") or "", self.above[scheme["place"]])
                and selects(exposure.get("programme") or "", scheme["programme"])
                and selects(exposure.get("scheme") or "", scheme["scheme"])
                and selects(exposure.get("pool") or "", scheme["pool"])
                and selects(exposure.get("scheme_type") or "", scheme["scheme_type"])
                and selects_any(exposure.get("tag") or "", scheme["tags"].split("|")))

    def targets(self):
        """T_i by (3): shares of need times fixed money of programmes."""
        people = {(r["place"], r["component"]): number(r["weighted_population"])
                  for r in self.need}
        index = {}
        for place in self.leaves:
            given = [number(row.get("cost_index")) for at in self.above[place]
                     for row in self.places if row["place"] == at]
            index[place] = next((i for i in given if i), 1.0)

        def weighted(place, need):
            rows = [r for r in self.blends if r["blend"] == need]
            if not rows:
                return people.get((place, need), 0.0)
            total = 0.0
            for r in rows:
                one = people.get((place, r["component"]), 0.0)
                if (r.get("costed") or "") == "yes":
                    one *= index[place]
                if (r.get("scaled") or "") == "yes":
                    one /= sum(people.get((p, r["component"]), 0.0) for p in self.leaves)
                total += number(r["weight"]) * one
            return total

        envelope = sum(number(f["amount"]) for f in self.sources if f["envelope"] == "yes")
        quantum = envelope - sum(s["money"]["bid"] for s in self.schemes
                                 if s["place"] == self.system)
        target = dict.fromkeys(self.leaves, 0.0)
        for k in self.programmes:
            share = number(k.get("target_share"))
            if share == 0 or not (k.get("need") or ""):
                continue
            need = {p: weighted(p, k["need"]) for p in self.leaves}
            for p in self.leaves:
                target[p] += share * quantum * need[p] / sum(need.values())
        return target


class Scenario:
    """What drivers' values come to, given the plan."""

    def __init__(self, case, shown, values):
        self.case, self.shown, self.values = case, shown, values
        self.schemes = case.schemes
        self.at = {s["scheme"]: i for i, s in enumerate(self.schemes)}
        self.source_at = {f["source"]: i for i, f in enumerate(case.sources)}
        self.plan = numpy.zeros(len(self.schemes))
        self.cells = [(self.at[c["scheme"]], self.source_at[c["source"]], c["plan"],
                       c["move_price"]) for c in shown["cells"]]
        for s, _, x, _ in self.cells:
            self.plan[s] += x
        self.of = [[] for _ in self.schemes]
        for c, cell in enumerate(self.cells):
            self.of[cell[0]].append(c)
        self.part = [x / self.plan[s] if self.plan[s] > 0 else 1 / len(self.of[s])
                     for s, _, x, _ in self.cells]
        self.revenue = numpy.array([number(f["amount"]) for f in case.sources])
        self.cost = self.costs(values)
        self.income = self.incomes(values)

    # (32), before a cost is kept from falling below 0.
    def raw_costs(self, values):
        case = self.case
        price, demand, rest = (numpy.zeros(len(self.schemes)) for _ in range(3))
        for e in case.exposures:
            weight = number(e["weight"])
            exposed = [i for i, s in enumerate(self.schemes) if case.exposed(e, s)]
            whole = sum(self.plan[i] for i in exposed)
            moved = weight * values[e["driver"]]
            for i in exposed:
                x = self.plan[i]
                if e["effect"] == "price":
                    price[i] += moved
                elif e["effect"] == "demand":
                    demand[i] += moved
                elif e["effect"] == "pounds":
                    rest[i] += moved * x / whole
                elif e["effect"] == "delay":
                    new = max(0.0, x - self.schemes[i]["money"]["baseline"])
                    rest[i] -= min(max(moved, 0.0), 12.0) / 12 * new
                elif e["effect"] == "saving":
                    rest[i] += weight * (1 - values[e["driver"]]) * x
        cost = self.plan * (1 + price) * (1 + demand) + rest
        return numpy.array([0.0 if s["contingency"] else c
                            for s, c in zip(self.schemes, cost)])

    def costs(self, values):
        return numpy.maximum(self.raw_costs(values), 0.0)

    # (33)
    def incomes(self, values):
        income = self.revenue.copy()
        unit = {d["driver"]: d["unit"] for d in self.case.drivers}
        for e in self.case.exposures:
            if e["effect"] != "income":
                continue
            chosen = [i for i, f in enumerate(self.case.sources)
                      if selects(e.get("source") or "", f["source"])]
            whole = sum(self.revenue[i] for i in chosen)
            moved = number(e["weight"]) * values[e["driver"]]
            for i in chosen:
                part = 1.0 if unit[e["driver"]] == "rate" else 1 / whole
                income[i] += moved * self.revenue[i] * part
        return numpy.maximum(income, 0.0)

    # (34)
    def to_date(self):
        case = self.case
        planned = {d["driver"]: 0.0 for d in case.drivers}
        for e in case.exposures:
            if e["effect"] == "saving":
                planned[e["driver"]] = 1.0
        base = self.plan * [not s["contingency"] for s in self.schemes]
        whole = (self.cost - base).sum()
        own = {}
        for driver in self.values:
            alone = dict(planned)
            alone[driver] = self.values[driver]
            own[driver] = (self.raw_costs(alone) - base).sum()
        profile = {d["driver"]: (d.get("profile") or "") for d in case.drivers}
        result = []
        for month in range(1, 13):
            total = (whole - sum(own.values())) * month / 12
            for driver, pounds in own.items():
                weights = [(int(r["month"]), number(r["weight"])) for r in case.profiles
                           if r["profile"] == profile[driver]]
                passed = (sum(w for m, w in weights if m <= month) /
                          sum(w for _, w in weights)) if weights else month / 12
                total += pounds * passed
            result.append(total)
        return result

    # (35), (36)
    def shortage(self):
        case, n = self.case, len(self.schemes)
        hold, move = case.setting("hold", 0.5), case.setting("move", 0.1)
        self.allotted = numpy.zeros(len(case.sources))
        for _, f, x, _ in self.cells:
            self.allotted[f] += x
        ratio = [min(1.0, r / a) if a > 0 else 1.0
                 for r, a in zip(self.income, self.allotted)]
        self.kept_income = [x * ratio[f] for _, f, x, _ in self.cells]
        self.accounts = [(self.source_at[a["source"]], a["pool"] or "")
                         for a in self.shown["accounts"]]
        number_of = {a: k for k, a in enumerate(self.accounts)}
        self.account = [number_of[f, self.schemes[s]["pool"]] for s, f, _, _ in self.cells]
        # The same accounts as the plan's: what every source may pay, in and out of pools.
        assert set(self.account) == set(range(len(self.accounts)))
        # A contingency is there to be used, whatever virement says.
        self.takes = [s["virement"] in ("free", "in") and not s["contingency"]
                      for s in self.schemes]
        self.gives = [s["virement"] in ("free", "out") or s["contingency"]
                      for s in self.schemes]
        self.spare, self.paid = [0.0] * len(self.cells), [0.0] * len(self.cells)
        short, self.can_hold = numpy.zeros(n), numpy.zeros(n)
        for i in range(n):
            has = sum(self.kept_income[c] for c in self.of[i])
            spare = max(0.0, has - self.cost[i])
            short[i] = max(0.0, self.cost[i] - has)
            for c in self.of[i]:
                self.spare[c] = spare * self.kept_income[c] / has if has > 0 else 0.0
                self.paid[c] = self.kept_income[c] - self.spare[c]
            if self.plan[i] > 0:
                can = hold * max(0.0, self.plan[i] - self.schemes[i]["money"]["committed"])
                for c in self.of[i]:
                    if self.part[c] > 0:
                        can = min(can, self.paid[c] / self.part[c])
                self.can_hold[i] = can
        both = [t and g for t, g in zip(self.takes, self.gives)]
        self.held0 = numpy.where(both, 0.0, numpy.minimum(self.can_hold, short))
        self.open = numpy.where(self.takes, numpy.minimum(short - self.held0,
                                                          move * self.plan), 0.0)
        self.beyond = short - self.held0 - self.open
        share = numpy.ones(n)
        for line in self.rules():
            # What cannot be covered is overspent. What may be counts against a rule, not for
            # it: it may be paid by another source.
            sure = [self.paid[c] + self.part[c] * self.beyond[s]
                    for c, (s, _, _, _) in enumerate(self.cells)]
            open_ = line.sum([self.part[c] * self.open[s]
                              for c, (s, _, _, _) in enumerate(self.cells)])
            room = max(0.0, line.headroom(sure) + min(0.0, -open_ if line.at_most else open_))
            harm = {i: h for i in range(n) if self.gives[i]
                    and (h := line.harm(self.of[i], self.part)) > 0}
            asked = sum(h * (self.can_hold[i] - self.held0[i]) for i, h in harm.items())
            if asked > room:
                for i in harm:
                    share[i] = min(share[i], room / asked)
        self.most_held = numpy.where(self.gives, (self.can_hold - self.held0) * share, 0.0)
        self.pot, self.kept = (numpy.zeros(len(self.accounts)) for _ in range(2))
        for c, (s, _, _, _) in enumerate(self.cells):
            (self.pot if self.gives[s] else self.kept)[self.account[c]] += self.spare[c]
        self.unallotted = numpy.zeros(len(self.accounts))
        for f in range(len(case.sources)):
            own = [a for a, (g, pool) in enumerate(self.accounts) if g == f]
            if own:
                first = next((a for a in own if self.accounts[a][1] == ""), own[0])
                self.unallotted[first] += max(0.0, self.income[f] - self.allotted[f])
        self.pot += self.unallotted

    # (12), of pounds in millions
    def recourse(self):
        n, m, k = len(self.schemes), len(self.cells), len(self.accounts)
        over = [s["over_price"] for s in self.shown["schemes"]]
        hold = [s["hold_price"] for s in self.shown["schemes"]]
        left = [a["left_price"] for a in self.shown["accounts"]]
        cost = numpy.concatenate([[c[3] for c in self.cells], over, hold, left])
        rows, columns, entries = [], [], []

        def put(row, column, entry):
            rows.append(row)
            columns.append(column)
            entries.append(entry)

        for c, (s, _, _, _) in enumerate(self.cells):
            put(s, c, 1.0)
            put(n + self.account[c], c, 1.0)
            put(n + self.account[c], m + n + s, -self.part[c])
        for i in range(n):
            put(i, m + i, 1.0)
        for a in range(k):
            put(n + a, m + 2 * n + a, 1.0)
        matrix = coo_matrix((entries, (rows, columns)), shape=(n + k, m + 2 * n + k))
        right = numpy.concatenate([self.open, self.pot]) / 1e6
        most = numpy.concatenate([[self.open[c[0]] for c in self.cells], self.open,
                                  self.most_held, [numpy.inf] * k]) / 1e6
        found = linprog(cost, A_eq=matrix.tocsr(), b_eq=right, method="highs",
                        bounds=numpy.column_stack([numpy.zeros(len(most)), most]),
                        options={"primal_feasibility_tolerance": 1e-10,
                                 "dual_feasibility_tolerance": 1e-10})
        assert found.status == 0, found.message
        self.least = found.fun + (numpy.dot(over, self.beyond) +
                                  numpy.dot(hold, self.held0)) / 1e6
        x = found.x * 1e6
        self.moved, self.z, self.g, self.left = numpy.split(x, [m, m + n, m + 2 * n])
        self.over = self.z + self.beyond
        self.held = self.g + self.held0
        self.outturn = [self.paid[c] + self.moved[c] +
                        self.part[c] * (self.over[s] - self.g[s])
                        for c, (s, _, _, _) in enumerate(self.cells)]

    # Lines of rules.csv that are watched.
    def rules(self):
        case = self.case
        for rule in case.rules:
            if rule.get("strength") == "off" or rule["bound"] == "equal":
                continue
            each = (rule.get("place") or "") == "each"
            for place in (case.leaves if each else [None]):
                line = Line(self, rule, place)
                if any(
                        not self.schemes[self.cells[c][0]]["contingency"]
                        for c in line.selected):
                    yield line

    # (37) and who bears it.
    def variances(self):
        case = self.case
        pots = numpy.array(self.pot) - self.unallotted
        released = list(self.spare)
        for c, (s, _, _, _) in enumerate(self.cells):
            pots[self.account[c]] += self.part[c] * self.g[s]
            released[c] += self.part[c] * self.g[s]
        # What is allotted to nobody is used first.
        rate = [min(1.0, e / p) if p > 1e-6 else 0.0 for e, p in zip(self.left, pots)]
        self.variance, self.lost = [], []
        for c, (s, f, x, _) in enumerate(self.cells):
            stays = released[c] * rate[self.account[c]] if self.gives[s] else self.spare[c]
            lost = x - self.kept_income[c]
            self.lost.append(lost)
            self.variance.append(self.part[c] * self.over[s] - stays - lost)
        self.borne = {f["owner"]: 0.0 for f in case.sources}
        self.borne.update({r["partner"]: 0.0 for r in case.contributions})
        pools, givers = 0.0, 0.0
        for c, (s, f, _, _) in enumerate(self.cells):
            source = case.sources[f]
            self.borne[source["owner"]] += self.lost[c]
            if self.schemes[s]["pool"]:
                continue
            fenced = source["kind"] == "capital" or bool(source.get("ring_fence"))
            v = self.variance[c] + self.lost[c]
            self.borne[source["owner"]] -= self.lost[c]
            if fenced and v < 0:
                givers += v
            else:
                self.borne[source["owner"]] += v
        for a, (f, _) in enumerate(self.accounts):
            source = case.sources[f]
            back = max(0.0, self.left[a] - pots[a])
            if source["kind"] == "capital" or source.get("ring_fence"):
                givers -= back
            else:
                self.borne[source["owner"]] -= back
        for pool in case.pools:
            shares, others = Fund(self, pool).share()
            pools += others
            for partner, pounds in shares.items():
                self.borne[partner] += pounds
        self.pools, self.givers = pools, givers

    def measures(self):
        """(what, of, at) to pounds or a fraction."""
        case, n = self.case, len(self.schemes)
        result = {}
        pressure = [0.0 if s["contingency"] else self.cost[i] - self.plan[i]
                    for i, s in enumerate(self.schemes)]
        whole = ("whole", "The whole plan")
        result["Pressure", *whole] = sum(pressure)
        result["Income lost", *whole] = sum(
            max(0.0, r - i) for r, i in zip(self.revenue, self.income))
        result["Held back", *whole] = self.held.sum()
        result["Moved in", *whole] = self.moved.sum()
        result["Unspent", *whole] = self.left.sum() + self.kept.sum()
        result["Overspend", *whole] = self.over.sum()
        for what, amounts in (("Pressure", pressure), ("Overspend", self.over)):
            for of in ("place", "programme", "pool", "scheme"):
                for key in {s[of] for s in self.schemes}:
                    result[what, of, key] = math.fsum(
                        amounts[i] for i, s in enumerate(self.schemes) if s[of] == key)
        target = case.targets()
        reached = dict.fromkeys(case.leaves, 0.0)
        for c, (s, f, _, _) in enumerate(self.cells):
            if case.sources[f]["envelope"] == "yes" and self.schemes[s]["place"] in reached:
                reached[self.schemes[s]["place"]] += self.outturn[c]
        for p in case.leaves:
            result["Closing distance from target", "place", p] = (
                reached[p] / sum(reached.values()) /
                (target[p] / sum(target.values())) - 1)
        for partner, pounds in self.borne.items():
            result["Loss borne", "partner", partner] = pounds
        result["Loss borne", "partner", "Pools: reserves, cuts, carried forward"] = self.pools
        result["Loss borne", "partner", "Givers of capital and ring-fenced money"] = self.givers
        planned = sum(self.plan[i] for i in range(n) if self.schemes[i]["contingency"])
        owners = [case.sources[f]["owner"] for s, f, x, _ in self.cells
                  if self.schemes[s]["contingency"] and x > 0]
        held = sum(self.part[c] * self.g[s] for c, (s, f, _, _) in enumerate(self.cells)
                   if not self.schemes[s]["pool"]
                   and (not owners or case.sources[f]["owner"] == owners[0]))
        result["Contingency needed", *whole] = held + (
            planned + self.borne[owners[0]] if owners else result["Overspend", *whole])
        for month, pounds in enumerate(self.to_date()):
            result["Pressure to date", "month", month] = pounds
        for l, line in enumerate(self.rules()):
            result["Headroom", "rule", l] = line.headroom(self.outturn)
        return result


class Line:
    """A rule, or its part for one place: sum of coefficients x outturn, and a bound."""

    def __init__(self, scenario, rule, each):
        case, self.rule, self.coefficient = scenario.case, rule, {}
        self.at_most = rule["bound"] == "no_more"
        value, unit = number(rule["value"]), rule["unit"]
        self.selected = first = self.select(scenario, rule, each)
        rate = {}
        if rule.get("measure") == "output":
            chosen = {scenario.cells[c][0] for c in first}
            money = [scenario.schemes[s]["money"] for s in chosen]
            self.scale = sum(m["baseline"] for m in money) / sum(m["output"] for m in money)
            for s in chosen:
                m = scenario.schemes[s]["money"]
                rate[s] = self.scale * m["output"] / m["baseline"]
        else:
            self.scale = 1.0
        for c in first:
            self.coefficient[c] = rate.get(scenario.cells[c][0], self.scale)
        self.required = 0.0
        if unit == "pounds":
            self.required = value * self.scale
        elif unit == "share":
            words = dict(w.split("=") for w in re.split(r"\s*;\s*", rule["of"].strip()))
            for c in self.select(scenario, {**dict.fromkeys(words), **words}, each):
                self.coefficient[c] = self.coefficient.get(c, 0.0) - value
        elif unit == "growth":
            base = 0.0
            for s in {scenario.cells[c][0] for c in first}:
                money = scenario.schemes[s]["money"]
                base += {"envelope": money["baseline"] - money["baseline_other"],
                         "!envelope": money["baseline_other"]}.get(
                             rule.get("source") or "", money["baseline"])
            self.required = (1 + value) * base
        elif unit in ("per_head", "target"):
            target = case.targets()
            chosen = [p for p in case.leaves if p == each or
                      (each is None and selects_any(rule.get("place") or "", case.above[p]))]
            amount = {p["place"]: number(p["population"]) for p in case.places} \
                if unit == "per_head" else target
            self.required = value * sum(amount[p] for p in chosen)

    @staticmethod
    def select(scenario, rule, each):
        case, chosen = scenario.case, []
        for c, (s, f, _, _) in enumerate(scenario.cells):
            scheme, source = scenario.schemes[s], case.sources[f]
            place, wanted = rule.get("place") or "", rule.get("source") or ""
            inside = (each in case.above[scheme["place"]] if place == "each"
                      else selects_any(place, case.above[scheme["place"]]))
            if wanted in ("envelope", "!envelope"):
                paid = (source["envelope"] == "yes") == (wanted == "envelope")
            else:
                paid = selects(wanted, source["source"])
            if (inside and paid
                    and selects(rule.get("programme") or "", scheme["programme"])
                    and selects(rule.get("pool") or "", scheme["pool"])
                    and selects(rule.get("scheme_type") or "", scheme["scheme_type"])
                    and selects(rule.get("area") or "", case.area[scheme["programme"]])
                    and selects_any(rule.get("tag") or "", scheme["tags"].split("|"))):
                chosen.append(c)
        return chosen

    def sum(self, amounts):
        return math.fsum(k * amounts[c] for c, k in self.coefficient.items())

    def headroom(self, outturn):
        left = self.sum(outturn) - self.required
        return -left if self.at_most else left

    def harm(self, cells, part):
        taken = sum(self.coefficient.get(c, 0.0) * part[c] for c in cells)
        return -taken if self.at_most else taken


class Fund:
    """The risk-share rules of a pool (method/risk_share.h), in pounds, not in pence."""

    def __init__(self, scenario, pool):
        self.scenario, self.case, self.pool = scenario, scenario.case, pool
        self.lines = [c for c, cell in enumerate(scenario.cells)
                      if scenario.schemes[cell[0]]["pool"] == pool["pool"]]
        self.left = {c: scenario.variance[c] for c in self.lines}
        given = [(r["partner"], r["source"], number(r["amount"]))
                 for r in self.case.contributions if r["pool"] == pool["pool"]]
        named = {source for _, source, _ in given}
        for c in self.lines:
            source = self.source(c)
            if source["source"] not in named:
                given.append((source["owner"], source["source"], scenario.cells[c][2]))
        self.given = given
        self.brings = {source: partner for partner, source, _ in given}
        self.borne = {}
        self.others = 0.0
        self.used = {}

    def source(self, c):
        return self.case.sources[self.scenario.cells[c][1]]

    def scheme(self, c):
        return self.scenario.schemes[self.scenario.cells[c][0]]

    def bear(self, partner, pounds):
        self.borne[partner] = self.borne.get(partner, 0.0) + pounds

    def fence(self, c):
        return self.source(c)["kind"], self.source(c).get("ring_fence") or ""

    def share(self):
        steps = sorted((r for r in self.case.risk_share if r["pool"] == self.pool["pool"]),
                       key=lambda r: number(r["step"]))
        order = []
        for _, source, _ in self.given:
            row = self.case.sources[self.scenario.source_at[source]]
            fence = row["kind"], row.get("ring_fence") or ""
            if fence not in order:
                order.append(fence)
        for fence in order:
            for step in steps:
                self.take(step, [c for c in self.lines if self.fence(c) == fence])
        for c in self.lines:
            self.bear(self.brings[self.source(c)["source"]], self.left[c])
        assert abs(sum(self.borne.values()) + self.others -
                   sum(self.scenario.variance[c] for c in self.lines)) < 0.01
        return self.borne, self.others

    @staticmethod
    def wanted(side, net):
        return not ((side == "over" and net <= 0) or (side == "under" and net >= 0))

    def take(self, step, fenced):
        chosen = [c for c in fenced
                  if selects(step.get("scheme") or "", self.scheme(c)["scheme"])
                  and selects(step.get("scheme_type") or "", self.scheme(c)["scheme_type"])
                  and selects_any(step.get("tag") or "", self.scheme(c)["tags"].split("|"))
                  and selects(step.get("stream") or "", self.source(c)["stream"])
                  and not (step.get("cause") or "")]
        rule, side = step["rule"], (step.get("side") or "both")
        givers = []
        if rule == "uncommitted":
            givers, chosen = chosen, fenced
        net = sum(self.left[c] for c in chosen)
        if rule != "capped" and not self.wanted(side, net):
            return
        getattr(self, "rule_" + rule)(step, chosen, net, givers)

    def reduce(self, chosen, taken):
        """Lines after `taken` of their net is borne: net - taken lies on the larger side."""
        if taken != 0:
            self.net_off(chosen, taken)

    def net_off(self, chosen, taken):
        net = sum(self.left[c] for c in chosen)
        over = sum(v for c in chosen if (v := self.left[c]) > 0)
        under = sum(v for c in chosen if (v := self.left[c]) < 0)
        larger = over if over >= -under else under
        for c in chosen:
            of_larger = self.left[c] * larger > 0
            self.left[c] = self.left[c] / larger * (net - taken) if of_larger else 0.0

    def rule_own(self, step, chosen, net, givers):
        for c in chosen:
            self.bear(self.brings[self.source(c)["source"]], self.left[c])
            self.left[c] = 0.0

    def weights(self, step):
        stream = step.get("stream") or ""
        total = {}
        for partner, source, amount in self.given:
            row = self.case.sources[self.scenario.source_at[source]]
            if selects(stream, row["stream"]):
                total[partner] = total.get(partner, 0.0) + amount
        return total

    def rule_pro_rata(self, step, chosen, net, givers):
        weights = self.weights(step)
        if sum(weights.values()) <= 0:
            return
        for partner, amount in weights.items():
            self.bear(partner, net * amount / sum(weights.values()))
        for c in chosen:
            self.left[c] = 0.0

    def rule_offset(self, step, chosen, net, givers):
        self.net_off(chosen, 0.0)

    def some(self, step, chosen, most):
        """min(O, most) of the overspends, borne by no partner."""
        over = sum(max(0.0, self.left[c]) for c in chosen)
        taken = min(over, most)
        for c in chosen:
            if self.left[c] > 0:
                self.left[c] *= 1 - taken / over
        self.others += taken
        return taken

    def rule_reserve(self, step, chosen, net, givers):
        used = self.used.get(step["step"], 0.0)
        self.used[step["step"]] = used + self.some(step, chosen, number(step["amount"]) - used)

    def rule_uncommitted(self, step, chosen, net, givers):
        room = 0.0
        for s in {self.scenario.cells[c][0] for c in givers}:
            forecast = sum(self.scenario.outturn[c] for c in self.scenario.of[s])
            room += max(0.0, forecast - self.scenario.schemes[s]["money"]["committed"])
        self.some(step, chosen, room)

    def rule_carry(self, step, chosen, net, givers):
        for c in chosen:
            if self.left[c] < 0:
                self.others += self.left[c]
                self.left[c] = 0.0

    def rule_host(self, step, chosen, net, givers):
        self.bear(self.pool["host"], net)
        for c in chosen:
            self.left[c] = 0.0

    def rule_capped(self, step, chosen, net, givers):
        for s in sorted({self.scenario.cells[c][0] for c in chosen}):
            lines = [c for c in chosen if self.scenario.cells[c][0] == s]
            v = sum(self.left[c] for c in lines)
            budget = {}
            for c in lines:
                partner = self.brings[self.source(c)["source"]]
                budget[partner] = budget.get(partner, 0.0) + self.scenario.cells[c][2]
            whole = sum(budget.values())
            # The side is that of each scheme.
            if whole <= 0 or not self.wanted(step.get("side") or "both", v):
                continue
            bears = {p: v * b / whole if v < 0 else
                     min(v * b / whole, number(step["limit"]) * b)
                     for p, b in budget.items()}
            for partner, pounds in bears.items():
                self.bear(partner, pounds)
            self.reduce(lines, sum(bears.values()))

    def rule_shares(self, step, chosen, net, givers):
        rows = [r for r in self.case.risk_parties if r["pool"] == self.pool["pool"]
                and number(r["step"]) == number(step["step"])]
        froms = sorted({number(r.get("from")) for r in rows}) + [math.inf]
        total = 0.0
        for partner in {r["partner"] for r in rows}:
            own = [r for r in rows if r["partner"] == partner]
            bears = 0.0
            for low, high in zip(froms, froms[1:]):
                rate = sum(number(r["share"]) for r in own if number(r.get("from")) == low)
                bears += rate * max(0.0, min(abs(net), high) - low)
            cap = min([number(r["cap"]) for r in own if r.get("cap")], default=math.inf)
            used = self.used.get((step["step"], partner), 0.0)
            if net > 0:
                bears = min(bears, cap - used)
                self.used[step["step"], partner] = used + bears
            bears = math.copysign(bears, net)
            self.bear(partner, bears)
            total += bears
        self.reduce(chosen, total)

    def rule_protect(self, step, chosen, net, givers):
        if net >= 0:
            return
        weights = {p: a for p, a in self.weights(step).items() if p != step["partner"]}
        room = number(step["limit"]) * sum(weights.values()) - self.used.get(step["step"], 0.0)
        taken = min(-net, max(0.0, room))
        self.used[step["step"]] = self.used.get(step["step"], 0.0) + taken
        for partner, amount in weights.items():
            self.bear(partner, -taken * amount / sum(weights.values()))
        self.reduce(chosen, -taken)


def ask(program, case, *options):
    done = subprocess.run([program, "risk", case, *options], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return json.loads(done.stdout)


class Comparison:
    """What was compared and the largest differences, by kind of figure."""

    def __init__(self):
        self.count, self.worst, self.wrong = {}, {}, []

    def add(self, kind, words, mine, theirs, tolerance):
        self.count[kind] = self.count.get(kind, 0) + 1
        apart = abs(mine - theirs)
        self.worst[kind] = max(self.worst.get(kind, 0.0), apart)
        if not apart <= tolerance:
            self.wrong.append(f"{kind}, {words}: {theirs!r} printed, {mine!r} here")


def look(case, shown, compare, words):
    values = {d["driver"]: d["value"] for d in shown["drivers"]}
    scenario = Scenario(case, shown, values)
    for mine, s in zip(scenario.plan, shown["schemes"]):
        compare.add("plan", words + s["scheme"], mine, s["plan"], 1e-6)
    for mine, s in zip(scenario.cost, shown["schemes"]):
        compare.add("cost", words + s["scheme"], mine, s["cost"], 1e-5)
    for mine, f in zip(scenario.income, shown["sources"]):
        compare.add("income", words + f["source"], mine, f["income"], 1e-5)
    scenario.shortage()
    for mine, s in zip(scenario.open, shown["schemes"]):
        compare.add("open", words + s["scheme"], mine, s["open"], 1e-5)
    for mine, a in zip(scenario.pot, shown["accounts"]):
        compare.add("pot", words + a["source"], mine, a["pot"], 1e-5)
    scenario.recourse()
    compare.add("least cost", words, scenario.least, shown["recourse"]["least"], 1e-7)
    for c, cell in enumerate(shown["cells"]):
        compare.add("moved", words + cell["scheme"], scenario.moved[c], cell["moved"], PENNY)
    for i, s in enumerate(shown["schemes"]):
        compare.add("overspent", words + s["scheme"], scenario.over[i], s["over"], PENNY)
        compare.add("held", words + s["scheme"], scenario.held[i], s["held"], PENNY)
    for a, account in enumerate(shown["accounts"]):
        compare.add("left", words + account["source"], scenario.left[a], account["left"], PENNY)
    scenario.variances()
    mine = scenario.measures()
    overspend, unspent = (mine[w, "whole", "The whole plan"] for w in ("Overspend", "Unspent"))
    borne = sum(v for k, v in mine.items() if k[0] == "Loss borne")
    compare.add("(39) here", words, borne, overspend - unspent, 0.01)
    printed, line, month = 0.0, 0, 0
    for m in shown["measures"]:
        at = m["at"]
        if m["of"] == "rule":
            at, line = line, line + 1
        elif m["of"] == "month":
            at, month = month, month + 1
        value = m["ticks"] * m["tick"]
        if m["what"] == "Loss borne":
            printed += value
        kind = m["what"] + " of " + m["of"]
        # Shares are rounded to pence step by step, so a few pence may lie elsewhere.
        tolerance = (2e-9 if m["of"] == "place" and m["tick"] < 1e-3 else
                     0.1 if m["what"] in ("Loss borne", "Contingency needed") else PENNY)
        compare.add(kind, words + str(m["at"]), mine[m["what"], m["of"], at], value, tolerance)
    rules = len(list(scenario.rules()))
    compare.add("rules", words, rules, line, 0)
    compare.add("(39) printed", words, printed, overspend - unspent, 0.25)


def look_at_prices(case, shown, compare):
    """p_s 1 to 2, c_s a part of it, r_fs by preference, q_a of money spent in full: each but
    for a thousandth by hash, which leaves no two answers equal."""
    part = 1.001
    hold, move, back = (case.setting(name + "_price", fallback) for name, fallback in
                        (("hold", 0.3), ("move", 0.01), ("return", 0.02)))
    last = max(1.0, max(number(f["preference"]) for f in case.sources))
    of = {f["source"]: f for f in case.sources}
    for s in shown["schemes"]:
        within = min(max(s["over_price"], 1.0), 2.0 * part)
        compare.add("price of overspend", s["scheme"], within, s["over_price"], 0)
        least = hold * s["over_price"]
        within = min(max(s["hold_price"], least), least * part)
        compare.add("price of holding back", s["scheme"], within, s["hold_price"], 1e-12)
    for c in shown["cells"]:
        least = move * (1 + number(of[c["source"]]["preference"]) / last)
        within = min(max(c["move_price"], least), least * part)
        compare.add("price of moving", c["scheme"], within, c["move_price"], 1e-12)
    for a in shown["accounts"]:
        least = back if of[a["source"]]["spend"].replace(" ", "_") == "in_full" else 0.0
        compare.add("price of leaving", a["source"], least, a["left_price"], 1e-12)


def solved(case, shown, values):
    scenario = Scenario(case, shown, values)
    scenario.shortage()
    scenario.recourse()
    scenario.variances()
    return scenario


def level_of(case, driver, words):
    """A value as stresses.csv tells it: P95, or in the driver's unit."""
    if words[:1] in "Pp":
        return quantile(case, driver, float(words[1:]) / 100, number)
    return number(words)


def used(scenario):
    """What of the planned contingency is used: what is not left in its accounts."""
    reserve = {scenario.account[c] for c, (s, _, x, _) in enumerate(scenario.cells)
               if scenario.schemes[s]["contingency"] and x > 0}
    planned = sum(scenario.plan[i] for i, s in enumerate(scenario.schemes) if s["contingency"])
    return planned - min(planned, sum(scenario.left[a] for a in reserve))


def look_at_stresses(case, shown, compare, printed, middle):
    """printed: stresses.csv of the run; middle: drivers at their P50."""
    whole = ("whole", "The whole plan")
    drivers = {d["driver"]: d for d in case.drivers}
    for name in dict.fromkeys(row["stress"] for row in case.stresses):
        rows = [row for row in case.stresses if row["stress"] == name]
        values = {**middle, **{r["driver"]: level_of(case, drivers[r["driver"]], r["value"])
                               for r in rows}}
        if None in values.values():
            continue
        scenario = solved(case, shown, values)
        mine = scenario.measures()
        row = next(r for r in printed if r["stress"] == rows[0]["name"])
        for what, column in (("Pressure", "pressure"), ("Income lost", "lost"),
                             ("Held back", "held"), ("Overspend", "overspend"),
                             ("Contingency needed", "needed")):
            compare.add("stress: " + what, name, mine[what, *whole], float(row[column]), 1.0)
        compare.add("stress: contingency used", name, used(scenario), float(row["used"]), 1.0)


def look_at_tornado(case, shown, compare, printed, middle):
    """One driver at a time at its P10 and P90: how far what is needed moves."""
    def need(values):
        return solved(case, shown, values).measures()[
            "Contingency needed", "whole", "The whole plan"]

    base = need(middle)
    drivers = {d["driver"]: d for d in case.drivers}
    for driver in middle:
        row = next(r for r in printed if r["driver"] == drivers[driver]["name"])
        for level, column in ((0.1, "low"), (0.9, "high")):
            value = quantile(case, drivers[driver], level, number)
            if value is not None:
                apart = need({**middle, driver: value}) - base
                compare.add("one at a time", driver, apart, float(row[column]), 1.0)


def look_at_report(program, case, shown, compare, options):
    """The named stresses and the tornado, of a short run's tables."""
    few = [] if "--scenarios" in options else ["--scenarios", "256"]
    workbook = ask(program, case.folder, *few, *options)["workbook"]
    tables = {}
    for name in ("stresses", "tornado"):
        path = os.path.join(os.path.dirname(workbook), name + ".csv")
        tables[name] = read(path)
    drivers = {d["driver"]: d for d in case.drivers}
    middle = {d["driver"]: quantile(case, drivers[d["driver"]], 0.5, number)
              for d in shown["drivers"]}
    assert None not in middle.values(), middle
    look_at_stresses(case, shown, compare, tables["stresses"], middle)
    look_at_tornado(case, shown, compare, tables["tornado"], middle)


def main(arguments):
    program, folder, count = arguments[1], arguments[2], int(arguments[3])
    options = [*arguments[4:], "--json"]
    case, compare = Case(folder), Comparison()
    whole = ask(program, folder, "--scenario", "0", *options)["of"]
    for k in range(count):
        w = k * (whole - 1) // max(1, count - 1)
        look(case, ask(program, folder, "--scenario", str(w), *options), compare,
             f"scenario {w}: ")
    shown = ask(program, folder, "--scenario", "0", *options)
    look_at_prices(case, shown, compare)
    look_at_report(program, case, shown, compare, options)
    for kind, number_of in compare.count.items():
        print(f"{number_of:7} of {kind}: at most {compare.worst[kind]:.3g} apart")
    for words in compare.wrong[:40]:
        print(words, file=sys.stderr)
    sys.exit(1 if compare.wrong else 0)


if __name__ == "__main__":
    main(sys.argv)
