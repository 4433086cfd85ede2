"""Quantiles of a case's drivers by scipy: a second way to src/sample/distribution.h.

Kinds whose quantiles scipy does not have (a sum of events; three percentiles, beside the three)
give None, but for what stands for the median of a sum of events: its mean.
"""
import re

from scipy import stats


def named(text, number):
    """"mean=2%; sd=1%" as {"mean": 0.02, "sd": 0.01}."""
    pairs = (word.split("=") for word in re.split(r"\s*;\s*", (text or "").strip()) if word)
    return {name.strip(): number(value) for name, value in pairs}


def pert(low, mode, high):
    width = high - low
    return stats.beta(1 + 4 * (mode - low) / width, 1 + 4 * (high - mode) / width,
                      loc=low, scale=width)


def frozen(kind, p):
    """The distribution of a kind that scipy has, before it is cut; else None."""
    make = {
        "uniform": lambda: stats.uniform(p["low"], p["high"] - p["low"]),
        "triangular": lambda: stats.triang((p["mode"] - p["low"]) / (p["high"] - p["low"]),
                                           p["low"], p["high"] - p["low"]),
        "pert": lambda: pert(p["low"], p["mode"], p["high"]),
        "normal": lambda: stats.norm(p["mean"], p["sd"]),
        "truncated_normal": lambda: stats.norm(p["mean"], p["sd"]),
        "student_t": lambda: stats.t(p["degrees"], p["centre"], p["scale"]),
        "gamma": lambda: stats.gamma(p["shape"], scale=p["scale"]),
        "weibull": lambda: stats.weibull_min(p["shape"], scale=p["scale"]),
        "beta": lambda: stats.beta(p["alpha"], p["beta"], p["low"], p["high"] - p["low"]),
        "bernoulli": lambda: stats.bernoulli(p["chance"]),
    }.get(kind)
    return make() if make else None


def listed(points, level, number):
    """The least value whose chance, with those below it, reaches the level."""
    weights = [number(row.get("weight"), 1.0) for row in points]
    passed = 0.0
    for value, weight in sorted(zip((number(row["value"]) for row in points), weights)):
        passed += weight / sum(weights)
        if passed >= level - 1e-12:
            return value
    raise AssertionError("weights do not add up")


def between(points, level, number):
    """Linear between points that are given with P(X <= value)."""
    line = sorted((number(row["weight"]), number(row["value"])) for row in points)
    for (p, x), (q, y) in zip(line, line[1:]):
        if p <= level <= q:
            return x + (y - x) * (level - p) / (q - p)
    raise AssertionError("points do not reach")


def quantile(case, driver, level, number):
    """Of a row of drivers.csv; None where scipy does not have it."""
    kind, p = driver["distribution"], named(driver.get("parameters"), number)
    points = [row for row in case.driver_points if row["driver"] == driver["driver"]]
    if kind == "compound":
        parts = [next(d for d in case.drivers if d["driver"] == row["part"]) for row in points]
        means = [named(part["parameters"], number)["mean"] for part in parts]
        return means[0] * means[1] if level == 0.5 else None
    if kind == "percentiles":
        given = {0.1: "p10", 0.5: "p50", 0.9: "p90"}.get(level)
        return number(driver[given]) if given else None
    if kind in ("discrete", "empirical"):
        return listed(points, level, number)
    if kind == "cumulative":
        return between(points, level, number)
    whole = frozen(kind, p)
    if whole is None:
        return None
    low, high = (number(driver.get(name), None) for name in ("least", "most"))
    if kind == "truncated_normal":
        low, high = p["low"], p["high"]
    before = 0.0 if low is None else whole.cdf(low)
    within = (1.0 if high is None else whole.cdf(high)) - before
    return float(whole.ppf(before + level * within))
