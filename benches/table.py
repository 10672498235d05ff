#!/usr/bin/env python3
"""Print the table of benchmarks: goal and measurement of each row, with date, machine and version.

    benches/table.py                           a memory of 100,000 units: some minutes
    benches/table.py --full > table.md         the sizes that the goals speak of
    benches/table.py --full --ten-million      with ten million units: needs 15 GB of disk
    benches/table.py --rows lookup,call        some rows

Memories are made in a folder and kept there; one is made again when the program or the text has changed. A text of your own is taken
where SOURCE-TARGET-UNITS.tmx and its queries, SOURCE-TARGET-UNITS.tsv, one a line, stand in the folder already. A row that needs more
than it should is marked, and so is one that was measured at a smaller size. Only the Python standard library is needed.
"""
import sys

sys.dont_write_bytecode = True  # nothing is left beside the sources

import argparse
import datetime
import json
import os
import platform
import subprocess
from pathlib import Path

from measure import Memory
from rows import CHINESE, MILLION, Rows
from words import ROOT

ROWS = "complete scan lookup lookup-10m call batch add import import-10m index chinese".split()
TEN_MILLION = ("lookup-10m", "import-10m")


def built():
    """Builds the release binary and gives its path."""
    command = ["cargo", "build", "--release", "--locked", "--bin", "karvan", "--message-format", "json-render-diagnostics"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit("the build failed; name a ready program with --karvan FILE")
    paths = [json.loads(line).get("executable") for line in done.stdout.splitlines()]
    return Path(next(path for path in paths if path))


def said(*command):
    """The first line that a command prints; nothing where it fails."""
    try:
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip().split("\n")[0]
    except (OSError, subprocess.CalledProcessError):
        return ""


def machine():
    """Processor, cores, memory and system."""
    model = platform.machine()
    if Path("/proc/cpuinfo").exists():
        names = [line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8") if line.startswith("model name")]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GB of memory, {platform.system()} {platform.release()}"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--karvan", type=Path, help="the program to measure; without it the release binary is built")
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "bench", help="where memories are made and kept (target/bench)")
    parser.add_argument("--rows", help=f"which rows, by commas: {', '.join(ROWS)}")
    parser.add_argument("--full", action="store_true", help="a million units, 284,000 Chinese ones; full scans of 100,000")
    parser.add_argument("--ten-million", action="store_true", help="also the rows of ten million units")
    parser.add_argument("--units", type=int, help="units of the memory (100,000)")
    parser.add_argument("--queries", type=int, help="queries of a batch (1,000)")
    parser.add_argument("--scan-units", type=int, help="units of the memories that are compared with full scans (20,000)")
    parser.add_argument("--scans", type=int, help="queries that are compared, for each language and --min (40)")
    parser.add_argument("--seed-text", nargs="+", default=[], metavar="LANG=FILE", help="sentences to splice text from, one a line; else it is made up")
    parser.add_argument("--fresh", action="store_true", help="make the memories again")
    args = parser.parse_args()
    usual = (MILLION, 2_000, 100_000, 100) if args.full else (100_000, 1_000, 20_000, 40)
    for name, value in zip(("units", "queries", "scan_units", "scans"), usual):
        if getattr(args, name) is None:
            setattr(args, name, value)
        elif getattr(args, name) < 1:
            parser.error(f"--{name.replace('_', '-')}: give a number from 1")
    if args.karvan and not args.karvan.is_file():
        parser.error(f"--karvan: there is no {args.karvan}; give the path of the program")
    wanted = args.rows.split(",") if args.rows else [row for row in ROWS if args.ten_million or row not in TEN_MILLION]
    for row in wanted:
        if row not in ROWS:
            parser.error(f"--rows: {row} is none; there are {', '.join(ROWS)}")
    args.rows = [row for row in ROWS if row in wanted]
    seeds = {}
    for pair in args.seed_text:
        tag, _, file = pair.partition("=")
        if tag not in ("en", "az", "zh") or not Path(file).is_file():
            parser.error(f"--seed-text: {pair}: give en=FILE, az=FILE or zh=FILE")
        seeds[tag] = file
    args.seed_text = seeds
    return args


def main():
    args = arguments()
    karvan = (args.karvan or built()).resolve()
    args.folder.mkdir(parents=True, exist_ok=True)
    memories = {}

    def memory(source, target, units):
        key = source, target, units
        if key not in memories:
            memories[key] = Memory(args.folder, karvan, *key, args.seed_text, args.queries, args.fresh).make()
        return memories[key]

    rows = Rows(memory, args.units, CHINESE if args.full else min(args.units, CHINESE), args.scan_units, args.scans)
    commit = said("git", "describe", "--always", "--dirty")
    version = said(karvan, "--version") + (f" ({commit})" if commit and not args.karvan else "")
    print(f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d}, {version}, {machine()}.\n")
    print("| figure | goal | measured | reached |")
    print("| --- | --- | --- | --- |")
    for name in args.rows:
        row = getattr(rows, {"import": "import_"}.get(name, name.replace("-", "_")))()
        print(f"| {row.figure} | {row.goal} | {row.measured()} | {row.verdict()} |", flush=True)
    found = [each.path("tmx").name for each in memories.values() if each.found]
    text = f"spliced from given sentences where there are any ({', '.join(args.seed_text)})" if args.seed_text else "made up by `benches/corpus.py`"
    print(f"\nThe text was {text}" + (f"; {', '.join(found)} was found in the folder." if found else "."))


if __name__ == "__main__":
    main()
