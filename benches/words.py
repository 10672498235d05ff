"""Running text without end, for memories of any size: sentences as lists of words.

A `Language` knows how its words are written, joined and dated. Two sources give sentences in it: `Spliced` joins runs of real
sentences where they share a word, `Made` strings words together by Zipf's law: those of the project's own texts and
glossary first, then made-up ones. Both keep what they need from the beginning and grow no further.
"""
import re
import zlib
from array import array
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VOCABULARY = 60_000  # words of a made text
MOST_SEEDS = 200_000  # sentences to splice from
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
CHINESE = re.compile(rf"[{HAN}]|[\u3000-\u303f\uff00-\uffef\u2018-\u201d]|[^\s{HAN}\u3000-\u303f\uff00-\uffef\u2018-\u201d]+")
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ufffe\uffff]")

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "az": "yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr".split(),
}
SYLLABLES = {
    "en": ("b d f g h l m n p r s t v st tr pl".split(), "a e i o u ea ou".split(), "n r s l t nd".split()),
    "az": ("b d f g h l m n p r s t y z ç ş q x".split(), "a e i o u ə ı ö ü".split(), "n r s l t m z".split()),
}
ENDINGS = {  # after a front and after a back vowel; the empty one is the most frequent
    "en": (["", "", "", "s", "ing", "ed"],) * 2,
    "az": (["", "", "lər", "in", "də", "dən", "lərin", "i"], ["", "", "lar", "ın", "da", "dan", "ların", "ı"]),
}


class Language:
    """How a language is written."""

    def __init__(self, tag):
        self.tag = tag
        self.chinese = tag == "zh"
        self.stop = "。" if self.chinese else "."
        self.comma = "，" if self.chinese else ","

    def cut(self, text):
        """The words of a text; in Chinese its characters."""
        text = CONTROL.sub(" ", text)
        return CHINESE.findall(text) if self.chinese else text.split()

    def join(self, words):
        if not self.chinese:
            return " ".join(words)
        out = []
        for word in words:
            if out and out[-1][-1].isascii() and word[0].isascii():
                out.append(" ")
            out.append(word)
        return "".join(out)

    def date(self, day, month, year):
        """A date as one word for each blank in it."""
        if self.chinese:
            return [f"{year}年{month}月{day}日"]
        return [str(day), MONTHS[self.tag][month - 1], str(year)]

    def sentence(self, words):
        """A capital letter at the beginning, a full stop at the end."""
        words = list(words)
        words[-1] = words[-1].rstrip(",;:，；：、") or self.stop
        if words[-1][-1].isalnum():
            if self.chinese:
                words.append(self.stop)
            else:
                words[-1] += self.stop
        words[0] = words[0][0].upper() + words[0][1:]
        return words


def own_texts(language):
    """The sentences of the example article and the terms of the glossary, each cut into words."""
    article = (ROOT / "examples" / f"communique.{language.tag}.txt").read_text(encoding="utf-8")
    sentences = [language.cut(s) for s in re.split(r"(?<=[.!?])\s+|(?<=[。！？])|\n+", article) if s.strip()]
    rows = (ROOT / "glossaries" / "diplomatic.tsv").read_text(encoding="utf-8").splitlines()
    column = rows[0].split("\t").index(language.tag)
    cells = [row.split("\t")[column] for row in rows[1:]]
    terms = [language.cut(term) for cell in cells for term in cell.split("|") if term.strip()]
    return sentences, terms


def made_word(language, n):
    """The word of rank `n`, always the same one."""
    if language.chinese:  # two characters; as in real text, few of them make up most words
        shares = (zlib.crc32(f"{end}{n}".encode()) / 2**32 for end in "ab")
        return "".join(chr(0x4E00 + int(3_500 ** (0.5 + share / 2)) * 5) for share in shares)
    onsets, vowels, codas = SYLLABLES[language.tag]
    code = zlib.crc32(f"{language.tag}{n // 3}".encode())  # three forms of each stem on the average
    word = ""
    for _ in range(2 + code % 2):
        word += onsets[code % len(onsets)]
        code //= len(onsets)
        vowel = vowels[code % len(vowels)]
        word += vowel
        code //= len(vowels)
    endings = ENDINGS[language.tag][vowel in "aıou"]
    return word + codas[code % len(codas)] + endings[zlib.crc32(str(n).encode()) % len(endings)]


