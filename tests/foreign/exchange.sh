#!/bin/sh
# Checks what karvan exports with other people's programs. Run by hand, in the project's folder:
#
#   tests/foreign/exchange.sh KARVAN
#
# KARVAN is the program. Used where they are there: msgfmt (gettext), xmllint with the schemas of XLIFF (the Debian package
# php-symfony-translation carries them; SCHEMAS names their folder), and translate-toolkit (PYTHON names an interpreter
# that has it).
set -eu
karvan=$(realpath "$1")
python=${PYTHON:-python3}
schemas=${SCHEMAS:-/usr/share/php/Symfony/Component/Translation/Resources/schemas}
here=$(realpath "$(dirname "$0")")
data=$here/../data/formats
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
verdict() { # WHAT STATUS
    if [ "$2" = 0 ]; then echo "ok      $1"; else echo "FAILED  $1"; failed=1; fi
}

# Units of every fixture, and random ones.
for file in codes.xlf codes2.xlf studio.sdlxliff app.po semicolon.csv lines.jsonl; do
    "$karvan" import -q "$data/$file" -s en -t az --tm "$work/a.db" 2>/dev/null >/dev/null
done
for name in units.1.xlf units.po units.csv units.jsonl; do
    "$karvan" export -q --tm "$work/a.db" -s en -t az -o "$work/$name" 2>/dev/null
done
"$karvan" export -q --tm "$work/a.db" -s en -t az --to xliff2 -o "$work/units.2.xlf"
(cd "$here/../.." && KARVAN_OUT=$work cargo test -q --test format_round_trips random_files -- --ignored >/dev/null)

if command -v msgfmt >/dev/null; then
    msgfmt -c -o /dev/null "$work/units.po" 2>"$work/said" || cat "$work/said"
    verdict "msgfmt -c" "$(grep -c error "$work/said" || true)"
    # Random texts differ in how they begin and end, which -c compares; nothing else may be said of them.
    msgfmt -o /dev/null "$work/random.po" 2>"$work/said" || true
    verdict "msgfmt, random units" "$(grep -vcE "do not both (begin|end) with|fatal errors|Valid number" "$work/said" || true)"
fi
if command -v xmllint >/dev/null && [ -d "$schemas" ]; then
    cp "$schemas/xml.xsd" "$work"
    sed 's#http://www.w3.org/2001/xml.xsd#xml.xsd#' "$schemas/xliff-core-1.2-strict.xsd" >"$work/1.xsd"
    sed 's#schemaLocation="[^"]*xml.xsd"#schemaLocation="xml.xsd"#' "$schemas/xliff-core-2.0.xsd" >"$work/2.xsd"
    for name in units random; do
        for version in 1 2; do
            status=0
            xmllint --nonet --noout --schema "$work/$version.xsd" "$work/$name.$version.xlf" 2>"$work/said" || status=1
            [ $status = 0 ] || head -5 "$work/said"
            verdict "xmllint, XLIFF $version, $name" $status
        done
    done
fi
if "$python" -c 'import translate' 2>/dev/null; then
    status=0
    "$python" "$here/exchange.py" "$work" || status=1
    verdict "translate-toolkit" $status
fi
exit $failed
