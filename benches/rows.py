"""The rows of the table: what is measured, and what it should be."""
import json
import shutil
import sqlite3
import statistics
from dataclasses import dataclass, field

from corpus import HEAD, TAIL, unit_xml
from measure import answers_in, percentile, run, tell

MILLION = 1_000_000
CHINESE = 284_000
INDEX = ("family", "term", "posting", "entry", "crowd")
CALLS = 15
ADDITIONS = 7


@dataclass
class Row:
    """A figure with its goal; each part is what it is, what was measured, the most it should be, and the unit of both."""

    figure: str
    goal: str
    parts: list = field(default_factory=list)  # (name, value, most or None, unit)
    size: int = 0  # units it was measured at
    goal_size: int = 0  # units the goal speaks of
    also: str = ""

    def measured(self):
        told = ", ".join(f"{name} {value:,.{digits(value)}f} {unit}".strip() for name, value, _, unit in self.parts)
        return told + (f"; {self.also}" if self.also else "")

    def verdict(self):
        """A goal for a million units is not reached by a smaller memory, however fast."""
        bounded = [(value, most) for _, value, most, _ in self.parts if most is not None]
        if not bounded:
            return "–"
        within = all(value <= most for value, most in bounded)
        if self.size < self.goal_size:
            return f"{'within' if within else 'over'}, but at {self.size:,} units"
        return "yes" if within else "**no**"


def digits(value):
    """So many that three figures say something."""
    return 0 if value == int(value) or value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3


def timed(answers):
    """Milliseconds of processor time of each answer."""
    return [answer["cpu_us"] / 1000 for answer in answers_in(answers)]


def without_times(answer):
    return {key: value for key, value in answer.items() if key not in ("cpu_us", "elapsed_us")}


def compared(memory, queries, least):
    """How many answers differ from a full scan, how many are wrong by their origin, and the answers of both."""
    texts = [text for _, text in queries]
    _, fast = memory.look_up(texts, least)
    _, whole = memory.look_up(texts, least, exhaustive=True)
    differ = wrong = answered = 0
    for (kind, text), a, b in zip(queries, answers_in(fast), answers_in(whole), strict=True):
        answered += 1
        if without_times(a) != without_times(b):
            differ += 1
            tell(f"differs from the scan at --min {least}: {text}")
        if kind == "exact" and not (a["matches"] and a["matches"][0]["score"] >= 100):
            wrong += 1
            tell(f"stands in the memory and has no match of 100: {text}")
    if answered != len(queries):
        raise SystemExit(f"{memory.path('db')}: {len(queries)} queries and {answered} answers")
    return differ, wrong, fast, whole


