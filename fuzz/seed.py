#!/usr/bin/env python3
"""Seeds for the targets of fuzzing, made of the sample pages: fuzz/seed.py [FOLDER], by default `fuzz/corpus`.

Each target gets a folder. Pages are seeds as they are; containers are packed from them, and outputs to compare are
golden records, two with a zero byte between.
"""

import bz2
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


def seeds():
    files = list(pages())
    for number, (path, data) in enumerate(files):
        for target in ("text", "page", "grammar", "segment"):
            yield target, f"{number}{path.suffix}", data
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
    for target, name, data in seeds():
        folder = out / target
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
