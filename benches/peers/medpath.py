#!/usr/bin/env python3
"""A straightforward script for one layout, as one would write it in an afternoon: regular expressions, one page at a time.

    benches/peers/medpath.py FOLDER > records.jsonl

Reads the same fields as `extract` from pages of the layout `medpath`, without repairs, spans or evidence.
"""

import json
import pathlib
import re
import sys

LABELS = [
    "Public title", "Brief Title", "Official Title", "Scientific title", "Overall Recruitment Status", "Study type",
    "Phase", "Allocation", "Interventional Model", "Masking", "Primary Purpose", "Enrollment", "Conditions",
    "Brief Summary", "Detailed Description", "Arms & Interventions", "Eligibility Criteria", "Inclusion Criteria",
    "Exclusion Criteria", "Sex", "Min Age", "Max Age", "Accepts Healthy Volunteers", "Primary Outcomes",
    "Secondary Outcomes", "Study Start Date", "Completion Date", "Primary Completion Date", "Sponsor", "Locations",
]
LABEL = re.compile(r"^(?:- )?(" + "|".join(re.escape(label) for label in sorted(LABELS, key=len, reverse=True)) + r")\s*:?\s*(.*)$", re.I)
ID = re.compile(r"NCT\d{8}|ISRCTN\d+|ChiCTR[\w-]+|CTRI/\d{4}/\d{2}/\d+|ACTRN\d+|DRKS\d+|EUCTR[\d-]+")
DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?|(January|February|March|April|May|June|July|August|September|October|November|December) (?:(\d{1,2}), )?(\d{4})")
AGE = re.compile(r"(\d+)\s*(Year|Month|Week|Day|Hour)", re.I)
BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s*")


def read(text):
    record, label, body = {"ids": ID.findall(text)}, None, []
    for line in [*text.splitlines(), None]:
        found = LABEL.match(line.strip()) if line is not None else None
        if found is None and line is not None:
            body.append(re.sub(r"\\([~*_<>\[\]()#-])", r"\1", line))
            continue
        if label:
            value = "\n".join(body).strip()
            key = label.lower()
            if "date" in key:
                value = next((found.group(0) for found in DATE.finditer(value)), None)
            elif "age" in key:
                value = next(({"value": int(found[1]), "unit": found[2].upper()} for found in AGE.finditer(value)), None)
            elif "criteria" in key or key in ("conditions", "locations"):
                value = [BULLET.sub("", each).strip() for each in value.splitlines() if each.strip()]
            record.setdefault(key, value)
        if found:
            label, body = found[1], [found[2]] if found[2] else []
    return record


def main():
    for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.txt")):
        record = read(path.read_text(encoding="utf-8", errors="replace"))
        print(json.dumps({"path": str(path), **record}, ensure_ascii=False))


if __name__ == "__main__":
    main()
