#!/usr/bin/env python3
"""Whether the work grows with the bytes of a page and no faster, whatever the page is made of.

    benches/linear.py EXTRACT [--count] [--mb 1 10 100] [--only SHAPE]

Makes single pages of each hostile shape (one line, nothing but digits, a million labels, lists nested 10,000 deep …) in
growing sizes and prints the seconds that `extract` takes for each: ten times the page, ten times the seconds. With
`--count` it counts instructions (under valgrind) of three small sizes instead, which are the same on every run, and exits 1
where three times as many more bytes take more than four and a half times as much more work. A page that cannot be read within the
time is a failure.
"""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import instructions

# Sizes that are compared by instructions, in bytes: what the program takes before its first page is the same for all, and
# the differences leave it out.
COUNTED = 16 << 10, 48 << 10, 144 << 10
GROWTH = (COUNTED[2] - COUNTED[1]) // (COUNTED[1] - COUNTED[0])
WORSE = 4.5
# Seconds for a page of 1 MB before it is given up.
PATIENCE = 60

SENTENCE = "Adults with moderate croup who were seen at week 12 had 5-9 points on the scale (0~4) after 3 months. "
MEDPATH = """Low Lamps in Croup
Phase 2
Recruiting
- Conditions
- Croup
- Interventions
- Device: Lamp
- Registration Number
- NCT99000177
- Lead Sponsor
- Kestrel Bay Medical Center
- Brief Summary
{summary}
Recruitment & Eligibility
- Status
- RECRUITING
- Sex
- All
- Target Recruitment
- 118
Inclusion Criteria
{criteria}
Exclusion Criteria
- Oxygen at home
Study & Design
- Study Type
- INTERVENTIONAL
- Arm && Interventions
Group Intervention Description {arms}
- Primary Outcome Measures
Name Time Method {outcomes}
- Secondary Outcome Measures
Name Time Method Croup score 12 weeks
"""


# The head of a page of a site that is not known.
TITLED = "Study title: Tea against fatigue\nTrial ID: NCT99000177\nStatus: Completed\n"


