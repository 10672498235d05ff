#!/usr/bin/env python3
"""Puts the fixtures of the tests into fuzz/corpus, a folder a target, for `cargo fuzz run TARGET`."""
import pathlib
import shutil

FUZZ = pathlib.Path(__file__).resolve().parent
ROOT = FUZZ.parent
UNITS = ["xlf", "sdlxliff", "mqxliff", "csv", "tsv", "jsonl", "po", "tmx", "gz"]
SEEDS = {
    "tmx": ["tests/**/*.tmx"],
    "xliff": ["tests/**/*.xlf", "tests/**/*.*xliff"],
    "tables": ["tests/**/*.csv", "tests/**/*.tsv"],
    "json_lines": ["tests/**/*.jsonl"],
    "po": ["tests/**/*.po"],
    "terms": ["tests/**/*.tbx", "tests/**/glossary*.csv", "tests/**/*.utf8", "tests/cmd/term/**/*.txt", "glossaries/*.tsv"],
    "any_units": [f"tests/**/*.{ending}" for ending in UNITS],
    "glossary": ["tests/**/*.tsv", "glossaries/*.tsv"],
    "srx": ["tests/**/*.srx"],
    "dictionary": ["tests/data/dictionary.tsv", "tests/cmd/align/**/*.tsv"],
    "review": ["tests/cmd/align/review/*.json"],
}
# A larger file slows every run down and teaches no more.
MOST_BYTES = 20_000

for target, patterns in SEEDS.items():
    corpus = FUZZ / "corpus" / target
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = {path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}
    for path in sorted(seeds):
        if path.stat().st_size <= MOST_BYTES:
            shutil.copyfile(path, corpus / "-".join(path.relative_to(ROOT).parts))
    print(f"{target}: {len(list(corpus.iterdir()))} seeds")