class Rows:
    """Measures rows. `memory(source, target, units)` gives a memory; `scan_units` and `scans` bound the proof by full scans."""

    def __init__(self, memory, units, chinese_units, scan_units, scans):
        self.memory, self.units, self.chinese_units = memory, units, chinese_units
        self.scan_units, self.scans = scan_units, scans
        self.batches = {}

    def main(self):
        return self.memory("en", "az", self.units)

    def batch_of(self, memory):
        """The cost of all queries in one batch at 70, and the times of each; run once."""
        key = memory.path("db")
        if key not in self.batches:
            tell(f"looking up in {key.name} ...")
            cost, answers = memory.look_up([text for _, text in memory.queries()], 70)
            matched = sum(1 for answer in answers_in(answers) if answer["matches"])
            self.batches[key] = cost, timed(answers), matched
        return self.batches[key]

    def look_ups(self, memory, goal_size, figure, bounds):
        _, times, matched = self.batch_of(memory)
        goal = ", ".join(f"p{share} {most:g} ms" for share, most in bounds.items() if most is not None)
        parts = [(f"p{share}", percentile(times, share / 100), most, "ms") for share, most in bounds.items()]
        return Row(figure, f"at most {goal} of CPU", parts, memory.units, goal_size, f"{len(times):,} queries, {matched:,} with a match")

    # One function a row, in the order of the table.

    def complete(self):
        parts, asked = [], 0
        for source, target in (("en", "az"), ("az", "en"), ("zh", "en")):
            memory = self.memory(source, target, self.scan_units)
            queries = memory.queries(self.scans)
            for least in (50, 70, 85):
                tell(f"against a full scan: {source}, --min {least} ...")
                differ, wrong, _, _ = compared(memory, queries, least)
                parts.append((f"{source} {least}:", differ + wrong, 0, ""))
                asked += len(queries)
        figure = f"answers that differ from a full scan, {self.scan_units:,} units, by language and `--min`"
        return Row(figure, "0", parts, also=f"of {asked:,}")

    def scan(self):
        memory = self.main()
        queries = memory.queries(max(5, self.scans // 5))
        tell(f"full scans of {memory.path('db').name} ...")
        differ, wrong, fast, whole = compared(memory, queries, 70)
        parts = [
            ("scan p50", percentile(timed(whole), 0.5), None, "ms"),
            ("index p50", percentile(timed(fast), 0.5), None, "ms"),
            ("answers that differ", differ + wrong, 0, ""),
        ]
        return Row(f"the same queries by a full scan, {memory.units:,} units", "0 differ", parts, also=f"of {len(queries)}")

    def lookup(self):
        figure = f"look-up, {self.units:,} units en-az, `--min 70`, `cpu_us` per query in a batch"
        return self.look_ups(self.main(), MILLION, figure, {50: 0.25, 95: 1.5, 99: 5})

    def lookup_10m(self):
        memory = self.memory("en", "az", 10 * MILLION)
        return self.look_ups(memory, 10 * MILLION, "look-up, 10,000,000 units, the same", {50: 2, 95: None, 99: 25})

    def call(self):
        memory = self.main()
        self.batch_of(memory)  # warms the page cache
        texts = [text for _, text in memory.queries()][:CALLS + 1]
        command = [memory.karvan, "lookup", "--tm", memory.path("db"), "-s", "en", "-t", "az", "--"]
        costs = [run(command + [text], memory.path("log"), good=(0, 1)) for text in texts][1:]
        parts = [
            ("median", statistics.median(cost.wall for cost in costs) * 1000, 15, "ms"),
            ("slowest", max(cost.wall for cost in costs) * 1000, None, "ms"),
            ("peak", max(cost.peak for cost in costs), 64, "MB"),
        ]
        figure = f"one call from the shell, {memory.units:,} units, page cache warm, {len(costs)} calls"
        return Row(figure, "at most 15 ms, 64 MB peak", parts, memory.units, MILLION)

    def batch(self):
        memory = self.main()
        cost, times, _ = self.batch_of(memory)
        return Row(f"a batch of {len(times):,}, {memory.units:,} units", "at most 256 MB peak", [("peak", cost.peak, 256, "MB")], memory.units, MILLION)

    def add(self):
        """In a copy, so that the memory stays as it was made."""
        memory = self.main()
        copy, tmx = memory.path("copy.db"), memory.path("one.tmx")
        texts = [text for kind, text in memory.queries() if kind in ("novel", "half")] or [text for _, text in memory.queries()]
        shutil.copyfile(memory.path("db"), copy)
        costs = []
        for n in range(ADDITIONS + 1):
            text = f"{texts[n % len(texts)]} ({n})"
            tmx.write_text(HEAD.format("en") + unit_xml(f"new-{n}", "en", text, "az", f"Yeni cümlə {n}.") + TAIL, encoding="utf-8")
            report = memory.path("report.json")
            with open(report, "wb") as stdout:
                costs.append(run([memory.karvan, "import", tmx, "--tm", copy, "--format", "json"], memory.path("log"), stdout=stdout))
            added = json.loads(report.read_text())["added"]
            if added != 1:
                raise SystemExit(f"{copy}: {added} units were added instead of one")
        for file in (copy, memory.path("copy.db-wal"), memory.path("copy.db-shm"), tmx, report):
            file.unlink(missing_ok=True)
        parts = [
            ("median", statistics.median(cost.cpu for cost in costs[1:]) * 1000, 20, "ms"),
            ("slowest", max(cost.cpu for cost in costs[1:]) * 1000, None, "ms"),
        ]
        figure = f"one unit added to {memory.units:,} (import of a one-unit TMX), processor time"
        return Row(figure, "at most 20 ms", parts, memory.units, MILLION)

    def built(self, memory):
        return [("", memory.cost.wall, None, "s"), ("processor", memory.cost.cpu, None, "s"), ("peak", memory.cost.peak, None, "MB")]

    def import_(self):
        memory = self.main()
        (name, wall, _, s), cpu, (peak_name, peak, _, mb) = self.built(memory)
        parts = [(name, wall, 30, s), cpu, (peak_name, peak, 200, mb)]
        figure = f"building: import of a TMX of {memory.units:,} units with its index"
        return Row(figure, "at most 30 s, 200 MB", parts, memory.units, MILLION)

    def import_10m(self):
        """Its memory does not grow, if ten times the units need no more than a quarter more."""
        small, large = self.memory("en", "az", MILLION), self.memory("en", "az", 10 * MILLION)
        wall, cpu, (name, peak, _, mb) = self.built(large)
        parts = [wall, cpu, (name, peak, small.cost.peak * 1.25, mb), ("at 1,000,000", small.cost.peak, None, "MB")]
        return Row("building: 10,000,000 units", "in memory that does not grow with the file", parts, large.units, 10 * MILLION)

    def index(self):
        memory = self.main()
        index, text, how = index_size(memory.path("db"))
        figure = f"index on disk, {memory.units:,} units, by the UTF-8 bytes of its segments"
        parts = [("", index / text, 1, "")]
        return Row(figure, "at most 1", parts, memory.units, MILLION, f"{index / 1e6:,.1f} of {text / 1e6:,.1f} MB{how}")

    def chinese(self):
        memory = self.memory("zh", "en", self.chinese_units)
        return self.look_ups(memory, CHINESE, f"Chinese, {memory.units:,} segments zh-en, `--min 70`, `cpu_us` per query", {50: 0.3, 95: None, 99: 3})


def index_size(db):
    """Bytes of the index with its own indexes, of all segments, and a word on how they were counted."""
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    marks = ", ".join("?" * len(INDEX))
    (text,) = connection.execute("SELECT sum(length(CAST(text AS BLOB))) FROM variant").fetchone()
    try:
        pages = f"SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN (SELECT name FROM sqlite_schema WHERE tbl_name IN ({marks}))"
        (index,) = connection.execute(pages, INDEX).fetchone()
        how = ""
    except sqlite3.OperationalError:  # a library without dbstat: the contents alone, without free space in pages
        index = 0
        for table in INDEX:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            lengths = " + ".join(f"coalesce(length(CAST({column} AS BLOB)), 0)" for column in columns)
            index += connection.execute(f"SELECT coalesce(sum({lengths}), 0) FROM {table}").fetchone()[0]
        how = ", counted without free space in pages"
    connection.close()
    return index, text, how
