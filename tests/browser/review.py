#!/usr/bin/env python3
"""Uses the review page in a real browser: keys, mouse, saving, and what karvan makes of the saved file.

    python3 tests/browser/review.py [KARVAN] [--pictures FOLDER]

KARVAN is the program, target/debug/karvan without one. It is skipped where no chromium is installed. Nothing but
Python's own library is used: the browser is driven over --remote-debugging-pipe.
"""

import argparse
import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]

EN = [
    "The foreign ministers met in Baku on Monday.",
    "They discussed transport, energy and education.",
    "A joint statement was signed.",
    "It names <b>three</b> priorities & closes with </script><script>document.title='broken'</script>.",
    "The next meeting will take place in Beijing.",
    "Journalists were not admitted.",
]
AZ = [
    "Xarici işlər nazirləri bazar ertəsi Bakıda görüşüblər.",
    "Onlar nəqliyyat, energetika və təhsil məsələlərini müzakirə ediblər.",
    "Birgə bəyanat imzalanıb.",
    "Orada <b>üç</b> prioritet göstərilir.",
    "Bəyanat </script> işarəsi ilə bitir.",
    "Növbəti görüş Pekində keçiriləcək.",
]
ZH = [
    "两国外长星期一在巴库举行会晤。",
    "双方就交通、能源和教育问题交换了意见。",
    "会晤后签署了联合声明。",
    "声明列出三项优先任务。",
    "下次会晤将在北京举行。",
]


