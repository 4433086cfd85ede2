"""Spelling of the fixed text of the workbook (WB46): every word in the string literals of the
files that make its sheets stands in Debian's list of British words or in tests/words.txt.

    check_spelling.py PROJECT
"""
import glob
import re
import sys

BRITISH = "/usr/share/dict/british-english"


def words_of(path):
    """The words of the literals of a C file, with the lines they stand on; what is a key, a
    file name, a format or a reference to another table is no word."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"/\*.*?\*/", lambda match: "\n" * match.group().count("\n"), text, flags=re.S)
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#include"):
            continue
        for literal in re.findall(r'"((?:[^"\\]|\\.)*)"', line):
            literal = re.sub(r"\\.|%[-+0-9.*]*[a-z]+|\S*_\S*|\b\w*\d\w*\b", " ", literal)
            for word in re.findall(r"[A-Za-z]+(?:'[a-z]+)?", literal):
                yield number, word


def main(root):
    with open(BRITISH, encoding="utf-8") as file:
        known = {line.strip() for line in file}
    with open(f"{root}/tests/words.txt", encoding="utf-8") as file:
        known |= {line.strip() for line in file}
    unknown = 0
    count = 0
    for path in sorted(glob.glob(f"{root}/src/record/round_*.c") +
                       glob.glob(f"{root}/src/record/pool_*.c") +
                       glob.glob(f"{root}/src/record/risk_*.c")):
        for number, word in words_of(path):
            count += 1
            if word not in known and word.lower() not in known:
                print(f"{path}:{number}: {word}")
                unknown += 1
    print(f"{count} words checked, {unknown} unknown")
    return 1 if unknown > 0 or count < 1000 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
