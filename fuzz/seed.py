#!/usr/bin/env python3
"""Seeds for the targets of fuzzing, made of the sample pages: fuzz/seed.py [FOLDER [N]], by default `fuzz/corpus`, and of
each target every N-th of them.

Each target gets a folder. Pages are seeds as they are; containers are packed from them, and outputs to compare are
golden records, two with a zero byte between; decisions are about the repairs that golden records have.
"""

import bz2
import collections
import gzip
import io
import json
import lzma
import pathlib
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent
CORPUS = HERE.parent / "corpus"


def pages():
    for path in sorted(CORPUS.rglob("*")):
        kind = path.suffix
        page = kind in (".txt", ".xml", ".jsonl", ".html", ".htm") or kind == ".json" and not golden(path)
        if page and path.is_file():
            yield path, path.read_bytes()


def golden(path):
    return path.name.endswith(".golden.json") or path.with_suffix(".txt").exists()


def tar(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for path, data in files:
            member = tarfile.TarInfo(path.name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zipped(files, method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for path, data in files:
            archive.writestr(zipfile.ZipInfo(path.name), data, method)
    return out.getvalue()


def warc(files):
    out = b""
    for path, data in files:
        body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + data
        out += b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + path.name.encode()
        out += b"\r\nContent-Type: application/http\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body)
    return out


def lines(files):
    rows = ({"id": path.name, "text": data.decode(errors="replace")} for path, data in files)
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def containers(files):
    few = [(path, data) for path, data in files if len(data) < 900][:3]
    packed = {
        "tar": tar(few),
        "zip": zipped(few, zipfile.ZIP_DEFLATED),
        "stored.zip": zipped(few, zipfile.ZIP_STORED),
        "warc": warc(few),
        "jsonl": lines(few),
        "list": json.dumps([json.loads(line) for line in lines(few).splitlines()], indent=1).encode(),
        "csv": b"id,text\n" + b"".join(b'a,"%s"\n' % data.replace(b'"', b'""') for _, data in few),
    }
    yield from packed.items()
    for name, data in packed.items():
        yield f"{name}.gz", gzip.compress(data)
        yield f"{name}.bz2", bz2.compress(data)
        yield f"{name}.xz", lzma.compress(data)


def records():
    found = sorted(path for path in CORPUS.rglob("*.json") if golden(path))
    texts = (json.loads(path.read_text(encoding="utf-8")) for path in found)
    return [json.dumps(record, ensure_ascii=False).encode() for record in texts if isinstance(record, dict)]


def toml(decision):
    values = {key: value for key, value in decision.items() if value is not None}
    return "[[decision]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def decisions():
    """Decisions, each with the page that it is about; `blake3:page` stands for its digest."""
    number = 0
    for path in sorted(CORPUS.rglob("*.txt"))[::2]:
        if not path.with_suffix(".json").exists():
            continue
        record, page = json.loads(path.with_suffix(".json").read_text(encoding="utf-8")), path.read_bytes()
        who = {"by": "Ana Ruiz", "why": "asked the site"}
        for repair in record["repairs"][:2]:
            number += 1
            about = {"rule": repair["rule"]}
            if number % 3 < 2:
                about |= {"before": repair["before"], "after": repair["after"]}
            if number % 3 < 1:
                about |= {"page": "blake3:page", "span": repair["span"]}
            verdict = "refuse" if repair["state"] == "APPLIED" else "accept"
            yield {"verdict": verdict} | about | who, page
        was = record["overall_status"]
        correction = {"field": "/overall_status", "before": was, "after": "TERMINATED"}
        yield {"verdict": "correct", "page": "blake3:page"} | correction | who, page


def seeds():
    files = list(pages())
    small = [data for _, data in files if len(data) < 900]
    for number, few in enumerate(zip(small, small[1:], small[2:])):
        yield "forms", str(number), bytes([number % 24]) + b"\0".join(few)
    for number, (decision, page) in enumerate(decisions()):
        said = toml(decision) if number % 4 == 3 else json.dumps(decision, ensure_ascii=False) + "\n"
        yield "decisions", str(number), said.encode() + b"\0" + page
    for number, (path, data) in enumerate(files):
        for target in ("text", "page", "grammar", "segment"):
            yield target, f"{number}{path.suffix}", data
        yield "layout", f"{number}{path.suffix}", bytes([number % 256]) + data
        if path.suffix in (".html", ".htm"):
            yield "html", str(number), data
        if path.suffix in (".xml", ".json", ".jsonl"):
            yield "data", str(number), b"\x03" + data
    for name, data in containers(files):
        yield "container", name, data
    made = records()
    for number, (old, new) in enumerate(zip(made, made[1:])):
        yield "diff", str(number), old + b"\0" + new


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "corpus"
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    met = collections.Counter()
    for target, name, data in seeds():
        met[target] += 1
        if met[target] % step == 0:
            folder = out / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
