#!/usr/bin/env python3
"""Print how well the scores of beads keep what they promise: of beads scored 0.9, nine in ten should be right.

    benches/calibration.py KARVAN FOLDER

FOLDER holds SET/SOURCE-TARGET/DOCUMENT/ with src.txt and tgt.txt, one sentence a line, and gold.tsv, the true alignment: source line
numbers from 0 joined by commas, TAB, target line numbers. A bead is right when the true alignment has the very same one. The error of a set is
the mean difference, over its beads in ten equal bins of score, between the mean score and the share of right ones. Only the Python
standard library is needed.
"""
import sys

sys.dont_write_bytecode = True  # nothing is left beside the sources

import json
import subprocess
from pathlib import Path

BINS = 10


def true_beads(path):
    """The linked beads of a true alignment."""
    beads = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            sides = [tuple(sorted(int(n) for n in side.split(",") if n.strip())) for side in (line + "\t").split("\t")[:2]]
            beads.add(tuple(sides))
    return beads


def scored(karvan, folder):
    """Score of each linked bead that karvan finds in a document, and whether it is right."""
    source, target = folder.parent.name.split("-")[:2]
    command = [karvan, "align", folder / "src.txt", folder / "tgt.txt", "-s", source, "-t", target]
    done = subprocess.run([*command, "--presegmented", "--format", "jsonl", "--force", "-q"], capture_output=True, check=True)
    truth = true_beads(folder / "gold.tsv")
    for line in done.stdout.decode().splitlines():
        bead = json.loads(line)
        sides = tuple(bead["source_lines"]), tuple(bead["target_lines"])
        if all(sides):
            yield bead["score"], sides in truth


def binned(beads):
    """For each bin how many beads, their mean score and the share of right ones."""
    bins = [[] for _ in range(BINS)]
    for score, right in beads:
        bins[min(int(score * BINS), BINS - 1)].append((score, right))
    return [(len(b), sum(s for s, _ in b) / len(b), sum(r for _, r in b) / len(b)) if b else (0, 0, 0) for b in bins]


def error(beads):
    return sum(n * abs(score - right) for n, score, right in binned(beads)) / max(len(beads), 1)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    karvan, root = sys.argv[1:]
    sets = {}
    for gold in sorted(Path(root).glob("*/*/*/gold.tsv")):
        sets.setdefault(gold.parent.parent.parent.name, []).extend(scored(karvan, gold.parent))
    everything = [bead for beads in sets.values() for bead in beads]
    if not everything:
        sys.exit(f"{root} has no SET/SOURCE-TARGET/DOCUMENT/gold.tsv")
    print("| score | beads | mean score | right |\n| --- | ---: | ---: | ---: |")
    for n, (count, score, right) in enumerate(binned(everything)):
        print(f"| {n / BINS:.1f} to {(n + 1) / BINS:.1f} | {count:,} | {score:.3f} | {right:.3f} |" if count else f"| {n / BINS:.1f} to {(n + 1) / BINS:.1f} | 0 | | |")
    print("\n| set | beads | right | error |\n| --- | ---: | ---: | ---: |")
    for name, beads in [*sets.items(), ("all", everything)]:
        print(f"| {name} | {len(beads):,} | {sum(right for _, right in beads) / len(beads):.3f} | {error(beads):.3f} |")


if __name__ == "__main__":
    main()
