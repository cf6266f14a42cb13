#!/usr/bin/env python3
"""Scores `extract` with the evaluation kit and holds the scores against tests/fidelity.toml.

    tests/fidelity.py KIT EXTRACT [--limit N]

KIT is the folder of the kit (render.py, score.py, trials/), EXTRACT the program. Prints one line a layout, without
and with damage to three pages in ten, then one line a form of page of unknown sites (tests/unknown.py), of sites that
the reader was made with and of sites that were held out; exits 1 when a figure is worse than its floor.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib

HERE = pathlib.Path(__file__).parent

def score(kit, extract, render):
    """The kit's summary of one run over what `render` prints of the trials into a folder."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, *render(kit / "trials" / "dev.jsonl.gz", folder)], check=True)
        got = pathlib.Path(folder) / "got.jsonl"
        subprocess.run([extract, f"{folder}/pages", "-o", got], check=True)
        command = [sys.executable, kit / "score.py", f"{folder}/truth.jsonl", got, "--json"]
        return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def known(kit, layouts, noise, limit):
    """Pages of the kit's layouts."""
    options = ["--layouts", ",".join(layouts), "--noise", str(noise), "--limit", str(limit)]
    return lambda trials, folder: [kit / "render.py", trials, folder, *options]


def unknown(half):
    """Pages of sites that nobody knows."""
    return lambda trials, folder: [HERE / "unknown.py", trials, folder, "--half", half]


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("kit", type=pathlib.Path)
    ask.add_argument("extract", type=pathlib.Path)
    ask.add_argument("--limit", type=int, default=0)
    args = ask.parse_args()
    floors = tomllib.loads((HERE / "fidelity.toml").read_text())
    limits, layouts, forms = floors["limits"], floors["f1"], floors["unknown"]
    extract = args.extract.resolve()
    clean, noisy = (score(args.kit, extract, known(args.kit, layouts, noise, args.limit)) for noise in (0.0, 0.3))
    seen, held = (score(args.kit, extract, unknown(half)) for half in ("dev", "held"))
    faults = []

    def hold(name, value, bound, at_least):
        if value < bound if at_least else value > bound:
            faults.append(f"{name} is {value:.4f}, {'under its floor' if at_least else 'over its limit'} of {bound}")

    for name, floor in layouts.items():
        one, two = clean["layouts"][name], noisy["layouts"][name]
        print(f"{name:18} F1 {one:.4f}  damaged {two:.4f}  floor {floor}")
        hold(f"F1 of {name}", one, floor, True)
        hold(f"F1 of {name} with damage", two, one - limits["noise_loss"], True)
    for name, floor in forms.items():
        one, two = seen["layouts"][name], held["layouts"][name]
        print(f"unknown {name:10} F1 {one:.4f}  held out {two:.4f}  floor {floor}")
        hold(f"F1 of unknown sites, {name}", one, floor, True)
        hold(f"F1 of unknown sites held out, {name}", two, floor, True)
    for kind, run in (("clean", clean), ("damaged", noisy), ("unknown", seen), ("held out", held)):
        print(f"{kind:18} lost {run['lost']}  invented/1000 {run['invented_per_1000_pages']:.2f}  residue {run['residue_share']:.4f}")
        for key in ("lost", "invented_per_1000_pages"):
            hold(f"{key} ({kind})", run[key], limits[key], False)
        residue = "residue_share_unknown" if run in (seen, held) else "residue_share"
        hold(f"residue_share ({kind})", run["residue_share"], limits[residue], False)
    for fault in faults:
        print(f"fidelity: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
