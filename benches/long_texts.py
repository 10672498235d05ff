#!/usr/bin/env python3
"""Times `karvan align` over long texts and prints one row for each length: seconds, memory, strict F1.

    python3 benches/long_texts.py KARVAN FOLDER [--pairs 10000,50000] [--seed 1] [-s en] [-t az]

FOLDER holds documents, each a folder with `src.txt` and `tgt.txt` (a sentence a line) and `gold.tsv` (beads: source lines, TAB, target
lines, joined by commas, from 0). Sentences of their 1-1 beads are drawn with a fixed seed until a text is as long as wanted;
3 % of them are left out on each side, so the true beads are known.
"""
import argparse
import os
import random
import subprocess
import sys
import tempfile
import time

LEFT_OUT = 0.03


def sentences(folder):
    """The two texts of a document and the pairs of its 1-1 beads."""
    def lines(name):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            return [line.rstrip("\n") for line in file]

    left, right = lines("src.txt"), lines("tgt.txt")
    for line in lines("gold.tsv"):
        a, _, b = line.partition("\t")
        if a.isdigit() and b.strip().isdigit():
            yield left[int(a)], right[int(b)]


def texts(pairs, count, seed):
    """Two texts drawn from pairs, and their true beads."""
    draw = random.Random(seed)
    source, target, beads = [], [], set()
    for _ in range(count):
        left, right = draw.choice(pairs)
        has_left, has_right = (draw.random() >= LEFT_OUT for _ in range(2))
        if has_left and has_right:
            beads.add(f"{len(source)}\t{len(target)}")
        if has_left:
            source.append(left)
        if has_right:
            target.append(right)
    return source, target, beads


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("karvan")
    parser.add_argument("folder")
    parser.add_argument("--pairs", default="10000,50000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-s", "--source", default="en")
    parser.add_argument("-t", "--target", default="az")
    args = parser.parse_args()
    documents = sorted(entry.path for entry in os.scandir(args.folder) if entry.is_dir())
    pairs = [pair for document in documents for pair in sentences(document)]
    if not pairs:
        sys.exit(f"{args.folder}: no document with 1-1 beads")
    print("| pairs | s | processor s | MB | F1 |\n| ---: | ---: | ---: | ---: | ---: |")
    for count in map(int, args.pairs.split(",")):
        source, target, gold = texts(pairs, count, args.seed)
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, name) for name in ("source.txt", "target.txt", "beads")]
            for path, text in zip(paths, (source, target)):
                with open(path, "w", encoding="utf-8") as file:
                    file.write("\n".join(text) + "\n")
            command = [args.karvan, "align", *paths[:2], "-s", args.source, "-t", args.target]
            command += ["--presegmented", "--format", "beads", "-o", paths[2]]
            begin = time.monotonic()
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.monotonic() - begin
            if status:
                sys.exit(f"karvan failed at {count} pairs")
            with open(paths[2], encoding="utf-8") as file:
                found = {line.rstrip("\n") for line in file}
            linked = {bead for bead in found if all(bead.split("\t"))}
            right = len(linked & gold)
            f1 = 2 * right / (len(linked) + len(gold))
            processor = usage.ru_utime + usage.ru_stime
            print(f"| {count} | {seconds:.1f} | {processor:.1f} | {usage.ru_maxrss / 1024:.0f} | {f1:.4f} |")


if __name__ == "__main__":
    main()
