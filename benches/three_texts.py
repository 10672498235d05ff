#!/usr/bin/env python3
"""Print how well pairs are aligned alone, and within three texts.

    benches/three_texts.py KARVAN FOLDER [--documents]

FOLDER holds SET/SOURCE-TARGET/DOCUMENT/ with src.txt and tgt.txt, one sentence a line, and gold.tsv, the true alignment: source line
numbers from 0 joined by commas, TAB, target line numbers. A document counts that is there for all pairs of three languages. Its text
may be cut in another way for each pair; so of each document three triples are made, each with both texts of one pair, and the third as
it stands beside one of them (one triple where the texts are the same). Where a pair of a triple was not given with a true alignment,
it follows from those that were, over the pieces that both versions of a text hold.

Strict F1 over the beads of all documents of a set, a sentence alone being a bead of its own. "Alone" is `align A B`. "Within" is
`align A B C`: the beads of a pair, finer than its rows where it has some; "rows" takes the sides of the rows. Documents are numbered over all sets: the odd
ones are held out, nothing was chosen by looking at them. Only the Python standard library is needed.
"""
import sys

sys.dont_write_bytecode = True  # nothing is left beside the sources

import argparse
import json
import subprocess
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

PAIRS = ((0, 1), (0, 2), (1, 2))
FIELDS = ("source_lines", "target_lines", "target2_lines")
# Sentences of two versions of a text are the same in part when they share so many letters in stretches of so many.
SHARED = {"zh": (5, 3)}
SHARED_ELSE = (12, 6)


def lines_of(path):
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def true_beads(path):
    """The beads of a true alignment, as lists of line numbers."""
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            out.append(tuple([int(n) for n in side.split(",") if n.strip()] for side in (line + "\t").split("\t")[:2]))
    return out


def versions_overlap(first, second, lang):
    """The pairs of lines of two versions of a text that are the same, or in part."""
    letters = lambda lines: ["".join(c for c in line if c.isalnum()) for line in lines]
    a, b = letters(first), letters(second)
    least, stretch = SHARED.get(lang, SHARED_ELSE)
    links = set()
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            links.update((a1 + n, b1 + n) for n in range(a2 - a1))
        elif tag == "replace":
            of_a = [n for n in range(a1, a2) for _ in a[n]]
            of_b = [n for n in range(b1, b2) for _ in b[n]]
            shared = {}
            for block in SequenceMatcher(None, "".join(a[a1:a2]), "".join(b[b1:b2]), autojunk=False).get_matching_blocks():
                runs = {}
                for n in range(block.size):
                    pair = of_a[block.a + n], of_b[block.b + n]
                    runs[pair] = runs.get(pair, 0) + 1
                for pair, size in runs.items():
                    if block.size >= stretch:
                        shared[pair] = shared.get(pair, 0) + size
            for (n, m), size in shared.items():
                if size >= max(least, 0.3 * min(len(a[n]), len(b[m]))) or 2 * size >= min(len(a[n]), len(b[m])):
                    links.add((n, m))
    return links


class Text:
    """A text in its two versions, beside each of the other two texts, cut into the pieces that both have: a line of one version is
    one of the other, or they share a piece; a line that only one has is a piece."""

    def __init__(self, lang, versions, groups):
        links = versions_overlap(*versions, lang)
        pieces = {link: link for link in links}
        for side in (0, 1):
            # A group of two and two lines says that the border between them was moved. The other version has it where it was.
            for lines in groups[side]:
                crossed = [link for link in links if link[side] in lines]
                for link in crossed:
                    pieces[link] = min(other for other in crossed if other[1 - side] == link[1 - side])
        self.versions = versions
        self.of_line = [[set() for _ in version] for version in versions]
        for link in links:
            for side in (0, 1):
                self.of_line[side][link[side]].add(pieces[link])
        for side in (0, 1):
            for line, held in enumerate(self.of_line[side]):
                if not held:
                    held.add((line, None) if side == 0 else (None, line))

    def pieces(self, side, lines):
        """The pieces of lines of a version, in the order of the version."""
        out = []
        for line in lines:
            out += [piece for piece in sorted(self.of_line[side][line]) if piece not in out]
        return out


