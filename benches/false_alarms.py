#!/usr/bin/env python3
"""How often the rules of `karvan check` speak where a professional translator already looked.

Nearly every finding in well translated texts is a false alarm; `--show` prints them, because some are slips of the translator.
FOLDER holds sets of aligned documents, SET/SRC-TGT/NAME/gold.raw.tsv with a source and a target in each line. A pair that
stands in several documents counts once.

    benches/false_alarms.py FOLDER                       all rules but terminology, from SRC into TGT
    benches/false_alarms.py FOLDER --reverse             from TGT into SRC: there the "translation" is the original
    benches/false_alarms.py FOLDER --show dotted-i       with the findings of a code or a rule
    benches/false_alarms.py FOLDER --only numbers --set ntrex,mac
"""

import argparse
import collections
import json
import pathlib
import subprocess
import tempfile


def pairs(folder, sets, reverse):
    """The distinct pairs of each direction, without groups that have one side only."""
    found = collections.defaultdict(dict)
    for gold in sorted(folder.glob("*/*/*/gold.raw.tsv")):
        if sets and gold.parts[-4] not in sets:
            continue
        direction = tuple(gold.parts[-3].split("-")[:2])
        for line in gold.read_text(encoding="utf-8").splitlines():
            sides = line.split("\t")
            if len(sides) == 2 and all(side.strip() for side in sides):
                found[direction[::-1] if reverse else direction][tuple(sides[::-1] if reverse else sides)] = True
    return {direction: list(rows) for direction, rows in sorted(found.items())}


def check(karvan, rows, source, target, only):
    """The findings over pairs, one dictionary each."""
    with tempfile.NamedTemporaryFile("w", suffix=".tsv", encoding="utf-8") as file:
        file.write(f"{source}\t{target}\n")
        file.writelines("\t".join(row) + "\n" for row in rows)
        file.flush()
        command = [karvan, "check", file.name, "-s", source, "-t", target, "--format", "jsonl"]
        done = subprocess.run([*command, "--rule", "all=on", "--only", only], capture_output=True, text=True)
    if done.returncode > 1:
        raise SystemExit(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if '"code"' in line]


def marked(finding, side, span):
    """A side of the pair with what the finding marks in brackets."""
    text = finding[side]
    return text if not span else text[: span[0]] + "⟦" + text[span[0] : span[1]] + "⟧" + text[span[1] :]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--karvan", default="target/release/karvan", help="the program (target/release/karvan)")
    parser.add_argument("--only", help="codes or rules; all but terminology if it is left out")
    parser.add_argument("--show", default="", help="codes or rules whose findings are printed, or all")
    parser.add_argument("--set", default="", help="only these sets")
    parser.add_argument("--reverse", action="store_true", help="from the second language into the first")
    args = parser.parse_args()
    listed = subprocess.run([args.karvan, "check", "--list-rules"], capture_output=True, text=True, check=True)
    rule_of = dict(line.split()[:2] for line in listed.stdout.splitlines()[1:])
    left_out = ("terminology", "suppression")
    only = args.only or ",".join(code for code, rule in rule_of.items() if rule not in left_out)
    chosen = [code for code, rule in rule_of.items() if {code, rule} & set(only.split(","))]
    shown, totals, counts = args.show.split(","), {}, collections.Counter()
    for direction, rows in pairs(args.folder, args.set.split(",") if args.set else None, args.reverse).items():
        totals[direction] = len(rows)
        found = check(args.karvan, rows, *direction, only)
        counts.update((code, direction) for code, _ in {(f["code"], f["line"]) for f in found})
        counts.update((rule, direction) for rule, _ in {(rule_of[f["code"]], f["line"]) for f in found})
        for finding in found:
            if {finding["code"], rule_of[finding["code"]], "all"} & set(shown):
                print(f"{finding['code']} {'>'.join(direction)}: {finding['message']}")
                print(f"    {marked(finding, 'source', finding['source_span'])}")
                print(f"    {marked(finding, 'target', finding['span'])}")
    if not totals:
        raise SystemExit(f"no SET/SRC-TGT/NAME/gold.raw.tsv under {args.folder}")
    print("pairs with findings per 1,000 (how many)")
    head = ["".join(f"{'>'.join(direction) + ' ' + str(total):>16}" for direction, total in totals.items())]
    print(f"{'':24}{head[0]}{'all ' + str(sum(totals.values())):>16}")
    whole = [rule for rule in dict.fromkeys(rule_of[code] for code in chosen) if rule not in chosen]
    for name in [*chosen, *(f"{rule} as a rule" for rule in whole)]:
        key = name.split()[0]
        cells = [(counts[key, direction], total) for direction, total in totals.items()]
        cells.append((sum(count for count, _ in cells), sum(totals.values())))
        print(f"{name:24}" + "".join(f"{f'{1000 * count / total:.1f} ({count})' if count else '-':>16}" for count, total in cells))


if __name__ == "__main__":
    main()
