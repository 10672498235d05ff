"use strict";
(() => {
  const form = document.getElementById("filters");
  const words = document.getElementById("words");
  const groups = [...document.querySelectorAll("tbody")].map((body) => {
    const file = body.querySelector("th").textContent;
    const rows = [...body.querySelectorAll("tr[data-code]")].map((row) => ({
      row,
      severity: row.dataset.severity,
      code: row.dataset.code,
      text: fold(`${file} ${row.textContent}`),
    }));
    return { body, rows };
  });
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);

  /* Letters as people type them: without case, dotted and dotless i alike. */
  function fold(text) {
    return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/ı/g, "i").replace(/ə/g, "e");
  }

  function chosen(name) {
    return new Set([...form.querySelectorAll(`[name="${name}"]:checked`)].map((box) => box.value));
  }

  function show() {
    const severities = chosen("severity");
    const codes = chosen("code");
    const wanted = fold(words.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { body, rows } of groups) {
      let any = false;
      for (const { row, severity, code, text } of rows) {
        const fits = severities.has(severity) && codes.has(code) && wanted.every((word) => text.includes(word));
        row.hidden = !fits;
        any ||= fits;
        shown += fits;
      }
      body.hidden = !any;
    }
    document.getElementById("shown").textContent = `${shown} of ${total} shown`;
  }

  form.addEventListener("input", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== words && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      words.focus();
    }
  });
  if (total > 0) {
    form.hidden = false;
    show();
  }
})();