def filled(unit, size):
    """So much of a unit, repeated."""
    return (unit * (size // len(unit.encode("utf-8", "surrogateescape")) + 1))[:size]


def within(**parts):
    """A page of the layout medpath, one part of which takes up all its size."""
    (name, unit), = parts.items()
    usual = {"summary": "Lamps.", "criteria": "- Croup", "arms": "Lamp Lamp A lamp", "outcomes": "Croup score 12 weeks"}
    return lambda size: MEDPATH.format(**{**usual, name: filled(unit, size)})


def nested(opens, closes, inner="x"):
    return lambda size: opens * (size // len(opens + closes)) + inner + closes * (size // len(opens + closes))


def deep(size):
    """Lists in lists, each level a blank deeper until 10,000 and up again."""
    lines, at, total = [], 0, 0
    while total < size:
        depth = min(at % 20_000, 20_000 - at % 20_000) // max(1, 10_000 * 40 // size)
        lines.append(" " * min(depth, 10_000) + "* croup")
        total, at = total + len(lines[-1]) + 1, at + 1
    return MEDPATH.format(summary="Lamps.", criteria="\n".join(lines), arms="Lamp Lamp A lamp", outcomes="Score 1 week")


SHAPES = {
    "prose on one line": lambda size: filled(SENTENCE, size),
    "prose on many lines": lambda size: filled(SENTENCE + "\n", size),
    "digits": lambda size: filled("1234567890", size),
    "digits and blanks": lambda size: filled("12 10 6 ", size),
    "letters": lambda size: filled("aB", size),
    "blanks": lambda size: filled(" ", size),
    "line breaks": lambda size: filled("\n", size),
    "bars": lambda size: filled("|", size),
    "rows of bars": lambda size: filled("| a | b: c |\n", size),
    "colons": lambda size: filled("a: ", size),
    "semicolons": lambda size: filled("a; ", size),
    "brackets open": lambda size: filled("(", size),
    "backslashes": lambda size: filled("\\~", size),
    "references": lambda size: filled("&amp;", size),
    "mojibake": lambda size: filled("â‰¥ 18 Ã— 106/kg ", size),
    "bytes of no encoding": lambda size: filled("\udc80\udcff\udce2 ", size // 2),
    "exponents": lambda size: filled("1×106/kg ", size),
    "score bands": lambda size: filled("0-4 points 5-9 minutes ", size),
    "times": lambda size: filled("week 4, 8 and 12 ", size),
    "identifiers": lambda size: filled("NCT99000177 ", size),
    "half identifiers": lambda size: filled("2024-50", size),
    "labels": lambda size: filled("Phase: 2\nSex: All\n", size),
    "labels that do not fit": lambda size: filled("Status: Completed\nEnrollment: some\n", size),
    "addresses": lambda size: filled("Contact Dr. Jane Doe at jane@example.org or 555-555-0142 ", size),
    "half addresses": lambda size: filled("a@b.c.-555-555.+1 ", size),
    "lines of contacts": lambda size: filled("Contact: Jane Doe, 555-555-0142\nJane Doe\n", size),
    "labels of one site": lambda size: filled("- Sex\n- All\n- Conditions\n- Croup\n", size),
    "interventions by type": lambda size: TITLED + "Interventions:\nDrug\nA pill\n" + filled("Two a day.\n", size),
    "interventions with texts": lambda size: TITLED + "Interventions:\nDrug: A pill\n" + filled("Two a day.\n", size),
    "badges": lambda size: "Tea against tired gardeners\n" + filled("NCT99000177\n", size // 2) + filled("NCT99000188\n", size // 2)
    + "Status: Completed\nConditions: Tired gardeners\n",
    "days behind a label": lambda size: "| Enrollment" + filled(" (submitted: March 3, 2031)", size) + " | 24 |\n",
    "places and facilities": lambda size: TITLED + "Locations:\n" + "Oslo, Norway\nA clinic\n" * (size // 22),
    "numbers of one trial": lambda size: TITLED + "Secondary IDs:\n" + "\n".join(f"KEA-{n}" for n in range(size // 9)),
    "phases": lambda size: TITLED + "Phase:\n" + filled("N/A\n", size),
    "outcomes that go on": lambda size: TITLED + "Primary Outcome:\n1. Snores\n" + filled("of 2 nights\n", size),
    "lines that may be titles": lambda size: "".join(f"Lanterns for restless sleepers {n}\n" for n in range(size // 36))
    + "Trial ID: NCT99000177\nStatus: Completed\nConditions: Restless sleepers\nSponsor: Lantern House\n",
    "labels without values": lambda size: filled("Inclusion Criteria\n", size),
    "lists nested deep": deep,
    "list marks": lambda size: filled("- ", size),
    "numbered items": lambda size: "\n".join(f"{n}. Croup" for n in range(1, size // 10)),
    "diff marks": lambda size: filled("-a\n+b\n", size),
    "a long summary": within(summary=SENTENCE),
    "criteria on one line": within(criteria="Age over 18 years History of croup "),
    "criteria with semicolons": within(criteria="age over 18 years; history of croup; "),
    "criteria with numbers": within(criteria="1. Croup 2. Gout "),
    "many criteria": within(criteria="- Croup\n"),
    "arms on one line": within(arms="Lamp Lamp A lamp "),
    "many arms": within(arms="Lamp Lamp A lamp is lit\n"),
    "outcomes on one line": within(outcomes="Croup score 12 weeks "),
    "outcomes without times": within(outcomes="Croup score "),
    "many outcomes": within(outcomes="Croup score 12 weeks The score is read off a scale.\n"),
    "tags": lambda size: "<html><body>" + filled("<p>Phase: 2</p>", size),
    "tags nested deep": lambda size: "<html>" + nested("<div>", "</div>")(size),
    "tags never closed": lambda size: "<html><body>" + filled("<b><i>", size),
    "rows of HTML": lambda size: "<html><table>" + filled("<tr><td>Phase<td>2", size),
    "JSON nested deep": lambda size: '{"protocolSection":' + nested("[", "]", "1")(size) + "}",
    "JSON objects": lambda size: '{"protocolSection":{"a":[' + filled('{"a":"b"},', size)[:-10] + "{}]}}",
    "XML nested deep": lambda size: "<clinical_study>" + nested("<a>", "</a>")(size) + "</clinical_study>",
    "XML siblings": lambda size: "<clinical_study>" + "<keyword>croup</keyword>" * (size // 24) + "</clinical_study>",
}

# Shapes so like others that the count leaves them to the curve.
ALIKE = {
    "letters", "digits and blanks", "semicolons", "brackets open", "half identifiers", "labels of one site", "exponents",
    "labels without values", "score bands", "criteria with numbers", "many arms", "tags never closed", "JSON objects",
    "references", "list marks", "rows of HTML", "a long summary", "colons", "times", "prose on many lines", "XML siblings",
}


def written(shape, size, folder):
    path = pathlib.Path(folder) / f"{shape.replace(' ', '-')}-{size}.txt"
    path.write_bytes(SHAPES[shape](size).encode("utf-8", "surrogateescape"))
    return path


def seconds(extract, path, patience):
    started = time.perf_counter()
    try:
        done = subprocess.run([extract, "-q", "-j1", path, "-o", os.devnull], stderr=subprocess.PIPE, timeout=patience)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        sys.exit(f"linear: {path.name}: {done.stderr.decode()}")
    return time.perf_counter() - started


def curve(extract, shapes, sizes, folder):
    print("| one page of | " + " | ".join(f"{size} MB, s" for size in sizes) + " | |\n|---|" + "---|" * (len(sizes) + 1))
    bad = []
    for shape in shapes:
        times = []
        for size in sizes:
            path = written(shape, size * 1_000_000, folder)
            times.append(seconds(extract, path, PATIENCE * size))
            path.unlink()
            if times[-1] is None:
                break
        shown = " | ".join("given up" if time is None else f"{time:.2f}" for time in times)
        ratios = " : ".join(f"{time / times[0]:.0f}" for time in times if time is not None)
        bad += [shape] if None in times else []
        print(f"| {shape} | {shown} | {ratios} |", flush=True)
    return bad


def counted(extract, shapes, folder):
    def growth(shape):
        small, middle, large = (instructions.counted(extract, written(shape, size, folder), os.devnull) for size in COUNTED)
        return shape, (large - middle) / (COUNTED[2] - COUNTED[1]), (large - middle) / (middle - small)

    bad = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for shape, each, times in pool.map(growth, shapes):
            bad += [shape] if times > WORSE else []
            mark = "  TOO MANY" if times > WORSE else ""
            print(f"{shape:<26} {each:8.0f} instructions a byte; {GROWTH} times the bytes, {times:.1f} times the work{mark}", flush=True)
    return bad


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("extract")
    ask.add_argument("--count", action="store_true")
    ask.add_argument("--mb", type=int, nargs="+", default=[1, 10, 100])
    ask.add_argument("--only", action="append")
    args = ask.parse_args()
    shapes = [shape for shape in SHAPES if shape in (args.only or SHAPES)]
    if args.count and not args.only:
        shapes = [shape for shape in shapes if shape not in ALIKE]
    with tempfile.TemporaryDirectory() as folder:
        bad = counted(args.extract, shapes, folder) if args.count else curve(args.extract, shapes, args.mb, folder)
    if bad:
        sys.exit(f"linear: the work grows faster than the page: {', '.join(bad)}")


if __name__ == "__main__":
    main()