def linked_pieces(first, second, groups):
    """The links of pieces that true groups make: one by one where there are as many on both sides."""
    out = set()
    for p, q in groups:
        p, q = first(p), second(q)
        out |= set(zip(p, q)) if len(p) == len(q) else {(x, y) for x in p for y in q}
    return out


def beads_of(first, second, links):
    """The true beads of two texts, given as the pieces of each line: lines that share links, in order and without crossings."""
    beads = [[i, i + 1, j, j + 1] for i, p in enumerate(first) for j, q in enumerate(second) if any((x, y) in links for x in p for y in q)]
    out = []
    for bead in sorted(beads):
        while out and (bead[0] < out[-1][1] or bead[2] < out[-1][3]):
            last = out.pop()
            bead = [min(last[0], bead[0]), max(last[1], bead[1]), min(last[2], bead[2]), max(last[3], bead[3])]
        out.append(bead)
    true = {(tuple(range(a1, a2)), tuple(range(b1, b2))) for a1, a2, b1, b2 in out}
    for side, lines in enumerate((first, second)):
        held = {line for bead in true for line in bead[side]}
        true |= {((), (k,)) if side else ((k,), ()) for k in range(len(lines)) if k not in held}
    return true


def triples(root, name, pairs, document):
    """Texts of three languages, and the true beads of each pair."""
    folders = [root / name / "-".join(pair) / document for pair in pairs]
    langs = (pairs[0][0], pairs[0][1], pairs[1][1])
    groups = {pair: [(p, q) for p, q in true_beads(folder / "gold.tsv") if p and q] for pair, folder in zip(PAIRS, folders)}

    def groups_from(a, b):
        return groups[a, b] if a < b else [(q, p) for p, q in groups[b, a]]

    def beside(text):
        """The other texts, in the order of a text's versions."""
        return [other for other in range(3) if other != text]

    def text(number):
        files = []
        for other in beside(number):
            pair = (min(number, other), max(number, other))
            files.append(lines_of(folders[PAIRS.index(pair)] / ("src.txt" if pair[0] == number else "tgt.txt")))
        moved = [[p for p, q in groups_from(number, other) if len(p) == len(q) == 2] for other in beside(number)]
        return Text(langs[number], files, moved)

    texts = [text(number) for number in range(3)]

    def pieces(number, other):
        """Makes pieces of lines of a text as it stands beside another one."""
        return lambda lines: texts[number].pieces(beside(number).index(other), lines)

    def links_of(a, b):
        return linked_pieces(pieces(a, b), pieces(b, a), groups_from(a, b))

    def known(number, other):
        return {piece for line in texts[number].of_line[beside(number).index(other)] for piece in line}

    links = {}
    for a, b in PAIRS:
        c = 3 - a - b
        links[a, b] = links_of(a, b)
        # What their own pair lacks is known from the way around.
        back = {}
        for x, y in links_of(c, b):
            back.setdefault(x, []).append(y)
        around = {(x, z) for x, y in links_of(a, c) for z in back.get(y, [])}
        here, there = known(a, b), known(b, a)
        links[a, b] |= {(x, z) for x, z in around if x not in here or z not in there}
    seen = []
    for given, pair in enumerate(PAIRS):
        third = 3 - sum(pair)
        # Each text as it stands beside the other one of the pair, the third beside one of them.
        sides = [beside(n).index(pair[given % 2] if n == third else sum(pair) - n) for n in range(3)]
        chosen = [texts[n].versions[sides[n]] for n in range(3)]
        if chosen not in seen:
            seen.append(chosen)
            held = [texts[n].of_line[sides[n]] for n in range(3)]
            truth = [beads_of(held[a], held[b], links[a, b]) for a, b in PAIRS]
            for at, (a, b) in enumerate(PAIRS):
                if chosen[a] == texts[a].versions[beside(a).index(b)] and chosen[b] == texts[b].versions[beside(b).index(a)]:
                    # These very texts were given with a true alignment.
                    truth[at] = split(true_beads(folders[at] / "gold.tsv"))
            yield langs, chosen, truth