class Made:
    """Sentences by Zipf's law, in which some words draw others after them."""

    def __init__(self, language, random):
        self.language, self.random = language, random
        sentences, self.terms = own_texts(language)
        count = {}
        for words in sentences + self.terms:
            for word in words:
                core = word.strip(".,;:!?“”\"()。，；：！？、")
                if core and not any(c.isdigit() for c in core):
                    count[core] = count.get(core, 0) + 1
        self.words = sorted(count, key=lambda word: (-count[word], word))
        self.words += [made_word(language, n) for n in range(VOCABULARY - len(self.words))]

    def word(self):
        return self.words[int(len(self.words) ** self.random()) - 1]

    def running(self, length):
        """Words without a beginning or an end, `length` at least two."""
        draw, words, cut, out = self.random, self.words, self.language.cut, []
        rank = 0
        while len(out) < length:
            x = draw()
            if x < 0.04 and len(out) + 2 < length:
                out += self.terms[int(len(self.terms) * draw())]
            elif x < 0.35 and out:  # a word that often follows this one
                rank = (rank * 31 + int(4 * draw()) ** 3 * 17) % len(words)
                out += cut(words[rank])
            else:
                rank = int(len(words) ** draw()) - 1
                out += cut(words[rank])
            if x > 0.94 and len(out) + 2 < length:
                if self.language.chinese:
                    out.append(self.language.comma)
                else:
                    out[-1] += self.language.comma
        return out[:length]


class Spliced:
    """Runs of real sentences; the next run goes on where its last word stands in another sentence."""

    def __init__(self, language, random, path):
        self.language, self.random = language, random
        self.words, number = [], {}
        self.text, self.begins = array("I"), array("I")
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                words = language.cut(line.strip())
                if len(words) < 3:
                    continue
                self.begins.append(len(self.text))
                for word in words[:200]:
                    if word not in number:
                        number[word] = len(self.words)
                        self.words.append(word)
                    self.text.append(number[word])
                if len(self.begins) == MOST_SEEDS:
                    break
        if len(self.begins) < 50:
            raise SystemExit(f"{path}: fewer than 50 sentences of three words; give a longer text or none")
        # The places of each word lie side by side: those of word n from first[n] to first[n + 1].
        self.first = array("I", bytes(4 * (len(self.words) + 1)))
        for word in self.text:
            self.first[word + 1] += 1
        for n in range(len(self.words)):
            self.first[n + 1] += self.first[n]
        at, self.places = array("I", self.first), array("I", bytes(4 * len(self.text)))
        for place, word in enumerate(self.text):
            self.places[at[word]] = place
            at[word] += 1

    def word(self):
        return self.words[self.text[int(len(self.text) * self.random())]]

    def running(self, length):
        draw, text, out = self.random, self.text, []
        place = self.begins[int(len(self.begins) * draw())]
        while True:
            run = text[place : place + min(2 + int(7 * draw()), length - len(out))]
            out += [self.words[n] for n in run]
            if len(out) >= length or not run:
                return self.without_ends(out)
            first, end = self.first[run[-1]], self.first[run[-1] + 1]
            place = self.places[first + int((end - first) * draw())] + 1
            if place >= len(text):
                place = 0

    def without_ends(self, words):
        """Full stops inside become commas."""
        for n, word in enumerate(words[:-1]):
            if word[-1] in ".!?":
                words[n] = word[:-1] + "," if len(word) > 1 else ","
            elif word in "。！？":
                words[n] = "，"
        return words