class Browser:
    """A headless chromium with one page."""

    def __init__(self, program, home):
        command_read, self.command = os.pipe()
        self.answer, answer_write = os.pipe()

        def wire():
            # The browser reads from 3 and writes to 4; higher numbers first, so that neither is overwritten.
            high = (os.dup2(command_read, 103), os.dup2(answer_write, 104))
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
             "--remote-debugging-pipe", f"--user-data-dir={home}/profile", "--window-size=1280,800", "about:blank"],
            preexec_fn=wire, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(command_read)
        os.close(answer_write)
        self.number, self.buffer = 0, b""
        # The questions that pages asked, by kind; each is answered with yes.
        self.asked = []
        self.session = None
        self.send("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(home))
        targets = self.send("Target.getTargets")["targetInfos"]
        page = next(target["targetId"] for target in targets if target["type"] == "page")
        self.session = self.send("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        self.send("Page.enable")
        self.send("Runtime.enable")

    def send(self, method, **params):
        sent = self.post(method, params)
        while True:
            answer = self.receive()
            if answer.get("method") == "Page.javascriptDialogOpening":
                self.asked.append(answer["params"]["type"])
                self.post("Page.handleJavaScriptDialog", {"accept": True})
            elif answer.get("id") == sent:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]

    def post(self, method, params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.command, json.dumps(message).encode() + b"\0")
        return self.number

    def receive(self):
        while b"\0" not in self.buffer:
            part = os.read(self.answer, 1 << 20)
            if not part:
                raise RuntimeError("the browser ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def open(self, path):
        self.send("Page.navigate", url=Path(path).as_uri())
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.run("document.readyState === 'complete' && location.href !== 'about:blank'"):
                return
            time.sleep(0.05)
        raise RuntimeError("the page does not load")

    def run(self, expression):
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", expression))
        return answer["result"].get("value")

    def press(self, *keys):
        for key in keys:
            *held, name = key.split("+")
            modifiers = sum({"Alt": 1, "Ctrl": 2, "Shift": 8}[h] for h in held)
            code = f"Key{name.upper()}" if len(name) == 1 and name.isalpha() else name
            shown = name.upper() if "Shift" in held and len(name) == 1 else name
            number = ord(name.upper()) if code.startswith("Key") else 0
            for kind in ("rawKeyDown", "keyUp"):
                self.send("Input.dispatchKeyEvent", type=kind, key=shown, code=code, modifiers=modifiers,
                          windowsVirtualKeyCode=number)

    def click(self, selector):
        x, y = self.run(
            f"(() => {{ const r = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def media(self, scheme):
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def picture(self, path):
        Path(path).write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))

    def close(self):
        os.close(self.command)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


failures = 0


def expect(what, found, wanted):
    global failures
    if found == wanted:
        print(f"ok      {what}")
    else:
        failures += 1
        print(f"FAILED  {what}\n  found   {found!r}\n  wanted  {wanted!r}")


def shape(browser):
    """Each row as its state and the numbers of its segments: `doubtful 1-2`."""
    return browser.run(
        "[...document.querySelectorAll('tbody tr')].map(row => [...row.classList].filter(c => c !== 'current')[0] + ' ' +"
        " [...row.cells].slice(1).map(td => td.childElementCount).join('-'))"
    )


def row(browser):
    """The number of the chosen row, from 1."""
    return browser.run("document.activeElement.closest('tr').rowIndex")


def saved(folder, name, browser, *keys):
    path = folder / name
    path.unlink(missing_ok=True)
    browser.press(*keys)
    for _ in range(200):
        if path.exists() and path.stat().st_size and not list(folder.glob("*.crdownload")):
            return path
        time.sleep(0.05)
    raise RuntimeError(f"nothing was saved as {name}")


def karvan_in(program, folder):
    def karvan(*args):
        done = subprocess.run([program, *args], cwd=folder, capture_output=True, text=True, encoding="utf-8")
        if done.returncode:
            raise RuntimeError(f"karvan {' '.join(args)}: {done.stderr}")
        return done.stdout
    return karvan


def write_page(karvan, folder, name, texts):
    files, flags = [], []
    for number, (lang, lines) in enumerate(texts):
        file = f"{name}.{lang}.txt"
        (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append(file)
        flags += ["-s" if number == 0 else "-t", lang]
    karvan("align", *files, *flags, "--presegmented", "--force", "--review", f"{name}.html")
    return folder / f"{name}.html"


def two_texts(browser, karvan, folder, pictures):
    browser.open(write_page(karvan, folder, "two", [("en", EN), ("az", AZ)]))
    first = shape(browser)
    expect("texts with marks of HTML are texts", browser.run(
        "[document.title, document.querySelectorAll('td b, td script').length,"
        " [...document.querySelectorAll('td:nth-child(2) p')].map(p => p.textContent)]"),
        ["two.en.txt · two.az.txt", 0, EN])
    expect("every text has its language", browser.run(
        "[...document.querySelectorAll('tbody tr:first-child td')].map(td => td.lang)"), ["en", "az"])
    expect("nothing comes from outside", browser.run("performance.getEntriesByType('resource').length"), 0)
    expect("the focus is in the first row", row(browser), 1)
    if pictures:
        browser.picture(pictures / "light.png")

    browser.press("ArrowDown", "ArrowDown")
    expect("an arrow goes down", row(browser), 3)
    browser.press("j")
    joined = shape(browser)
    expect("joining makes one row less", len(joined), len(first) - 1)
    expect("a joined row is sure", joined[2].split()[0], "sure")
    browser.press("u")
    expect("undo", shape(browser), first)
    browser.press("r")
    expect("redo", shape(browser), joined)
    browser.press("ArrowRight", "s")
    expect("splitting takes it apart again", [r.split()[1] for r in shape(browser)], [r.split()[1] for r in first])
    browser.press("Ctrl+z", "Ctrl+z")
    expect("Ctrl+Z twice", shape(browser), first)

    browser.press("Home", "ArrowRight", "Shift+ArrowDown")
    moved = shape(browser)
    expect("a segment moves down", [r.split()[1] for r in moved[:2]], ["1-0", "1-2"])
    expect("the choice goes with it", row(browser), 2)
    browser.press("Alt+ArrowUp")
    expect("and up", [r.split()[1] for r in shape(browser)[:2]], ["1-1", "1-1"])
    browser.press("x")
    expect("reject", shape(browser)[0].split()[0], "rejected")
    browser.press("End", "a")
    expect("accept", shape(browser)[-1].split()[0], "sure")
    browser.press("Home", "n")
    expect("the next doubtful row is one", browser.run(
        "['doubtful', 'unpaired'].some(c => document.activeElement.closest('tr').classList.contains(c))"
        " || document.querySelector('#status').textContent"), True)
    before = shape(browser)
    for key, code in (("Process", "KeyU"), ("к", "KeyR")):
        browser.run(f"document.body.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', code: '{code}', bubbles: true}}))")
        expect(f"the key {key} is known by its place", shape(browser) == before, code == "KeyR")
    browser.press("?")
    expect("the keys are shown", browser.run("document.querySelector('#help').open"), True)
    if pictures:
        browser.picture(pictures / "keys.png")
    browser.press("Escape")
    browser.run("document.querySelector('#help').close()")
    browser.click("tbody tr:nth-child(3) td:nth-child(3) p")
    expect("a click chooses", row(browser), 3)
    browser.click("[data-do=accept]")
    expect("a button works and leaves the focus", [shape(browser)[2].split()[0], row(browser)], ["sure", 3])
    if pictures:
        browser.media("dark")
        browser.picture(pictures / "dark.png")
        browser.media("light")

    end = shape(browser)
    expect("there is unsaved work", browser.run("document.querySelector('#status').textContent.includes('not saved')"), True)
    browser.open(folder / "two.html")
    expect("leaving with unsaved work asks first", browser.asked, ["beforeunload"])
    expect("the unsaved work is back", shape(browser), end)
    expect("and still unsaved", browser.run("document.querySelector('#status').textContent.includes('not saved')"), True)
    result = saved(folder, "two.en.review.json", browser, "Ctrl+s")
    expect("after saving there is none", browser.run("document.querySelector('#status').textContent.includes('not saved')"), False)
    lines = [json.loads(line) for line in karvan("align", "--apply", result.name, "--format", "jsonl").splitlines()]
    expect("no segment is lost on the way", [sum((line[side] for line in lines), []) for side in ("source", "target")], [EN, AZ])
    expect("what is rejected is apart", [[len(lines[n]["source"]), len(lines[n]["target"])] for n in (0, 1)], [[1, 0], [0, 1]])
    expect("what was accepted is sure", lines[3]["score"], 1.0)
    browser.open(folder / "two.html")
    expect("leaving saved work asks nothing", browser.asked, ["beforeunload"])
    expect("opened again, the work is still there", shape(browser), end)
    browser.press("u")
    expect("and undo shows the page as it was written", shape(browser), first)


def three_texts(browser, karvan, folder, pictures):
    # The last English sentence stands for two in each of the others.
    en = [*EN, "Trade grew by 12 percent in 2024, and 3 new flights to Baku were opened."]
    az = [*AZ, "2024-cü ildə ticarət 12 faiz artıb.", "Bakıya 3 yeni uçuş açılıb."]
    zh = [*ZH, "2024年贸易增长了12%。", "开通了3条飞往巴库的新航线。"]
    browser.open(write_page(karvan, folder, "three", [("en", en), ("az", az), ("zh", zh)]))
    before = shape(browser)
    result = saved(folder, "three.en.review.json", browser, "w")
    finer = json.loads(browser.run("document.querySelector('table').dataset.finer"))
    expect("finer pairs go along", (json.loads(result.read_text(encoding="utf-8"))["finer"], len(finer) > 0), (finer, True))
    lines = [json.loads(line) for line in karvan("align", "--apply", result.name, "--format", "jsonl").splitlines()]
    expect("and stand in their rows again", sum(len(line.get("finer", [])) for line in lines), len(finer))
    result.unlink()
    browser.press("j", "ArrowDown", "Shift+ArrowDown", "ArrowRight", "s", "Shift+a")
    expect("three texts change", shape(browser) != before, True)
    if pictures:
        browser.picture(pictures / "three.png")
    result = saved(folder, "three.en.review.json", browser, "w")
    lines = [json.loads(line) for line in karvan("align", "--apply", result.name, "--format", "jsonl").splitlines()]
    expect("no segment of three texts is lost",
           [sum((line[side] for line in lines), []) for side in ("source", "target", "target2")], [en, az, zh])
    karvan("align", "--apply", result.name, "--import", "--tm", "three.db")
    again = karvan("align", "--apply", result.name, "--review", "again.html")
    expect("a result can be reviewed again", again, "")


def many_rows(browser, karvan, folder, pictures):
    count = 5000
    en = [f"Article {n} of the agreement enters into force in {1000 + n % 1000}." for n in range(1, count + 1)]
    az = [f"Sazişin {n} nömrəli maddəsi {1000 + n % 1000} ildə qüvvəyə minir." for n in range(1, count + 1)]
    page = write_page(karvan, folder, "many", [("en", en), ("az", az)])
    start = time.monotonic()
    browser.open(page)
    opened = time.monotonic() - start
    times = []
    rows = len(shape(browser))
    for keys in (["j"], ["u"], ["ArrowDown"], ["End"], ["Home", "Shift+ArrowDown"], ["End", "Shift+a"], ["u"]):
        start = time.monotonic()
        browser.press(*keys)
        browser.run("document.body.offsetHeight")
        times.append(time.monotonic() - start)
    print(f"        {rows} rows: opened in {opened:.2f} s, slowest of {len(times)} acts {max(times):.2f} s")
    expect("5,000 rows open within 5 s", opened < 5, True)
    expect("and answer a key within 1 s", max(times) < 1, True)
    if pictures:
        browser.picture(pictures / "many.png")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("karvan", nargs="?", default=str(ROOT / "target/debug/karvan"))
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of the page")
    args = parser.parse_args()
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if not program:
        print("skipped: no chromium is installed")
        return 0
    if args.pictures:
        args.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folder = Path(home)
        karvan = karvan_in(str(Path(args.karvan).resolve()), folder)
        browser = Browser(program, folder)
        try:
            for test in (two_texts, three_texts, many_rows):
                test(browser, karvan, folder, args.pictures)
        finally:
            browser.close()
    print(f"{failures} failed" if failures else "all passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
