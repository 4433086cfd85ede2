#!/usr/bin/python3
"""Made-up practice files in the four layouts of NHS England's tool.

    make_practices.py YEAR PER_DISTRICT [SEED] > practices-YEAR.csv

YEAR is 2022-23 to 2025-26 and decides the layout: headers, byte order mark, blank columns.
Three ICBs (QXA, QXB, QXC) of four districts each; PER_DISTRICT practices in each district.
Codes stay the same from year to year; each year the second practice of every district loses
its patients to the first (a merger) and is gone from the last two years. Nothing in it is
anybody's.
"""
import random
import sys

ICBS = [("QXA", "NHS Amber Coast and Downs ICB"), ("QXB", "NHS Birch Vale ICB"),
        ("QXC", "NHS Cedar ICB")]
DISTRICTS = ["Harbour", "Downland", "Isle of Reeds", "Northmoor"]
OLD = ("Practice_Code,GP_Practice_Name,Practice_Postcode,Latitude,Longitude,CCG21,Former CCG,"
       "PCN_Code,PCN_Name,LOC22,LOC22name,ICS22,ICS22name,R22,Region22,LAD21,LTLA21,LA21,"
       "UTLA21,Patients,pop 2022/23,G&A WP,CS WP,MH WP,Mat WP,Health Ineq WP,Prescr WP,Final WP")
NEW = ("Practice_Code,GP_Practice_Name,Practice_Postcode,Latitude,Longitude,CCG,Former CCG,"
       "PCN_Code,PCN_Name,LOC,LOCname,ICB,ICBname,Rcode,Region,LAD,LTLA,LA,UTLA,Patients,"
       "Population,G&A WP,CS WP,MH WP,Mat WP,Health Ineq WP,Prescr WP,Final WP")
PRIMARY = ",Primary Medical Care WP,Final PMC WP"


def core(year, need):
    general, community, mental, maternity, inequality, prescribing, primary = need
    if year == "2025-26":
        return (0.587693052 * general + 0.045348162 * community + 0.124807068 * mental
                + 0.03905202 * maternity + 0.0838 * prescribing + 0.1016 * inequality
                + 0.0176 * primary)
    return (0.6255573907 * general + 0.0511925554 * community + 0.1042663517 * mental
            + 0.0333655583 * maternity + 0.08398 * prescribing + 0.10164 * inequality)


def practices(year, per_district, seed):
    """(ICB, district, number, people, seven needs) of every practice, each need adding up to
    the people of all, as published ones do."""
    draw = random.Random(seed)
    years = ["2022-23", "2023-24", "2024-25", "2025-26"].index(year)
    found = []
    for i in range(len(ICBS)):
        for d in range(len(DISTRICTS)):
            merging = 0.0
            for p in range(per_district):
                people = draw.uniform(2000, 20000)
                index = [draw.uniform(0.7, 1.4) for _ in range(7)]
                growth = 1 + 0.01 * years * draw.uniform(-1, 2)
                if p == 1 and years >= 2:
                    merging = people
                    continue
                people = people * growth + (merging if p == 2 else 0)
                if year == "2022-23" and p == 0:
                    index[3] = 0.0
                found.append((i, d, p, people, [people * k for k in index]))
    all_people = sum(people for _, _, _, people, _ in found)
    scale = [all_people / sum(need[k] for *_, need in found) for k in range(7)]
    return [(i, d, p, people, [n * s for n, s in zip(need, scale)])
            for i, d, p, people, need in found]


def main(arguments):
    year = arguments[1]
    seed = int(arguments[3]) if len(arguments) > 3 else 1
    mark = "\ufeff" if year in ("2022-23", "2025-26") else ""
    lines = [mark + (NEW if year == "2025-26" else OLD) + ("" if year == "2022-23" else PRIMARY)]
    for i, d, p, people, need in practices(year, int(arguments[2]), seed):
        icb, name = ICBS[i]
        district = DISTRICTS[d]
        code = f"X{i}{d}{p:03d}"
        pcn = (f"U{i}{d}{p % 3}", f"{district} {p % 3 + 1} PCN")
        lad = (f"E0700{i}{d}0", f"{district} of {name.split()[1]}")
        mat = "" if year == "2022-23" and p == 0 else f"{need[3]:.6f}"
        title = f'"The ""{district}"" Surgery, No {p}"' if p == 3 else f"Surgery {code}"
        cells = [code, title, "XX1 1XX", f"{50.5 + i + 0.1 * d + 0.005 * p:.6f}",
                 f"{-2.0 + 0.6 * i + 0.05 * p:.6f}", "", ""]
        cells += list(pcn) if year == "2022-23" else ["", ""]
        cells += ["", "", icb, name.replace(" and ", " And ") if year == "2025-26" else name,
                  "Y9", "Nowhere", *lad, "", "", "", f"{people:.6f}", f"{need[0]:.6f}",
                  f"{need[1]:.6f}", f"{need[2]:.6f}", mat, f"{need[4]:.6f}",
                  f"{need[5]:.6f}", f"{core(year, need):.6f}"]
        if year != "2022-23":
            cells += [f"{need[6]:.6f}", f"{0.85 * need[6] + 0.15 * need[4]:.6f}"]
        lines.append(",".join(cells))
    ending = "\r\n" if year == "2024-25" else "\n"
    sys.stdout.buffer.write((ending.join(lines) + ending).encode())


if __name__ == "__main__":
    main(sys.argv)
