#!/usr/bin/env python3
"""Two outputs of a million records each, compared in less than 1 GB of memory.

    python3 tests/diff_memory.py target/release/extract [RECORDS] [FOLDER]

Makes OLD and NEW out of the records of the corpus with identifiers of their own: NEW is in another order, one record in ten has
another title and one condition more, one in a thousand is missing and one in a thousand is new. Then `extract diff` compares
them, and must find exactly these; its greatest resident size is told, and the script fails where that is 1 GB or more.
FOLDER must have room for both outputs, about 3 GB each for a million records.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 1 << 30
BLOCK = 1000


def sample(program):
    output = subprocess.run([program, "-q", "corpus"], check=True, capture_output=True).stdout
    records = [json.loads(line) for line in output.split(b"\n") if line]
    return [record for record in records if record["registry_id"] and record["brief_title"]]


def line(record, number, changed):
    own = dict(record, registry_id=f"NCT{number:08}", source=dict(record["source"], path=f"pages/{number}.txt"))
    if changed:
        own["brief_title"] += " (amended)"
        own["conditions"] = [*own["conditions"], "A condition of the new crawl"]
    return json.dumps(own, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def write(path, records, numbers, is_changed):
    with open(path, "wb") as out:
        for number in numbers:
            out.write(line(records[number % len(records)], number, is_changed(number)))


def main():
    program, count = os.path.abspath(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    root = Path(__file__).resolve().parent.parent
    os.chdir(root)
    records = sample(program)
    with tempfile.TemporaryDirectory(dir=sys.argv[3] if len(sys.argv) > 3 else None) as folder:
        old, new = Path(folder, "old.jsonl"), Path(folder, "new.jsonl")
        write(old, records, (n for n in range(count) if n % 1000 != 1), lambda n: False)
        # Blocks from the last to the first, each turned in itself by a step that meets every number once.
        order = (b * BLOCK + k * 7 % BLOCK for b in reversed(range(count // BLOCK)) for k in range(BLOCK))
        write(new, records, (n for n in order if n % 1000 != 2), lambda n: n % 10 == 0)
        size = (old.stat().st_size + new.stat().st_size) / 1e9
        started = time.monotonic()
        with open(Path(folder, "diff.json"), "wb") as out:
            child = subprocess.Popen([program, "diff", old, new, "--summary", "--json"], stdout=out)
            _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - started
        summary = json.loads(Path(folder, "diff.json").read_text())
    found = {key: summary[key] for key in ("old", "new", "changed", "added", "removed")}
    wanted = {"old": count - count // 1000, "new": count - count // 1000, "changed": count // 10,
              "added": count // 1000, "removed": count // 1000}
    peak = usage.ru_maxrss << 10
    print(f"{count} records each, {size:.1f} GB together: {seconds:.0f} s, {peak / 2**20:.0f} MiB resident at most; {found}")
    if os.waitstatus_to_exitcode(status) != 1 or found != wanted:
        sys.exit(f"wrong: wanted {wanted}")
    if peak >= LIMIT:
        sys.exit("more than 1 GB of memory")


if __name__ == "__main__":
    main()
