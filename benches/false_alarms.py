#!/usr/bin/env python3
"""How often the rules of `karvan check` speak where a professional translator already looked.

Every finding in well translated texts is a false alarm, or nearly. FOLDER holds sets of aligned documents,
SET/SRC-TGT/NAME/gold.raw.tsv with a source and a target in each line; each rule runs over them in both directions.

    benches/false_alarms.py FOLDER [--karvan target/release/karvan] [--only CODE,...] [--show CODE]
"""

import argparse
import collections
import json
import pathlib
import subprocess
import tempfile


def pairs(folder):
    """The pairs of each set and direction, without groups that have one side only."""
    found = collections.defaultdict(list)
    for gold in sorted(folder.glob("*/*/*/gold.raw.tsv")):
        corpus, langs = gold.parts[-4], gold.parts[-3]
        source, target = langs.rsplit("-", 1) if langs.count("-") == 1 else langs.split("-")[:2]
        for line in gold.read_text(encoding="utf-8").splitlines():
            sides = line.split("\t")
            if len(sides) != 2 or not all(side.strip() for side in sides):
                continue
            found[corpus, source, target].append(sides)
            found[corpus, target, source].append(sides[::-1])
    return found


def check(karvan, rows, source, target, only):
    """The findings over pairs, one dictionary each."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.write(f"{source}\t{target}\n")
        file.writelines("\t".join(row) + "\n" for row in rows)
        file.flush()
        command = [karvan, "check", file.name, "-s", source, "-t", target, "--format", "jsonl"]
        command += ["--rule", "all=on", "--only", only]
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if '"code"' in line]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--karvan", default="target/release/karvan")
    parser.add_argument("--only", help="codes or rules; all but terminology if it is left out")
    parser.add_argument("--show", default="", help="codes whose findings are printed")
    parser.add_argument("--set", default="", help="only this set")
    args = parser.parse_args()
    listed = subprocess.run([args.karvan, "check", "--list-rules"], capture_output=True, text=True, check=True)
    rules = [line.split()[:2] for line in listed.stdout.splitlines()[1:]]
    codes = [code for code, rule in rules if rule not in ("terminology", "suppression")]
    only = args.only or ",".join(codes)
    shown = args.show.split(",")
    total, counts = 0, collections.Counter()
    for (corpus, source, target), rows in pairs(args.folder).items():
        if args.set and corpus != args.set:
            continue
        total += len(rows)
        found = check(args.karvan, rows, source, target, only)
        own = collections.Counter()
        for code in {(f["code"], f["line"]) for f in found}:
            own[code[0]] += 1
        counts.update(own)
        print(f"{corpus} {source}-{target}: {len(rows)} pairs", dict(own))
        for finding in found:
            if finding["code"] in shown or shown == ["all"]:
                def words(side, span):
                    text = finding[side]
                    return text if not span else text[:span[0]] + "⟦" + text[span[0]:span[1]] + "⟧" + text[span[1]:]
                print(f"  {finding['code']}: {finding['message']}")
                print(f"    {words('source', finding['source_span'])}")
                print(f"    {words('target', finding['span'])}")
    print(f"\n{total} pairs")
    for code in codes:
        if counts[code] or not args.only:
            print(f"{code:24} {counts[code]:6} pairs with findings  {100 * counts[code] / max(total, 1):.3f} %")


if __name__ == "__main__":
    main()
