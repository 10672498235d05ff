"""Run a program and say what it cost; memories to run it on, made once and kept in a folder."""
import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent


def tell(text):
    """Progress, for people."""
    print(text, file=sys.stderr, flush=True)


@dataclass
class Cost:
    """Seconds from start to end, seconds of processor time, and the most memory at one time in megabytes (10^6 bytes)."""

    wall: float
    cpu: float
    peak: float


def run(command, log, stdin=None, stdout=subprocess.DEVNULL, good=(0,)):
    """Runs a command to its end. `log` takes its messages; the exit status has to be one of `good`."""
    command = [str(part) for part in command]
    report = Path(f"{log}.cost")
    with open(log, "w+b") as messages:
        launcher = [sys.executable, "-I", "-S", str(HERE / "launch.py"), str(report)]
        done = subprocess.run(launcher + command, stdin=stdin or subprocess.DEVNULL, stdout=stdout, stderr=messages, check=False)
        status, wall, cpu, peak = report.read_text().split() if done.returncode == 0 else (done.returncode, 0, 0, 0)
        report.unlink(missing_ok=True)
        if int(status) not in good or done.returncode != 0:
            messages.seek(0)
            tail = messages.read()[-2000:].decode("utf-8", "replace")
            raise SystemExit(f"{' '.join(command)}: exit status {status}: {tail}")
    scale = 1 if sys.platform == "darwin" else 1024  # what the system counts in: bytes or KiB
    return Cost(float(wall), float(cpu), int(peak) * scale / 1e6)


def fingerprint(*files):
    """A hash of the contents of files."""
    whole = hashlib.sha256()
    for file in files:
        with open(file, "rb") as content:
            while block := content.read(1 << 20):
                whole.update(block)
    return whole.hexdigest()


def known(stamp):
    """What stands in a stamp file; nothing where there is none."""
    return json.loads(stamp.read_text()) if stamp.exists() else {}


@dataclass
class Memory:
    """A memory of so many units with queries for it: NAME.tmx, NAME.tsv and NAME.db in a folder."""

    folder: Path
    karvan: Path
    source: str
    target: str
    units: int
    seeds: dict
    number: int
    fresh: bool = False
    cost: Cost = None
    found: bool = False  # whether the text is somebody's own

    def path(self, ending):
        return self.folder / f"{self.source}-{self.target}-{self.units}.{ending}"

    def make_text(self):
        """The TMX and its queries. One that stands there without a stamp is somebody's own, and is taken as it is."""
        stamp, tmx, queries = self.path("text.json"), self.path("tmx"), self.path("tsv")
        self.found = tmx.exists() and queries.exists() and not stamp.exists()
        if self.found:
            return
        seeds = {option: self.seeds[tag] for option, tag in [("--seed-source", self.source), ("--seed-target", self.target)] if tag in self.seeds}
        made_from = {"by": fingerprint(HERE / "corpus.py", HERE / "words.py", *seeds.values()), "queries": self.number}
        if known(stamp) == made_from and tmx.exists() and queries.exists():
            return
        tell(f"making {tmx.name} ...")
        stamp.unlink(missing_ok=True)
        command = [sys.executable, "-B", HERE / "corpus.py", self.source, self.target, "--units", self.units, "--number", self.number]
        command += ["--tmx", tmx, "--queries", queries] + [part for pair in seeds.items() for part in pair]
        run(command, self.path("log"))
        stamp.write_text(json.dumps(made_from))
        self.path("db.json").unlink(missing_ok=True)

    def make(self):
        """The memory itself, made by this very binary from this very text. What making it cost is kept beside it."""
        self.make_text()
        stamp, db = self.path("db.json"), self.path("db")
        text = self.path("tmx").stat()
        made_from = {"karvan": fingerprint(self.karvan), "text": [text.st_size, text.st_mtime_ns]}
        kept = known(stamp)
        if self.fresh or not db.exists() or kept.get("from") != made_from:
            tell(f"importing {self.path('tmx').name} ...")
            for ending in ("db", "db-wal", "db-shm", "db.json"):
                self.path(ending).unlink(missing_ok=True)
            cost = run([self.karvan, "import", self.path("tmx"), "--tm", db], self.path("log"))
            kept = {"from": made_from, "cost": vars(cost)}
            stamp.write_text(json.dumps(kept))
        self.cost = Cost(**kept["cost"])
        return self

    def queries(self, most=None):
        """`(kind, text)` of each query; a file without columns has one query a line."""
        with open(self.path("tsv"), encoding="utf-8") as lines:
            rows = [line.rstrip("\n").split("\t") for line in lines if line.strip()]
        return [(row[0] if len(row) > 1 else "", row[-1]) for row in rows[:most]]

    def look_up(self, texts, least, exhaustive=False):
        """Answers texts in one batch. Gives the cost of the batch and the file of the answers."""
        asked, answers = self.path("asked.txt"), self.path("scanned.jsonl" if exhaustive else "answers.jsonl")
        asked.write_text("".join(text + "\n" for text in texts), encoding="utf-8")
        command = [self.karvan, "lookup", "-", "--tm", self.path("db"), "-s", self.source, "-t", self.target, "--min", least]
        command += ["--format", "jsonl", "--timing"] + (["--exhaustive"] if exhaustive else [])
        with open(asked, "rb") as stdin, open(answers, "wb") as stdout:
            cost = run(command, self.path("log"), stdin, stdout, good=(0, 1))
        if not exhaustive and b"every unit is scored" in self.path("log").read_bytes():
            raise SystemExit(f"{self.path('db')}: the index was not used; make the memory again with --fresh")
        return cost, answers


def answers_in(file):
    """The answers of a batch, one at a time."""
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def percentile(values, share):
    """The smallest value that so large a share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -int(-share * len(ordered) // 1) - 1)]
