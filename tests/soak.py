#!/usr/bin/env python3
"""A long run over broken pages that is killed again and again, against one that nobody disturbs.

    tests/soak.py EXTRACT [--pages N] [--kills K] [--memory MB] [--seed S] [--keep FOLDER]

Makes N pages out of the sample pages, each with one of fifty kinds of damage, in files, tar, zip, JSON Lines and WARC
archives, some of which are damaged themselves. EXTRACT reads them once; then again, killed with SIGKILL at K random
moments and resumed each time. Both runs must write the same bytes, every page must be accounted for, and memory must
stay under the bound. Prints a table; exits 1 where any of this does not hold.
"""

import argparse
import gzip
import io
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile

CORPUS = pathlib.Path(__file__).parent.parent / "corpus"
# Pages of an archive, and files of a folder.
MANY = 2000


def lines(page):
    return page.splitlines(keepends=True)


def at(rng, page):
    return rng.randrange(len(page) + 1)


def without(page, start, end):
    return page[:start] + page[end:]


def inserted(rng, page, what):
    place = at(rng, page)
    return page[:place] + what + page[place:]


def one_line(rng, page, change):
    found = lines(page) or [b""]
    place = rng.randrange(len(found))
    found[place] = change(found[place])
    return b"".join(found)


def swapped(rng, page):
    found = lines(page)
    if len(found) > 1:
        place = rng.randrange(len(found) - 1)
        found[place], found[place + 1] = found[place + 1], found[place]
    return b"".join(found)


def shuffled(rng, page):
    found = lines(page)
    rng.shuffle(found)
    return b"".join(found)


def flipped(rng, page, count=1):
    page = bytearray(page or b" ")
    for _ in range(count):
        page[rng.randrange(len(page))] ^= 1 << rng.randrange(8)
    return bytes(page)


def recoded(page, encoding, mark=b""):
    return mark + page.decode("utf-8", "replace").encode(encoding, "replace")