def run(karvan, files, langs, extra):
    tags = [part for lang in langs[1:] for part in ("-t", lang)]
    command = [karvan, "align", *files, "-s", langs[0], *tags, "--presegmented", "--format", "jsonl", "--force", "-q", *extra]
    done = subprocess.run(command, capture_output=True, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def split(beads):
    """Lines without a partner as beads of their own."""
    out = set()
    for a, b in beads:
        if a and b:
            out.add((tuple(a), tuple(b)))
        else:
            out |= {((k,), ()) for k in a} | {((), (k,)) for k in b}
    return out


def within(rows, a, b):
    """The beads of a pair: of each row those that are finer, else its sides."""
    out = []
    for row in rows:
        sides = row[FIELDS[a]], row[FIELDS[b]]
        finer = [(p[FIELDS[a]], p[FIELDS[b]]) for p in row.get("finer", []) if FIELDS[a] in p and FIELDS[b] in p]
        out.extend(finer or [sides])
        for side in (0, 1):
            held = {line for bead in finer for line in bead[side]}
            alone = [line for line in sides[side] if finer and line not in held]
            out.append(([], alone) if side else (alone, []))
    return split(out)


def counts(truth, found):
    linked = {bead for bead in truth if bead[0] and bead[1]}
    return [len(found), len(found & truth), len(linked), len(linked & found)]


def f1(counted):
    found, right, true, hit = counted
    p, r = right / max(found, 1), hit / max(true, 1)
    return 2 * p * r / (p + r) if p + r else 0.0


def triple_languages(folder):
    """The pairs of three languages in a set, in the order of PAIRS."""
    there = {tuple(pair.name.split("-")) for pair in folder.iterdir() if pair.name.count("-") == 1}
    for a, b in sorted(there):
        for c in sorted({pair[1] for pair in there}):
            if {(a, b), (a, c), (b, c)} <= there:
                yield ((a, b), (a, c), (b, c))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("karvan")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", action="store_true", help="print each triple that differs within three from alone")
    parser.add_argument("--half", choices=("even", "odd"), help="only one half of the documents")
    parser.add_argument("extra", nargs="*", help="further arguments of karvan align, after --")
    args = parser.parse_args()
    sums, number = {}, 0
    for folder in sorted(args.folder.iterdir()):
        for pairs in triple_languages(folder) if folder.is_dir() else []:
            for document in sorted(path.name for path in (folder / "-".join(pairs[0])).iterdir()):
                if not all((folder / "-".join(pair) / document / "gold.tsv").exists() for pair in pairs):
                    continue
                half = ("even", "odd")[number % 2]
                number += 1
                if args.half and args.half != half:
                    continue
                for langs, texts, truth in triples(args.folder, folder.name, pairs, document):
                    with tempfile.TemporaryDirectory() as place:
                        files = []
                        for lang, text in zip(langs, texts):
                            files.append(Path(place) / f"{lang}.txt")
                            files[-1].write_text("\n".join(text) + "\n", encoding="utf-8")
                        three = run(args.karvan, files, langs, args.extra)
                        for (a, b), true in zip(PAIRS, truth):
                            two = run(args.karvan, [files[a], files[b]], [langs[a], langs[b]], args.extra)
                            alone = split((bead["source_lines"], bead["target_lines"]) for bead in two)
                            rows = split((row[FIELDS[a]], row[FIELDS[b]]) for row in three)
                            measured = [counts(true, found) for found in (alone, within(three, a, b), rows)]
                            held = sums.setdefault((folder.name, f"{langs[a]}-{langs[b]}"), {})
                            for which in (half, "all"):
                                old = held.setdefault(which, [[0] * 4 for _ in measured])
                                held[which] = [[x + y for x, y in zip(m, o)] for m, o in zip(measured, old)]
                            if args.documents and measured[0] != measured[1]:
                                print(f"{folder.name}/{document} {langs[a]}-{langs[b]}: " + " ".join(f"{f1(m):.4f}" for m in measured), flush=True)
    for which in ("even", "odd", "all"):
        print(f"{which:13}{'beads':>6} {'alone':>7} {'within':>7} {'rows':>7}")
        for (name, pair), held in sums.items():
            if which in held:
                alone, inside, rows = held[which]
                print(f"{name:10} {pair} {alone[2]:5} {f1(alone):7.4f} {f1(inside):7.4f} {f1(rows):7.4f}")
        total = [sums_of for held in sums.values() if which in held for sums_of in [held[which]]]
        if total:
            added = [[sum(column) for column in zip(*(t[k] for t in total))] for k in range(3)]
            print(f"{'together':16} {added[0][2]:6} " + " ".join(f"{f1(a):7.4f}" for a in added))


if __name__ == "__main__":
    main()
