#!/usr/bin/env bash
# Checks every translation in a folder against the glossary, as a CI job would:
#   article.en.txt with article.az.txt, article.zh.txt, ...
# Exit status: 0 nothing to say, 1 findings, 2 a check could not be made.
#
#   GLOSSARY=glossaries/diplomatic.tsv examples/ci/check.sh examples
set -euo pipefail

folder=${1:-.}
karvan=${KARVAN:-karvan}
glossary=${GLOSSARY:-glossaries/diplomatic.tsv}
status=0

for source in "$folder"/*.en.txt; do
  for lang in az zh; do
    target=${source%.en.txt}.$lang.txt
    [ -e "$target" ] || continue
    echo "== $target"
    code=0
    "$karvan" check --pair "$source" "$target" -s en -t "$lang" --glossary "$glossary" || code=$?
    [ "$code" -le "$status" ] || status=$code
  done
done
exit "$status"
