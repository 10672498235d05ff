"""Reads the exports of one memory with translate-toolkit, and compares its texts with those of karvan's JSON lines."""

import json
import sys
from pathlib import Path

from translate.storage import csvl10n, factory, pypo, xliff

folder = Path(sys.argv[1])


def plain(unit):
    """The texts of a unit without its inline codes, as karvan gives them."""
    return str(unit.source), str(unit.target)


units = [json.loads(line) for line in (folder / "units.jsonl").read_text().splitlines()]


def text(unit, wanted):
    found = [t for lang, t in unit["texts"].items() if lang.split("-")[0] == wanted and t is not None]
    return found[0] if found else None


expected = [(text(unit, "en"), text(unit, "az")) for unit in units]
with_codes = [json.dumps(unit.get("tu", {})).find('"kind": "') >= 0 or '"kind"' in json.dumps(unit.get("tu", {}).get("variants", [])) for unit in units]
failed = False


def compare(name, found, skip_codes):
    global failed
    if len(found) != len(expected):
        print(f"{name}: {len(found)} units, expected {len(expected)}", set(found) ^ set(expected))
        failed = True
        return
    for one, other, codes in zip(found, expected, with_codes):
        if not (codes and skip_codes) and one != other:
            print(f"{name}: {one!r} is not {other!r}")
            failed = True


store = xliff.xlifffile.parsefile(str(folder / "units.1.xlf"))
compare("xliff", [plain(u) for u in store.units if u.source], True)
store = pypo.pofile.parsefile(str(folder / "units.po"))
pairs = []
for unit in store.units:
    if unit.isheader():
        continue
    if unit.hasplural():
        sources, targets = unit.source.strings, unit.target.strings
        pairs += [(str(sources[min(n, 1)]), str(target)) for n, target in enumerate(targets) if str(target)]
    else:
        pairs.append(plain(unit))
compare("po", pairs, False)
store = factory.getobject(str(folder / "units.csv"))
print(f"xliff, po read; csv has {len(store.units)} rows")
sys.exit(failed)
