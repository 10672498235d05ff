#!/usr/bin/env python3
"""Make a translation memory of any size as TMX, with queries of known origin.

    corpus.py en az --units 100000 --tmx tm.tmx --queries queries.tsv --number 1000

Of 100 units 40 are new, 22 come from a frame with numbers, dates and codes in its slots, 22 are one of the last 50,000 units with one to
three words edited, 11 join a part of an earlier unit with new text, and 5 say a short text again. What is drawn depends on --seed
and the texts alone, and memory does not grow with the number of units.

A query is a line: its kind, the `tuid` that it was made from (0: none), its text.
"""
import argparse
import math
import random
import re
import zlib
from pathlib import Path
from xml.sax.saxutils import escape

from words import Language, Made, Spliced

LAST = 50_000  # earlier units that further ones are made from
SHORT = 10_000  # short texts that are said again
FRAMES = 5_000
MOST_TRANSLATED = 300_000  # words whose translation is kept at hand
KINDS = {  # of 100 queries
    "exact": 8, "case": 6, "punctuation": 6, "number": 8, "1 word": 16, "2-3 words": 24, "4-5 words": 12, "swap": 6, "half": 6, "novel": 8,
}
DIGIT = re.compile(r"\d")


class Corpus:
    def __init__(self, source, target, seed, seed_source=None, seed_target=None):
        self.random = random.Random(seed).random
        self.source, self.target = Language(source), Language(target)
        other = random.Random(seed + 1).random
        self.text = Spliced(self.source, self.random, seed_source) if seed_source else Made(self.source, self.random)
        self.translation = Spliced(self.target, other, seed_target) if seed_target else Made(self.target, other)
        self.translated = {}
        self.scale = 1.7 if self.source.chinese else 1.0
        self.frames = [self.frame() for _ in range(FRAMES)]
        self.last, self.short, self.count = [], [], 0

    def below(self, n):
        return int(n * self.random())

    def length(self):
        """About 17 words on the average, seldom more than 60."""
        normal = math.sqrt(-2 * math.log(1 - self.random())) * math.cos(2 * math.pi * self.random())
        return min(int(90 * self.scale), max(2, round(self.scale * math.exp(2.65 + 0.62 * normal))))

    # Units

    def slot(self):
        """What stands in the slot of a frame, as words."""
        kind = self.below(4)
        if kind == 0:
            return self.source.date(1 + self.below(28), 1 + self.below(12), 1991 + self.below(36))
        if kind == 1:
            return [f"{'ABCEHKMNPRT'[self.below(11)]}-{1 + self.below(400)}/{1991 + self.below(36)}"]
        if kind == 2:
            return [f"{1 + self.below(99)}{'.' if self.source.tag == 'en' else ','}{self.below(10)}"]
        return [str(int(10 ** (1 + 4 * self.random())))]

    def frame(self):
        """A sentence with about one slot (`None`) for eight words."""
        words = self.text.running(max(4, self.length()))
        for _ in range(1 + int(len(words) / (8 * self.scale))):
            words[1 + self.below(len(words) - 1)] = None
        return words

    def filled(self):
        frame = self.frames[int(len(self.frames) ** self.random()) - 1]  # the first ones most often
        words = []
        for word in frame:
            words += [word] if word is not None else self.slot()
        return words

    def edited(self, words, edits):
        """So many words exchanged, added or left out."""
        words = list(words)
        for _ in range(edits):
            at, kind = self.below(len(words)), self.below(4)
            if kind == 0:
                words.insert(at, self.text.word())
            elif kind == 1 and len(words) > 3:
                del words[at]
            else:
                words[at] = self.text.word()
        return words

    def part(self, words):
        """The first or the last half."""
        middle = max(1, len(words) // 2)
        return words[:middle] if self.random() < 0.5 else words[middle:]

    def unit(self):
        """The words of the next unit."""
        kind = self.below(100)
        if self.count < 100 or kind < 40:
            words = self.text.running(self.length())
            if self.random() < 0.25:
                words += self.slot()
        elif kind < 62:
            words = self.filled()
        elif kind < 84:
            words = self.edited(self.last[self.below(len(self.last))], 1 + self.below(3))
        elif kind < 95 or not self.short:
            words = self.part(self.last[self.below(len(self.last))]) + self.text.running(max(2, self.length() // 2))
        else:
            return self.short[int(len(self.short) ** self.random()) - 1]
        words = self.source.sentence(words[: int(100 * self.scale)])
        if self.count < LAST:
            self.last.append(words)
        else:
            self.last[self.count % LAST] = words
        self.count += 1
        if len(words) < 8 * self.scale and len(self.short) < SHORT:
            self.short.append(words)
        return words

    def translation_of(self, word):
        """The word that stands for this one; a mark stays a mark."""
        if not any(c.isalpha() for c in word):
            return {"。": ".", "，": ","}.get(word, word)
        vocabulary = self.translation.words
        share = zlib.crc32(word.lower().encode()) / 2**32
        known = vocabulary[int(len(vocabulary) ** share) - 1] + (word[-1] if word[-1] in ".,;:" else "")
        if len(self.translated) < MOST_TRANSLATED:
            self.translated[word] = known
        return known

    def translate(self, words):
        """Word for word into the other vocabulary, always in the same way; what has figures stays."""
        out = []
        for word in words:
            known = self.translated.get(word) or (word if DIGIT.search(word) else self.translation_of(word))
            if out and known in ".,;:" and not self.target.chinese:
                out[-1] += known
            else:
                out.append(known)
        return self.target.sentence(out)

    # Queries

    def query(self, kind, words):
        """A text made from a unit in this way, or the unit itself where there is nothing to change."""
        words = list(words)
        at = self.below(len(words))
        if kind == "case":
            words[at] = words[at].swapcase()
        elif kind == "punctuation":
            bare = words[at].rstrip(".,;:。，；：")
            words[at] = bare if bare and bare != words[at] else words[at] + self.source.comma
        elif kind == "number":
            words = [DIGIT.sub(lambda _: str(1 + self.below(9)), word) for word in words]
        elif kind == "swap":
            at = min(at, max(0, len(words) - 2))
            words[at : at + 2] = reversed(words[at : at + 2])
        elif kind == "half":
            words = self.part(words) + self.text.running(max(2, len(words) // 2))
        elif kind.endswith("words") or kind == "1 word":
            least, most = {"1 word": (1, 1), "2-3 words": (2, 3), "4-5 words": (4, 5)}[kind]
            words = self.edited(words, least + self.below(most - least + 1))
        elif kind == "novel":
            words = self.source.sentence(self.text.running(self.length()))
        return words

    def queries(self, origins):
        """`(kind, tuid, text)` for each origin `(tuid, words)`."""
        wheel = [kind for kind, share in KINDS.items() for _ in range(share)]
        for tuid, words in origins:
            kind = wheel[self.below(len(wheel))]
            text = self.source.join(self.query(kind, words))
            yield kind, 0 if kind == "novel" else tuid, text


HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="karvan-benches" creationtoolversion="1" segtype="sentence" o-tmf="none" adminlang="en" srclang="{}" datatype="plaintext"/>
<body>
"""
UNIT = """<tu tuid="{}" creationdate="20{:02}{:02}{:02}T{:02}0000Z" creationid="{}">
<tuv xml:lang="{}"><seg>{}</seg></tuv>
<tuv xml:lang="{}"><seg>{}</seg></tuv>
</tu>
"""
TAIL = "</body>\n</tmx>\n"


def unit_xml(tuid, source, text, target, translation):
    """A `tu`; its date and its author follow from its number."""
    n = zlib.crc32(str(tuid).encode())
    date = 10 + n % 16, 1 + n // 16 % 12, 1 + n // 192 % 28, n // 5376 % 24
    return UNIT.format(tuid, *date, ("aysel", "john", "wei")[n % 3], source, escape(text), target, escape(translation))


def write(corpus, units, tmx, queries, number, seed):
    """Writes both files beside their places first, so that a file of that name is always whole."""
    chosen = set(random.Random(seed + 2).sample(range(1, units + 1), min(number, units)))
    origins = []
    source, target = corpus.source, corpus.target
    beside = Path(f"{tmx}.part")
    with open(beside, "w", encoding="utf-8", newline="\n") as out:
        out.write(HEAD.format(source.tag))
        for tuid in range(1, units + 1):
            words = corpus.unit()
            if tuid in chosen:
                origins.append((tuid, words))
            out.write(unit_xml(tuid, source.tag, source.join(words), target.tag, target.join(corpus.translate(words))))
        out.write(TAIL)
    random.Random(seed + 3).shuffle(origins)
    with open(queries, "w", encoding="utf-8", newline="\n") as out:
        for kind, tuid, text in corpus.queries(origins):
            out.write(f"{kind}\t{tuid}\t{text}\n")
    beside.rename(tmx)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", choices=("en", "az", "zh"))
    parser.add_argument("target", choices=("en", "az", "zh"))
    parser.add_argument("--units", type=int, required=True)
    parser.add_argument("--tmx", required=True)
    parser.add_argument("--queries", required=True)
    parser.add_argument("--number", type=int, default=1000, help="how many queries")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seed-source", help="source sentences to splice from, one a line")
    parser.add_argument("--seed-target", help="target sentences whose words are used, one a line")
    args = parser.parse_args()
    corpus = Corpus(args.source, args.target, args.seed, args.seed_source, args.seed_target)
    write(corpus, args.units, args.tmx, args.queries, args.number, args.seed)


if __name__ == "__main__":
    main()
