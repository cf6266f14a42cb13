#!/usr/bin/env python3
"""Compares `extract` with the floor and with what people would use instead, in one alternating run.

    benches/table.py EXTRACT FLOOR PAGES [--rounds N] [--layout FOLDER]

Prints a table in Markdown: medians of wall and CPU seconds, MB of pages a second, pages a second, peak memory, and the
wall time as a multiple of the floor's with as many threads. `--layout` names a folder of pages of the layout `medpath`,
on which the script in Python and `extract` are compared. Tools that are not installed are left out.
"""

import argparse
import os
import pathlib
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def run(command):
    """Wall seconds, CPU seconds, peak memory in MB (of the largest process)."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as nothing:
        child = subprocess.Popen(command, shell=isinstance(command, str), stdout=nothing, stderr=nothing)
        _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"table: `{command}` ended with status {status}")
    return time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measured(rows, rounds):
    """Every row once a round, one after the other, after a round that warms the cache."""
    figures = {name: [] for name in rows}
    for n in range(rounds + 1):
        for name, command in rows.items():
            figure = run(command)
            if n:
                figures[name].append(figure)
    return {name: [statistics.median(column) for column in zip(*each)] for name, each in figures.items()}


def size(folder):
    files = [path for path in pathlib.Path(folder).rglob("*") if path.is_file()]
    return sum(path.stat().st_size for path in files) / 1e6, len(files)


def table(title, folder, rows, rounds, floors):
    megabytes, pages = size(folder)
    print(f"\n{title}: {pages} pages, {megabytes:.1f} MB, medians of {rounds} rounds\n")
    print("| | wall s | CPU s | MB/s | pages/s | peak MB | ÷ floor |\n|---|---|---|---|---|---|---|")
    figures = measured(rows, rounds)
    for name, (wall, cpu, peak) in figures.items():
        floor = figures.get(floors.get(name, "floor, 1 thread"))
        ratio = f"{wall / floor[0]:.1f}" if floor else ""
        print(f"| {name} | {wall:.3f} | {cpu:.3f} | {megabytes / wall:.1f} | {pages / wall:.0f} | {peak:.0f} | {ratio} |")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("extract")
    ask.add_argument("floor")
    ask.add_argument("pages")
    ask.add_argument("--rounds", type=int, default=5)
    ask.add_argument("--layout")
    args = ask.parse_args()
    pages, two = shlex.quote(args.pages), "floor, 2 threads"
    with tempfile.TemporaryDirectory() as scratch:
        lines = f"{scratch}/pages.jsonl"
        with open(lines, "wb") as out:
            subprocess.run([args.floor, "1", args.pages], stdout=out, check=True)
        rows = {
            "floor, 1 thread": [args.floor, "1", args.pages],
            two: [args.floor, "2", args.pages],
            "find, xargs cat": f"find {pages} -type f -print0 | xargs -0 cat",
            "rg -c NCT, 2 threads": ["rg", "-j2", "-c", "NCT", args.pages],
            "jq -c . of the same text": ["jq", "-c", ".", lines],
            "extract, 1 thread": [args.extract, "-q", "-j1", args.pages],
            "extract, 2 threads": [args.extract, "-q", "-j2", args.pages],
            "extract --spans, 1 thread": [args.extract, "-q", "-j1", "--spans", args.pages],
            "extract --spans, 2 threads": [args.extract, "-q", "-j2", "--spans", args.pages],
        }
        rows = {name: command for name, command in rows.items() if isinstance(command, str) or shutil.which(command[0])}
        table("All pages", args.pages, rows, args.rounds, {name: two for name in rows if "2 threads" in name or "find" in name})
    if args.layout:
        rows = {
            "floor, 1 thread": [args.floor, "1", args.layout],
            "Python, one layout": [sys.executable, pathlib.Path(__file__).parent / "peers/medpath.py", args.layout],
            "extract, 1 thread": [args.extract, "-q", "-j1", args.layout],
        }
        table("One layout", args.layout, rows, args.rounds, {})


if __name__ == "__main__":
    main()
