#!/usr/bin/env python3
"""Holds the confidence of repairs against how often they are right, on pages whose truth is known.

    tests/reliability.py KIT EXTRACT [--all] [--rules]

KIT is the folder of the evaluation kit (render.py, trials/), EXTRACT the program. Trials that the weights were not
fitted to are rendered, three pages in ten damaged; `--all` takes all trials. Every repair is
compared with the truth: a cut is right when all its pieces are, a changed character when the truth has the words that
it stands in. Prints stated against observed in ten bins, `--rules` for each rule too; exits 1 when a bin with 100 cases
or more is off by more than 0.05.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import zlib

LEAST = 100
OFF = 0.05
GAP = " ¦ "
PHASES = re.compile(r"(Early )?Phase [1-4]|Not Applicable")
NOISE = 0.3


def fold(text):
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def words(enum):
    return " ".join(word.capitalize() for word in enum.split("_"))


def joined(*cells):
    return GAP.join(fold(cell) for cell in cells if cell)


def strings(value):
    """All texts of a record, folded."""
    if isinstance(value, str):
        yield fold(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def outcome_cuts(truth, field):
    rows = truth[field]
    return {joined(row["measure"], row["time_frame"], row["description"]) for row in rows}


def arm_cuts(arms):
    return {joined(arm["label"], *(arm["intervention_names"] or ["-"]), arm["description"] or "-") for arm in arms}


def column_cuts(arms):
    """Types and labels, with the descriptions or without."""
    types = [words(arm["type"] or "") for arm in arms]
    with_text = [joined(kind, arm["label"], arm["description"]) for kind, arm in zip(types, arms)]
    without = [joined(kind, arm["label"]) for kind, arm in zip(types, arms)]
    return {fold(" ".join(with_text)), fold(" ".join(without))}


def cuts(truth, rule, field):
    """What the pieces of a cut must be: any of these."""
    top = field.split("/")[1]
    if rule in ("fused/criteria", "fused/numbered-items"):
        items = truth["eligibility"].get(field.rsplit("/", 1)[1])
        return {joined(*(item["text"] for item in items))} if items is not None else None
    if rule == "column-major/arms":
        return column_cuts(truth["arm_groups"])
    if rule == "glued-status/facility":
        return {joined(site["facility"], status_word(site["status"])) for site in truth["locations"]}
    if top.endswith("_outcomes"):
        return outcome_cuts(truth, top)
    if top == "arm_groups":
        return arm_cuts(truth["arm_groups"])
    if top == "conditions":
        return {joined(*truth["conditions"])}
    if top == "interventions":
        return {joined(*(f"{words(each['type'])}: {fold(each['name'])}" for each in truth["interventions"]))}
    return None


def status_word(status):
    names = {"ACTIVE_NOT_RECRUITING": "Active, not recruiting", "UNKNOWN": "Unknown status"}
    return names.get(status) or (status or "").replace("_", " ").capitalize()


def between_cells(row):
    """The interventions of a row that begins with conditions and ends with phases."""
    return GAP.join(cell for cell in row.split(GAP)[1:] if not PHASES.fullmatch(cell))


def reach(record, pointer):
    for step in pointer.split("/")[1:]:
        if isinstance(record, list):
            record = record[int(step)] if step.isdigit() and int(step) < len(record) else None
        else:
            record = (record or {}).get(step)
    return record


def is_right(repair, record, truth, known):
    """Whether a repair is right; None where the truth does not tell."""
    rule, field = repair["rule"], repair["field"]
    if field is None:
        return None
    family = rule.split("/")[0]
    if rule == "placeholder/null":
        value = reach(truth, field)
        return None if isinstance(value, dict) else not value
    if family in ("fused", "table", "column-major", "glued-status"):
        wanted = cuts(truth, rule, field)
        after = fold(repair["after"])
        if (rule, field) == ("table/flattened-row", "/interventions"):
            after = between_cells(after)
        return None if wanted is None else after in wanted
    value = reach(record, field)
    if repair["state"] != "APPLIED" or not isinstance(value, str):
        return None
    changed = [word for word in fold(value).split() if repair["after"] in word]
    before = repair["before"].lstrip("\\")
    if family != "escape" and any(word.replace(repair["after"], before) in known for word in changed):
        return None  # The registry has the same fault.
    # Powers of ten that the registry lost are repaired too.
    return all(word in known or word.replace("^", "") in known for word in changed)


class Bins:
    """Stated against observed."""

    def __init__(self):
        self.bins = [[0, 0.0, 0] for _ in range(10)]

    def add(self, stated, right):
        each = self.bins[min(int(stated * 10), 9)]
        each[0] += 1
        each[1] += stated
        each[2] += right

    def rows(self):
        for n, (count, stated, right) in enumerate(self.bins):
            if count:
                yield n, count, stated / count, right / count

    def print(self, name):
        print(name)
        for n, count, stated, observed in self.rows():
            print(f"    {n / 10:.1f}  {count:7}  stated {stated:.3f}  observed {observed:.3f}")

    def faults(self, name):
        for n, count, stated, observed in self.rows():
            if count >= LEAST and abs(stated - observed) > OFF:
                yield f"{name}: {count} repairs stated at {stated:.3f} are right in {observed:.3f}"


def held_out(trial):
    return zlib.crc32(trial.encode()) % 5 == 0


def judged(kit, extract, everything):
    """(layout, repair, right) for every repair of the rendered trials."""
    with tempfile.TemporaryDirectory() as folder:
        trials = kit / "trials" / "dev.jsonl.gz"
        command = [sys.executable, kit / "render.py", trials, folder, "--noise", str(NOISE)]
        subprocess.run(command, check=True, capture_output=True)
        pages = {}
        for line in open(f"{folder}/truth.jsonl", encoding="utf-8"):
            page = json.loads(line)
            if everything or held_out(page["trial"]):
                pages[page["path"]] = page
            else:
                (pathlib.Path(folder) / page["path"]).unlink()
        got = pathlib.Path(folder) / "got.jsonl"
        subprocess.run([extract, f"{folder}/pages", "-o", got], check=True, capture_output=True)
        for line in open(got, encoding="utf-8"):
            record = json.loads(line)
            page = pages["/".join(record["source"]["path"].replace("\\", "/").split("/")[-3:])]
            known = {word for text in strings(page["truth"]) for word in text.split()}
            for repair in record["repairs"]:
                right = is_right(repair, record, page["truth"], known)
                if right is not None:
                    yield page["layout"], repair, right


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("kit", type=pathlib.Path)
    ask.add_argument("extract", type=pathlib.Path)
    ask.add_argument("--all", action="store_true")
    ask.add_argument("--rules", action="store_true")
    ask.add_argument("--wrong", help="print repairs of this rule that are wrong")
    args = ask.parse_args()
    whole, rules = Bins(), collections.defaultdict(Bins)
    for layout, repair, right in judged(args.kit, args.extract.resolve(), args.all):
        whole.add(repair["confidence"], right)
        rules[repair["rule"]].add(repair["confidence"], right)
        if not right and repair["rule"] == args.wrong:
            print(layout, json.dumps(repair, ensure_ascii=False)[:600])
    whole.print("all rules")
    for rule in sorted(rules) if args.rules else ():
        rules[rule].print(rule)
    faults = [fault for name, bins in [("all rules", whole), *sorted(rules.items())] for fault in bins.faults(name)]
    for fault in faults:
        print(f"reliability: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
