"use strict";
// The review of an alignment. The table is the data: beads and segments are read from it, and its rows show them.
// A bead is {sides, score, mark}: sides[t] is [first, end) among the segments of text t, score 0 to 1, mark one of
// "open", "sure", "rejected". Beads are never changed in place; every change replaces some of them by others.
(() => {
  const table = document.querySelector("table");
  const body = table.tBodies[0];
  const { format, version, limit, key, result } = table.dataset;
  const finer = JSON.parse(table.dataset.finer ?? "[]");
  const texts = [...table.tHead.rows[0].cells].slice(1).map((head, t) => ({
    name: head.dataset.name,
    lang: head.dataset.lang,
    segments: [...body.querySelectorAll(`tr > :nth-child(${t + 2}) > p`)],
  }));
  const rows = [...body.rows];
  const cell = (row, text) => rows[row].cells[text + 1];
  const beads = readBeads();
  // The chosen segment: number of its bead, its text, and its place in that side.
  let chosen = { row: 0, text: 0, at: 0 };
  // The element that shows it (a segment, or the cell of an empty side), and its row.
  let marked = null;
  let current = null;
  const done = [];
  let undone = [];
  // The change up to which the result is saved; undefined is the beginning.
  let saved;

  function readBeads() {
    const ends = texts.map(() => 0);
    return rows.map((row) => ({
      score: Number(row.dataset.score),
      mark: "open",
      sides: texts.map((_, t) => {
        const first = ends[t];
        ends[t] += row.cells[t + 1].childElementCount;
        return [first, ends[t]];
      }),
    }));
  }

  // --- beads ---

  const size = ([first, end]) => end - first;
  const isLinked = (bead) => bead.sides.filter((side) => size(side) > 0).length > 1;
  const isEmpty = (bead) => bead.sides.every((side) => size(side) === 0);
  const isDoubtful = (bead) => bead.mark === "open" && (!isLinked(bead) || bead.score < Number(limit));

  // A bead that the translator made: sure, as far as it links anything.
  function made(sides) {
    const bead = { sides, score: 0, mark: "open" };
    return isLinked(bead) ? { ...bead, mark: "sure" } : bead;
  }

  function joined(first, second) {
    return made(first.sides.map((side, t) => [side[0], second.sides[t][1]]));
  }

  // Where to cut each side so that a segment of one text begins the second half; null where no side can be cut.
  function cuts(bead, text, at) {
    if (bead.sides.every((side) => size(side) < 2)) return null;
    const shares = bead.sides.map((side, t) => sharesOf(t, side));
    const own = shares[text];
    const share = size(bead.sides[text]) < 2 ? 0.5 : own[at || 1];
    return shares.map((places, t) => {
      const count = size(bead.sides[t]);
      if (t === text && count > 1) return at || 1;
      const allowed = count > 1 ? [1, count - 1] : [0, count];
      let best = allowed[0];
      for (let cut = allowed[0]; cut <= allowed[1]; cut++) {
        if (Math.abs(places[cut] - share) <= Math.abs(places[best] - share)) best = cut;
      }
      return best;
    });
  }

  // The share of a side's length that stands before each of its borders.
  function sharesOf(text, [first, end]) {
    const sums = [0];
    for (let n = first; n < end; n++) sums.push(sums[n - first] + texts[text].segments[n].textContent.length);
    const all = sums[sums.length - 1] || 1;
    return sums.map((sum) => sum / all);
  }

  // --- rows ---

  function stateOf(bead) {
    if (bead.mark === "rejected") return ["rejected", "✗ rejected"];
    if (bead.mark === "sure") return ["sure", isLinked(bead) ? "✓ sure" : "✓ unpaired"];
    if (!isLinked(bead)) return ["unpaired", "unpaired"];
    const score = (Math.round(bead.score * 100) / 100).toFixed(2);
    return isDoubtful(bead) ? ["doubtful", `${score} doubtful`] : ["open", score];
  }

  function emptyRow() {
    const row = body.rows[0].cloneNode(true);
    row.removeAttribute("aria-selected");
    for (const td of [...row.cells].slice(1)) {
      td.replaceChildren();
      td.removeAttribute("tabindex");
      td.classList.remove("chosen");
    }
    return row;
  }

  function show(at) {
    const bead = beads[at];
    const [name, state] = stateOf(bead);
    rows[at].className = name;
    rows[at].querySelector(".state").textContent = state;
    bead.sides.forEach(([first, end], t) => {
      const td = cell(at, t);
      const segments = texts[t].segments.slice(first, end);
      const same = td.childElementCount === segments.length && segments.every((p, n) => td.children[n] === p);
      if (!same) td.replaceChildren(...segments);
    });
  }

  // Puts other beads in the place of `count` ones, in the list and on the page.
  function replace(index, count, others) {
    beads.splice(index, count, ...others);
    const grown = others.length - count;
    for (let n = 0; n < grown; n++) {
      const row = emptyRow();
      body.insertBefore(row, rows[index + count + n] ?? null);
      rows.splice(index + count + n, 0, row);
    }
    const spare = grown < 0 ? rows.splice(index + others.length, -grown) : [];
    for (let n = 0; n < others.length; n++) show(index + n);
    for (const row of spare) row.remove();
    if (grown !== 0) {
      for (let n = index; n < rows.length; n++) rows[n].querySelector(".number").textContent = n + 1;
    }
  }

  // --- the chosen segment ---

  function choose(place, block = "nearest") {
    const row = Math.max(0, Math.min(place.row, beads.length - 1));
    const count = size(beads[row].sides[place.text]);
    const at = Math.max(0, Math.min(place.at, count - 1));
    if (marked) {
      marked.classList.remove("chosen");
      marked.removeAttribute("tabindex");
      current.classList.remove("current");
      current.removeAttribute("aria-selected");
    }
    chosen = { row, text: place.text, at };
    const td = cell(row, place.text);
    marked = td.children[at] ?? td;
    marked.classList.add("chosen");
    marked.tabIndex = 0;
    current = rows[row];
    current.classList.add("current");
    current.setAttribute("aria-selected", "true");
    if (!document.activeElement?.closest("footer, dialog")) marked.focus({ preventScroll: true });
    current.scrollIntoView({ block });
  }

  function chooseRow(row, block) {
    choose({ row, text: chosen.text, at: 0 }, block);
  }

  function stepSegment(step) {
    const places = [];
    beads[chosen.row].sides.forEach((side, text) => {
      for (let at = 0; at < Math.max(1, size(side)); at++) places.push({ row: chosen.row, text, at });
    });
    const here = places.findIndex((place) => place.text === chosen.text && place.at === chosen.at);
    choose(places[Math.max(0, Math.min(here + step, places.length - 1))]);
  }

  function chooseDoubtful(step) {
    for (let row = chosen.row + step; row >= 0 && row < beads.length; row += step) {
      if (isDoubtful(beads[row])) return chooseRow(row, "center");
    }
    say(step > 0 ? "There is no doubtful row below" : "There is no doubtful row above");
  }

  // --- changes ---

  function change(what, index, count, others, after = chosen) {
    const step = { what, index, before: beads.slice(index, index + count), after: others, from: chosen, to: after };
    done.push(step);
    undone = [];
    replace(index, count, others);
    choose(after);
    changed(what);
  }

  function undo() {
    const step = done.pop();
    if (!step) return say("There is nothing to undo");
    undone.push(step);
    replace(step.index, step.after.length, step.before);
    choose(step.from);
    changed(`Undone: ${step.what}`);
  }

  function redo() {
    const step = undone.pop();
    if (!step) return say("There is nothing to redo");
    done.push(step);
    replace(step.index, step.before.length, step.after);
    choose(step.to);
    changed(`Redone: ${step.what}`);
  }

  function setMark(mark) {
    const { row } = chosen;
    const bead = beads[row];
    if (mark === "rejected" && !isLinked(bead)) return say("This row has no counterpart and stays out of the memory anyway");
    const taken = bead.mark === mark;
    const what = taken ? `row ${row + 1} is open again` : `row ${row + 1} ${mark === "sure" ? "accepted" : "rejected"}`;
    change(what, row, 1, [{ ...bead, mark: taken ? "open" : mark }]);
  }

  function acceptAndGo() {
    if (beads[chosen.row].mark === "open") setMark("sure");
    chooseDoubtful(1);
  }

  function acceptDownToHere() {
    const count = chosen.row + 1;
    const others = beads.slice(0, count).map((bead) => (bead.mark === "open" ? { ...bead, mark: "sure" } : bead));
    change(`rows 1 to ${count} accepted`, 0, count, others);
  }

  function join() {
    const { row } = chosen;
    if (row + 1 === beads.length) return say("There is no row below to join with");
    change(`rows ${row + 1} and ${row + 2} joined`, row, 2, [joined(beads[row], beads[row + 1])]);
  }

  function split() {
    const { row, text, at } = chosen;
    const bead = beads[row];
    const places = cuts(bead, text, at);
    if (!places) return say("No side of this row has two segments; reject it if its sides do not belong together");
    const halves = [
      made(bead.sides.map(([first], t) => [first, first + places[t]])),
      made(bead.sides.map(([first, end], t) => [first + places[t], end])),
    ];
    const behind = at >= places[text] && size(bead.sides[text]) > 0;
    const after = behind ? { row: row + 1, text, at: at - places[text] } : chosen;
    change(`row ${row + 1} split`, row, 1, halves, after);
  }

  // Moves the segment at the border of the chosen side to the row above (step -1) or below (step 1).
  function move(step) {
    const { row, text } = chosen;
    const other = row + step;
    if (other < 0 || other >= beads.length) return say(`There is no row ${step < 0 ? "above" : "below"} to move to`);
    if (size(beads[row].sides[text]) === 0) return say("This side of the row is empty");
    const index = Math.min(row, other);
    const border = beads[index].sides[text][1] - step;
    const upper = made(beads[index].sides.map((side, t) => (t === text ? [side[0], border] : side)));
    const lower = made(beads[index + 1].sides.map((side, t) => (t === text ? [border, side[1]] : side)));
    const others = [upper, lower].filter((bead) => !isEmpty(bead));
    const target = others.length === 2 ? other : index;
    const last = step < 0 ? size((others[target - index]).sides[text]) - 1 : 0;
    change(`a segment of row ${row + 1} moved ${step < 0 ? "up" : "down"}`, index, 2, others, { row: target, text, at: last });
  }

  // --- saving ---

  function save() {
    const url = URL.createObjectURL(new Blob([written()], { type: "application/json" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: result });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60000);
    saved = done.at(-1);
    changed(`saved as ${result}`);
  }

  // The result: an object with a segment or a bead a line.
  function written() {
    const quoted = (value) => JSON.stringify(value);
    const list = (lines) => `[\n${lines.join(",\n")}\n]`;
    const numbers = ([first, end]) => Array.from({ length: end - first }, (_, n) => first + n);
    const text = ({ name, lang, segments }) =>
      `{"name": ${quoted(name)}, "lang": ${quoted(lang)}, "segments": ${list(segments.map((p) => quoted(p.textContent)))}}`;
    const bead = ({ sides, mark, score }) =>
      `{"sides": ${quoted(sides.map(numbers))}, "mark": ${quoted(mark)}, "score": ${quoted(score)}}`;
    // Pairs that were finer than their rows go along as they were; whoever reads them takes those that lie inside a row.
    const pairs = finer.length > 0 ? `,\n"finer": ${list(finer.map(quoted))}` : "";
    return `{\n"format": ${quoted(format)},\n"version": ${version},\n"texts": ${list(texts.map(text))},\n"beads": ${list(beads.map(bead))}${pairs}\n}\n`;
  }

  const isDirty = () => done.at(-1) !== saved;

  // --- work that the browser keeps until the page is opened again ---

  const place = `karvan-review:${key}`;
  let waiting = 0;
  let kept = true;

  function keep() {
    waiting = 0;
    const list = beads.map(({ sides, mark, score }) => [mark, score, ...sides.map(size)]);
    try {
      localStorage.setItem(place, JSON.stringify({ saved: !isDirty(), beads: list }));
    } catch {
      if (kept) say("This browser keeps no unsaved work of this page; save before you close it");
      kept = false;
    }
  }

  function keepSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 300);
  }

  function restore() {
    let work;
    try {
      work = JSON.parse(localStorage.getItem(place));
    } catch {
      return;
    }
    const others = work && readKept(work.beads);
    if (!others || JSON.stringify(others) === JSON.stringify(beads)) return;
    change("earlier work on this page restored", 0, beads.length, others);
    if (work.saved) saved = done.at(-1);
    changed("Your earlier work on this page is back; undo shows the page as it was written");
  }

  // The kept beads; null where they do not hold every segment once.
  function readKept(list) {
    if (!Array.isArray(list)) return null;
    const ends = texts.map(() => 0);
    const out = [];
    for (const [mark, score, ...sizes] of list) {
      const sound = sizes.length === texts.length && sizes.every((n) => Number.isInteger(n) && n >= 0) && sizes.some((n) => n > 0);
      if (!sound || !["open", "sure", "rejected"].includes(mark) || !(score >= 0 && score <= 1)) return null;
      out.push({ sides: sizes.map((n, t) => [ends[t], (ends[t] += n)]), score, mark });
    }
    return ends.every((end, t) => end === texts[t].segments.length) ? out : null;
  }

  // --- the page ---

  function say(text) {
    document.getElementById("status").textContent = text;
  }

  function changed(what) {
    const left = beads.filter(isDoubtful).length;
    document.getElementById("progress").textContent =
      `${left} of ${beads.length} rows are doubtful (score under ${limit}, or without a counterpart)`;
    say(`${what[0].toUpperCase()}${what.slice(1)}${isDirty() ? " · not saved" : ""}`);
    document.querySelector('[data-do="undo"]').disabled = done.length === 0;
    document.querySelector('[data-do="redo"]').disabled = undone.length === 0;
    keepSoon();
  }

  const help = document.getElementById("help");
  const actions = {
    up: () => chooseRow(chosen.row - 1),
    down: () => chooseRow(chosen.row + 1),
    left: () => stepSegment(-1),
    right: () => stepSegment(1),
    pageUp: () => chooseRow(chosen.row - 10),
    pageDown: () => chooseRow(chosen.row + 10),
    first: () => chooseRow(0),
    last: () => chooseRow(beads.length - 1),
    next: () => chooseDoubtful(1),
    previous: () => chooseDoubtful(-1),
    accept: () => setMark("sure"),
    acceptAndGo,
    acceptDownToHere,
    reject: () => setMark("rejected"),
    join,
    split,
    moveUp: () => move(-1),
    moveDown: () => move(1),
    undo,
    redo,
    save,
    help: () => (help.open ? help.close() : help.showModal()),
  };
  const keys = {
    ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right",
    PageUp: "pageUp", PageDown: "pageDown", Home: "first", End: "last",
    n: "next", p: "previous", a: "accept", Enter: "acceptAndGo", "Shift+a": "acceptDownToHere",
    x: "reject", Delete: "reject", j: "join", s: "split",
    "Shift+ArrowUp": "moveUp", "Alt+ArrowUp": "moveUp", "Shift+ArrowDown": "moveDown", "Alt+ArrowDown": "moveDown",
    u: "undo", "Ctrl+z": "undo", r: "redo", "Ctrl+y": "redo", "Ctrl+Shift+z": "redo",
    w: "save", "Ctrl+s": "save", "?": "help", F1: "help",
  };

  // The key as the list above names it. Letters of another script, and keys that an input method for Chinese keeps
  // to itself, stand for those of the same place on the keyboard.
  function nameOf(event) {
    let name = event.key;
    const foreign = name === "Process" || (name.length === 1 && name.charCodeAt(0) > 127);
    if (foreign && event.code.startsWith("Key")) name = event.code.slice(3);
    if (name.length === 1) name = name.toLowerCase();
    const letterOrNamed = /^[a-z]$|^..+$/.test(name);
    return (
      (event.ctrlKey || event.metaKey ? "Ctrl+" : "") +
      (event.altKey ? "Alt+" : "") +
      (event.shiftKey && letterOrNamed ? "Shift+" : "") +
      name
    );
  }

  document.addEventListener("keydown", (event) => {
    const action = keys[nameOf(event)];
    if (!action || (help.open && action !== "help")) return;
    // A button that has the focus keeps its own key.
    if (event.key === "Enter" && event.target.closest("button")) return;
    event.preventDefault();
    actions[action]();
  });
  body.addEventListener("click", (event) => {
    const td = event.target.closest("td");
    if (!td || !getSelection().isCollapsed) return;
    const at = [...td.children].indexOf(event.target.closest("p"));
    choose({ row: rows.indexOf(td.parentElement), text: td.cellIndex - 1, at: Math.max(at, 0) });
  });
  const footer = document.querySelector("footer");
  footer.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) actions[button.dataset.do]();
  });
  // The mouse leaves the focus where it is, so that the keyboard can go on there.
  footer.addEventListener("mousedown", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => {
    if (isDirty()) event.preventDefault();
  });
  addEventListener("pagehide", () => {
    if (waiting) keep();
  });

  document.getElementById("result-name").textContent = result;
  footer.hidden = false;
  choose(chosen);
  document.querySelector('[data-do="undo"]').disabled = true;
  document.querySelector('[data-do="redo"]').disabled = true;
  say("Choose a row with the arrow keys; ? shows all keys");
  restore();
})();
