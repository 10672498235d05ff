#!/usr/bin/env python3
"""Time the term check: pairs of made text against the diplomatic glossary, filled up with words of the pairs.

    benches/terms.py                                100,000 pairs en-az, 5,000 concepts; at most 3 s and 200 MB on two cores
    benches/terms.py --karvan target/release/karvan --pairs 20000
    benches/terms.py --seed-text en=FILE az=FILE    text spliced from sentences, one a line

A filler concept is a word of the source with the word that stands for it in the translation, so that most pairs are clean. With --noise
the translations of the fillers are exchanged among them: nearly every word is a finding, which shows what findings cost. Then a
glossary with one concept and one sentence is checked: the time from start to end. Only the Python standard library is needed.
"""
import argparse
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # nothing is left beside the sources

from corpus import Corpus
from measure import run
from words import ROOT

GLOSSARY = ROOT / "glossaries" / "diplomatic.tsv"
LEAST = 4  # letters of a word that becomes a concept


def made(corpus, pairs, out):
    """Writes the pairs; gives the words of the sources with what stands for them, in the order of their first use."""
    fillers, taken = {}, set()
    with open(out, "w", encoding="utf-8") as rows:
        rows.write(f"{corpus.source.tag}\t{corpus.target.tag}\n")
        for _ in range(pairs):
            words = corpus.unit()
            rows.write(f"{corpus.source.join(words)}\t{corpus.target.join(corpus.translate(words))}\n".replace('"', ""))
            for word in words:
                bare = word.strip(".,;:").lower()
                if len(bare) < LEAST or not bare.isalpha() or bare in fillers:
                    continue
                translation = corpus.translation_of(bare)
                # Frequent words stand for many others; a term of a glossary does not.
                if translation not in taken:
                    fillers[bare] = translation
                    taken.add(translation)
    return list(fillers.items())


def filled(fillers, concepts, noise, source, target, out):
    """The glossary with further concepts, as a file."""
    header, *rows = GLOSSARY.read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    fillers = fillers[: concepts - len(rows)]
    others = fillers[1:] + fillers[:1] if noise else fillers
    with open(out, "w", encoding="utf-8") as file:
        file.write("\n".join([header, *rows]) + "\n")
        for n, ((word, _), (_, other)) in enumerate(zip(fillers, others)):
            cells = dict.fromkeys(columns, "") | {"id": f"zz-{n:05}", source: word, target: other}
            file.write("\t".join(cells.values()) + "\n")
    return len(rows) + len(fillers)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--karvan", type=Path, default=ROOT / "target" / "release" / "karvan", help="the program to measure")
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--concepts", type=int, default=5_000)
    parser.add_argument("--noise", action="store_true", help="a glossary that contradicts the pairs")
    parser.add_argument("--seed-text", nargs="+", default=[], metavar="LANG=FILE", help="sentences to splice text from")
    args = parser.parse_args()
    seeds = dict(seed.split("=", 1) for seed in args.seed_text)
    source, target = "en", "az"
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        pairs, glossary, log = place / "pairs.tsv", place / "glossary.tsv", place / "log"
        fillers = made(Corpus(source, target, 1, seeds.get(source), seeds.get(target)), args.pairs, pairs)
        concepts = filled(fillers, args.concepts, args.noise, source, target, glossary)
        check = [args.karvan, "check", "-s", source, "-t", target, "--format", "jsonl", "--glossary"]
        findings = place / "findings.jsonl"
        with open(findings, "wb") as out:
            cost = run([*check, glossary, pairs], log, stdout=out, good=(0, 1))
        with open(findings, "rb") as lines:
            number = sum(1 for _ in lines)
        print(f"{args.pairs:,} pairs, {concepts:,} concepts, {number:,} findings: {cost.wall:.2f} s, {cost.cpu:.2f} s of CPU, {cost.peak:.0f} MB")
        pairs.write_text("en\taz\nThe treaty was signed.\tMüqavilə imzalandı.\n", encoding="utf-8")
        glossary.write_text("id\ten\taz\nT1\ttreaty\tmüqavilə\n", encoding="utf-8")
        starts = sorted(run([*check, glossary, pairs], log).wall for _ in range(9))
        print(f"start to end of one pair, without Chinese: {starts[4] * 1000:.0f} ms (median of {len(starts)})")


if __name__ == "__main__":
    main()
