#!/usr/bin/env python3
"""Print what becomes of short sentences that only one text has: a credit, a line of weather, a remark.

    benches/added_sentences.py KARVAN FOLDER [--only SET] [--half even|odd] [--list]

FOLDER holds SET/SOURCE-TARGET/DOCUMENT/ with src.txt and tgt.txt, one sentence a line, and gold.tsv, the true alignment: source line
numbers from 0 joined by commas, TAB, target line numbers. Into each text in English, Azerbaijani or Chinese, one after the other, sentences
of REMARKS are put at borders of the true alignment, one for twelve lines, at places that are the same in every run. A sentence is "alone" when
it was left without a partner, as it should be, and "glued" when it was not; "sure" ones of these score 0.9 or more and go into a memory
unmarked. "pairs" are the true pairs of the texts, "found" how many are still found, "sure" how many of these score 0.9 or more. Only the
Python standard library is needed.
"""
import sys

sys.dont_write_bytecode = True  # nothing is left beside the sources

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

# One sentence for so many lines, and the score that counts as sure.
LINES = 12
SURE = 0.9
REMARKS = {
    "en": [
        "Photo: J. Smith", "Advertisement", "Read more below.", "It rained all night.", "Our newsletter is free.", "The hall was full.",
        "He did not smile.", "Picture: Reuters", "Nobody answered.", "Tomorrow it will be sunny.", "See page 14.", "So it goes.",
        "The kettle was boiling.", "Updated on Friday evening.", "Follow us on Facebook.", "Nothing is that simple.", "More to follow.",
        "That was a long winter.", "Text: Helen Brown", "Listen to this article", "A dog barked outside.", "We shall see.",
        "The names have been changed.", "Comments are closed.", "What a day!", "Who knows?",
    ],
    "az": [
        "Foto: R. Quliyev", "Reklam", "Davamı aşağıda.", "Bütün gecəni yağış yağdı.", "Bülletenimizə pulsuz abunə olun.", "Zal dolu idi.",
        "O gülümsəmədi.", "Şəkil: AZƏRTAC", "Heç kim cavab vermədi.", "Sabah hava günəşli olacaq.", "Bax: səhifə 14.", "Həyat belədir.",
        "Çaydan qaynayırdı.", "Cümə axşamı yenilənib.", "Bizi Feysbukda izləyin.", "Heç nə bu qədər sadə deyil.", "Ardı var.",
        "Qış uzun sürdü.", "Mətn: Lalə Həsənova", "Məqaləni dinləyin", "Bayırda it hürdü.", "Baxaq görək.",
        "Adlar dəyişdirilib.", "Şərhlər bağlıdır.", "Nə gözəl gün!", "Kim bilir?",
    ],
    "zh": [
        "摄影：王小明", "广告", "下文更精彩。", "雨下了一整夜。", "欢迎免费订阅本报简讯。", "大厅里座无虚席。",
        "他没有笑。", "图片来源：新华社", "没有人回答。", "明天天气晴朗。", "见第14页。", "生活就是这样。",
        "水壶里的水开了。", "周五晚间更新。", "请关注我们的微博。", "事情没有那么简单。", "未完待续。",
        "那个冬天很长。", "撰文：李红", "收听本文", "外面有狗在叫。", "走着瞧吧。",
        "文中人名均为化名。", "评论已关闭。", "多好的一天！", "谁知道呢？",
    ],
}


def lines_of(path):
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def true_beads(path):
    out = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            out.append(tuple(tuple(sorted(int(n) for n in side.split(",") if n.strip())) for side in (line + "\t").split("\t")[:2]))
    return out


def with_remarks(lines, groups, lang, seed):
    """The lines with remarks, the new number of each old line, and the numbers of the remarks."""
    draw = random.Random(seed)
    inside = {n for group in groups for n in group[1:]}
    borders = [n for n in range(len(lines) + 1) if n not in inside]
    count = min(max(1, len(lines) // LINES), len(REMARKS[lang]), len(borders))
    at = set(draw.sample(borders, count))
    remarks = iter(draw.sample(REMARKS[lang], count))
    out, moved, added = [], [], {}
    for n in range(len(lines) + 1):
        if n in at:
            added[len(out)] = next(remarks)
            out.append(added[len(out)])
        if n < len(lines):
            moved.append(len(out))
            out.append(lines[n])
    return out, moved, added


def aligned(karvan, texts, langs):
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / f"{n}.txt" for n in (0, 1)]
        for file, lines in zip(files, texts):
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        command = [karvan, "align", *files, "-s", langs[0], "-t", langs[1], "--presegmented", "--format", "jsonl", "--force", "-q"]
        done = subprocess.run(command, capture_output=True, check=True)
    for line in done.stdout.decode().splitlines():
        bead = json.loads(line)
        yield (tuple(bead["source_lines"]), tuple(bead["target_lines"])), bead["score"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("karvan")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", action="append", help="a set (repeatable)")
    parser.add_argument("--half", choices=("even", "odd"), help="only every second document")
    parser.add_argument("--list", action="store_true", help="print each glued sentence with its bead")
    args = parser.parse_args()
    sums, number = {}, 0
    for gold in sorted(args.folder.glob("*/*/*/gold.tsv")):
        name, langs, document = gold.parts[-4], gold.parts[-3].split("-"), gold.parts[-2]
        number += 1
        if (args.only and name not in args.only) or (args.half and ("even", "odd")[number % 2] != args.half):
            continue
        texts = [lines_of(gold.with_name(file)) for file in ("src.txt", "tgt.txt")]
        beads = true_beads(gold)
        for side in (0, 1):
            if langs[side] not in REMARKS:
                continue
            seed = f"{name} {'-'.join(langs)} {document} {side}"
            lines, moved, added = with_remarks(texts[side], [bead[side] for bead in beads], langs[side], seed)
            turn = lambda bead: tuple(tuple(moved[n] for n in lines) if at == side else lines for at, lines in enumerate(bead))
            truth = {turn(bead) for bead in beads if all(bead)}
            given = [lines, texts[1]] if side == 0 else [texts[0], lines]
            held = sums.setdefault((name, "-".join(langs)), [0] * 6)
            held[3] += len(truth)
            for bead, score in aligned(args.karvan, given, langs):
                remarks = [n for n in bead[side] if n in added]
                glued = len(remarks) if all(bead) else 0
                found = [len(remarks) - glued, glued, glued * (score >= SURE), 0, bead in truth, bead in truth and score >= SURE]
                held[:] = [a + b for a, b in zip(held, found)]
                if args.list and glued:
                    print(f"{name}/{document} {score:.3f}", *(" / ".join(text[n] for n in lines) for text, lines in zip(given, bead)), sep="\n    ")
    if not sums:
        sys.exit(f"{args.folder} has no SET/SOURCE-TARGET/DOCUMENT/gold.tsv")
    sums["together", ""] = [sum(column) for column in zip(*sums.values())]
    print("| documents | alone | glued | sure | pairs | found | sure |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for (name, pair), held in sums.items():
        print(f"| {name} {pair}".rstrip() + " | " + " | ".join(f"{n:,}" for n in held) + " |")


if __name__ == "__main__":
    main()