DAMAGES = {
    "none": lambda rng, page: page,
    "line dropped": lambda rng, page: one_line(rng, page, lambda line: b""),
    "line doubled": lambda rng, page: one_line(rng, page, lambda line: line * 2),
    "lines swapped": swapped,
    "lines fused": lambda rng, page: one_line(rng, page, lambda line: line.rstrip() + b" "),
    "lines glued": lambda rng, page: one_line(rng, page, lambda line: line.rstrip()),
    "line halved": lambda rng, page: one_line(rng, page, lambda line: line[: len(line) // 2] + b"\n"),
    "line a thousand times": lambda rng, page: one_line(rng, page, lambda line: line * 1000),
    "lines shuffled": shuffled,
    "lines reversed": lambda rng, page: b"".join(reversed(lines(page))),
    "cut off": lambda rng, page: page[: at(rng, page)],
    "head lost": lambda rng, page: page[at(rng, page):],
    "middle lost": lambda rng, page: without(page, *sorted((at(rng, page), at(rng, page)))),
    "page twice": lambda rng, page: page * 2,
    "bit flipped": flipped,
    "a hundred bits flipped": lambda rng, page: flipped(rng, page, 100),
    "zero bytes": lambda rng, page: inserted(rng, page, bytes(7)),
    "invalid bytes": lambda rng, page: inserted(rng, page, b"\xff\xfe\xc0\x80"),
    "lone surrogate": lambda rng, page: inserted(rng, page, b"\xed\xa0\x80"),
    "overlong letters": lambda rng, page: inserted(rng, page, b"\xf0\x82\x82\xac"),
    "control sequences": lambda rng, page: inserted(rng, page, b"\x1b[2J\x1b]0;x\x07"),
    "marks of direction": lambda rng, page: inserted(rng, page, "\u202e\u2066\u200f".encode()),
    "letters without width": lambda rng, page: page.replace(b" ", "\u200b ".encode()),
    "byte order mark": lambda rng, page: b"\xef\xbb\xbf" + page,
    "UTF-16 LE": lambda rng, page: recoded(page, "utf-16-le", b"\xff\xfe"),
    "UTF-16 BE": lambda rng, page: recoded(page, "utf-16-be", b"\xfe\xff"),
    "UTF-16 cut": lambda rng, page: recoded(page, "utf-16-le", b"\xff\xfe")[:-1],
    "windows-1252": lambda rng, page: recoded(page, "cp1252"),
    "read as windows-1252": lambda rng, page: page.decode("latin-1").encode(),
    "line ends of old": lambda rng, page: page.replace(b"\n", b"\r"),
    "line ends of Windows": lambda rng, page: page.replace(b"\n", b"\r\n"),
    "no line ends": lambda rng, page: page.replace(b"\n", b" "),
    "empty lines": lambda rng, page: page.replace(b"\n", b"\n\n\n"),
    "tabs": lambda rng, page: page.replace(b" ", b"\t"),
    "blanks doubled": lambda rng, page: page.replace(b" ", b"  "),
    "no blanks": lambda rng, page: page.replace(b" ", b""),
    "upper case": lambda rng, page: page.upper(),
    "lower case": lambda rng, page: page.lower(),
    "no digits": lambda rng, page: bytes(byte for byte in page if not 48 <= byte < 58),
    "no colons": lambda rng, page: page.replace(b":", b""),
    "entities twice": lambda rng, page: page.replace(b"&", b"&amp;").replace(b"<", b"&amp;lt;"),
    "backslashes": lambda rng, page: re.sub(rb"([~*_.-])", rb"\\\1", page),
    "inside HTML": lambda rng, page: b"<!doctype html><p>" + page.replace(b"\n", b"<br>"),
    "tags never closed": lambda rng, page: b"<html>" + b"<div><b>" * 500 + page,
    "inside JSON": lambda rng, page: b'{"protocolSection": {"a": ' + json.dumps(page.decode("latin-1")).encode(),
    "inside XML": lambda rng, page: b"<clinical_study><a>" + page,
    "nested brackets": lambda rng, page: b"[" * 5000 + page,
    "a very long word": lambda rng, page: inserted(rng, page, b"x" * 100_000),
    "formulas": lambda rng, page: page.replace(b"\n", b"\n=1+1|@SUM(1)\n", 5),
    "nothing but blanks": lambda rng, page: b" \n\t" * 100,
    "nothing": lambda rng, page: b"",
    "random bytes": lambda rng, page: rng.randbytes(500),
}


def samples():
    kinds = (".txt", ".xml", ".html", ".htm")
    files = sorted(path for path in CORPUS.rglob("*") if path.is_file())
    data = [path for path in files if path.suffix == ".json" and not path.with_suffix(".txt").exists()]
    data = [path for path in data if not path.name.endswith(".golden.json")]
    return [path.read_bytes() for path in files if path.suffix in kinds] + [path.read_bytes() for path in data]


def folder(path, pages):
    path.mkdir()
    for number, page in enumerate(pages):
        (path / f"{number:05}.txt").write_bytes(page)


def tar(path, pages):
    with tarfile.open(f"{path}.tar.gz", "w:gz", compresslevel=1) as archive:
        for number, page in enumerate(pages):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size = len(page)
            archive.addfile(member, io.BytesIO(page))


def zipped(path, pages):
    with zipfile.ZipFile(f"{path}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, page in enumerate(pages):
            archive.writestr(f"{number}.txt", page)


def table(path, pages):
    with gzip.open(f"{path}.jsonl.gz", "wb", compresslevel=1) as out:
        for number, page in enumerate(pages):
            row = {"id": str(number), "text": page.decode("utf-8", "surrogateescape")}
            out.write(json.dumps(row).encode() + b"\n")


def crawl(path, pages):
    with open(f"{path}.warc.gz", "wb") as out:
        for number, page in enumerate(pages):
            body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + page
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: u:{number}\r\nContent-Type: application/http\r\n"
            record = head.encode() + b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (len(body), body)
            out.write(gzip.compress(record, 1))


def make(home, count, rng):
    """Writes the pages: how many, and how many of the archives are damaged themselves."""
    pages, kinds, forms = samples(), list(DAMAGES), [folder, tar, zipped, table, crawl]
    made = damaged = 0
    while made < count:
        few = min(MANY, count - made)
        here = (DAMAGES[kinds[number % len(kinds)]](rng, rng.choice(pages)) for number in range(made, made + few))
        path, form = home / f"{made:08}", forms[made // MANY % len(forms)]
        form(path, here)
        made += few
        found = [archive for archive in home.glob(f"{path.name}.*") if rng.random() < 0.2]
        for archive in found:
            bytes_ = archive.read_bytes()
            damage = rng.choice([lambda whole: whole[: len(whole) * 2 // 3], lambda whole: flipped(rng, whole, 3)])
            archive.write_bytes(damage(bytes_))
            damaged += 1
    return made, damaged


class Run:
    """A run of the program, and the most memory that it was seen to take."""

    def __init__(self, extract, home, name, more=()):
        self.err = open(home / f"{name}.err", "wb")
        command = [extract, "in", "-o", f"{name}.jsonl", "--errors", f"{name}.errors.jsonl", *more]
        self.process = subprocess.Popen(command, cwd=home, stdout=subprocess.DEVNULL, stderr=self.err)
        self.most = 0
        self.began = time.monotonic()

    def watch(self, until=None):
        """Waits for the end, or until so many seconds went by: whether it ended."""
        while until is None or time.monotonic() - self.began < until:
            try:
                status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
                peak = re.search(r"VmHWM:\s+(\d+) kB", status)
                self.most = max(self.most, int(peak[1]) if peak else 0)
            except OSError:
                pass
            try:
                self.process.wait(0.01)
                self.seconds = time.monotonic() - self.began
                return True
            except subprocess.TimeoutExpired:
                pass
        return False

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def same(one, other):
    return subprocess.run(["cmp", "-s", one, other]).returncode == 0


def counts(home, name):
    closing = (home / f"{name}.err").read_text(errors="replace").splitlines()[-1]
    # "pages" stands first: others are of some kind.
    found = re.findall(r"(\d+) (pages|records|failed|skipped)\b", closing)
    return {what: int(number) for number, what in reversed(found)}


def disturbed(extract, home, kills, seconds, rng):
    """The run that is killed: how often it was, at how many bytes, and the most memory."""
    done, most, places = 0, 0, []
    while True:
        run = Run(extract, home, "killed", ["--resume"])
        left = kills - done
        ended = run.watch(None if left == 0 else rng.uniform(0, 1.4 * seconds / (kills + 1)) + 0.02)
        most = max(most, run.most)
        if ended and left == 0:
            return done, places, most
        if ended:
            # It was faster than its killer; the rest of the kills hit another go.
            for path in home.glob("killed.*jsonl"):
                path.unlink()
            continue
        run.kill()
        done += 1
        partial = home / ".killed.jsonl.partial"
        places.append(partial.stat().st_size if partial.exists() else 0)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("extract", type=pathlib.Path)
    ask.add_argument("--pages", type=int, default=1_000_000)
    ask.add_argument("--kills", type=int, default=20)
    # The tables of the program and what waits to be written, whatever is read; and a page for each thread, whose record may
    # have megabytes where thousands of its letters were damaged.
    bound = 80 + 32 * (os.cpu_count() or 1)
    ask.add_argument("--memory", type=int, default=bound, help=f"MiB that a run may take [{bound} here]")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--keep", type=pathlib.Path, help="work there, and leave it")
    args = ask.parse_args()
    rng, extract = random.Random(args.seed), args.extract.resolve()
    home = args.keep or pathlib.Path(tempfile.mkdtemp())
    shutil.rmtree(home / "in", ignore_errors=True)
    (home / "in").mkdir(parents=True)
    pages, archives = make(home / "in", args.pages, rng)
    size = sum(path.stat().st_size for path in (home / "in").rglob("*") if path.is_file())
    whole = Run(extract, home, "whole")
    whole.watch()
    kills, places, most = disturbed(extract, home, args.kills, whole.seconds, rng)
    with open(home / "whole.jsonl", "rb") as out:
        written = sum(1 for _ in out)
    with open(home / "whole.errors.jsonl", "rb") as out:
        told = sum(1 for _ in out)
    found = counts(home, "whole")
    memory = max(most, whole.most) // 1024
    apart = f"{whole.most // 1024} undisturbed, {most // 1024} resumed"
    faults = [
        fault
        for fault, holds in {
            "the records of both runs are not the same": same(home / "whole.jsonl", home / "killed.jsonl"),
            "the faults of both runs are not the same": same(home / "whole.errors.jsonl", home / "killed.errors.jsonl"),
            "the lines are not the records": written == found["records"],
            "the faults are not what failed or was skipped": told == found["failed"] + found["skipped"],
            "the pages are not records and failures": found["pages"] == found["records"] + found["failed"],
            "a run ended with an exit status of its own": whole.process.returncode in (0, 1),
            "the counts of both runs are not the same": found == counts(home, "killed"),
            f"{memory} MiB is more than {args.memory}": memory <= args.memory,
        }.items()
        if not holds
    ]
    rows = {
        "pages made": f"{pages:,} ({len(DAMAGES)} kinds of damage, {size / 1e6:,.0f} MB)",
        "archives damaged": f"{archives:,}",
        "records, failed, skipped": f"{found['records']:,}, {found['failed']:,}, {found['skipped']:,}",
        "undisturbed run": f"{whole.seconds:,.1f} s",
        "kills survived": f"{kills}, at {min(places, default=0):,} to {max(places, default=0):,} bytes of records",
        "records of both runs": f"the same {os.path.getsize(home / 'whole.jsonl'):,} bytes" if not faults else "see below",
        "most memory": f"{memory} MiB of {args.memory} ({apart})",
    }
    for name, value in rows.items():
        print(f"| {name} | {value} |")
    for fault in faults:
        print(f"soak: {fault}", file=sys.stderr)
    if not args.keep:
        shutil.rmtree(home)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
