#!/usr/bin/env python3
"""Counts the instructions that `extract` takes for a byte of page, and holds them against a committed figure.

    benches/instructions.py EXTRACT [CORPUS] [--write]

A figure of instructions is the same on every run and every machine of one kind, however busy it is, so it can guard the
throughput where seconds cannot. Needs valgrind. What the program takes before its first page is left out. Exits 1 when
the figure is more than 3 % above that of benches/BASELINE.tsv; `--write` puts the new figure there.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

BASELINE = pathlib.Path(__file__).parent / "BASELINE.tsv"
WORSE = 1.03


def counted(extract, pages, output):
    """How many instructions a run with one thread takes."""
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}"]
    done = subprocess.run([*tool, extract, "-q", "-j1", pages, "-o", output], stderr=subprocess.PIPE, text=True)
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or not found:
        sys.exit(f"{pages}: the run under valgrind failed:\n{done.stderr}")
    return int(found[1].replace(",", ""))


def instructions(extract, corpus, scratch):
    """The same of a corpus, and the bytes of the pages it read."""
    taken = counted(extract, corpus, f"{scratch}/records.jsonl")
    with open(f"{scratch}/records.jsonl", encoding="utf-8") as records:
        size = sum(json.loads(line)["source"]["bytes"] for line in records)
    return taken, size


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("extract")
    ask.add_argument("corpus", nargs="?", default="corpus")
    ask.add_argument("--write", action="store_true")
    args = ask.parse_args()
    first = min(path for path in pathlib.Path(args.corpus).rglob("*.txt"))
    with tempfile.TemporaryDirectory() as scratch:
        once, _ = instructions(args.extract, str(first), scratch)
        whole, size = instructions(args.extract, args.corpus, scratch)
    figure = (whole - once) / size
    rows = dict(line.split("\t") for line in BASELINE.read_text().splitlines() if not line.startswith("#")) if BASELINE.exists() else {}
    known = float(rows.get("corpus", "inf"))
    print(f"instructions per byte of page: {figure:.1f}, committed {known:.1f}")
    if args.write:
        BASELINE.write_text("# Instructions per byte of page, by benches/instructions.py.\n" + f"corpus\t{figure:.1f}\n")
    elif figure > known * WORSE:
        sys.exit(f"instructions: {figure:.1f} per byte are more than 3 % above {known:.1f}; make it cheaper, or give the reason and write the new figure")


if __name__ == "__main__":
    main()
