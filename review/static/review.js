// The page of one document: a cell lights its place, a place opens its row, keys walk. Works on what the server wrote; adds no markup from data.
"use strict";
(() => {
  const search = document.getElementById("search");
  const main = document.querySelector("main.split");
  const typing = (target) => target.closest("input, textarea, select, dialog");
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !typing(event.target)) { event.preventDefault(); search.focus(); }
  });
  if (!main) return;

  const panel = document.getElementById("row");
  const keys = document.getElementById("keys");
  const base = "/document/" + main.dataset.document;
  const all = (selector) => [...main.querySelectorAll(selector)];
  let opened = panel.querySelector(".row-head")?.dataset.row ?? null;

  // The server sends a long document in parts; what needs a part that is not there yet waits for all of them.
  const reachable = (root) => {
    for (const table of root.querySelectorAll(".grid, .rows table")) { const first = table.querySelector("[data-at]"); if (first && !table.querySelector("[tabindex='0']")) first.tabIndex = 0; }
  };
  const load = async () => {
    for (let number = 1; number < Number(main.dataset.parts); number++) {
      const response = await fetch(`${base}/part/${number}?of=${main.dataset.of}`);
      if (response.status !== 200) throw new Error(response.statusText);
      const part = new DOMParser().parseFromString(await response.text(), "text/html");
      for (const more of part.querySelectorAll("[data-into]")) main.querySelector(more.dataset.into).append(...(more.tBodies ? more.tBodies[0] : more).childNodes);
    }
    reachable(main);
    main.dataset.whole = "1";
  };
  const loaded = load().catch(() => { document.getElementById("incomplete").hidden = false; });
  const rowOf = (row) => all(`.read [data-row="${CSS.escape(row)}"]`).find((found) => !panel.contains(found));

  const unlight = () => {
    for (const found of all(".lit, .lit-text")) found.classList.remove("lit", "lit-text");
    for (const group of all(".lit-boxes")) group.replaceChildren();
  };
  const show = (element) => {
    for (let up = element.parentElement; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    element.scrollIntoView({ block: "center", inline: "nearest" });
  };

  // A place is t:PAGE:LINE:START:END or b:PAGE:X0:TOP:X1:BOTTOM.
  const light = (place, retried) => {
    const [kind, page, ...numbers] = place.split(":");
    const values = numbers.map(Number);
    if (kind === "t") {
      const line = document.getElementById(`L${page}-${numbers[0]}`);
      if (!line && !main.dataset.whole && !retried) return loaded.then(() => light(place, true));
      if (!line) { const sheet = document.getElementById(`P${page}`); if (sheet) show(sheet); return; }
      line.classList.add("lit");
      for (const stretch of line.querySelectorAll("[data-s]")) {
        if (Number(stretch.dataset.s) < values[2] && values[1] < Number(stretch.dataset.e)) stretch.classList.add("lit-text");
      }
      show(line);
    } else {
      const group = document.querySelector(`#P${page} .lit-boxes`);
      if (!group) return;
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      const [x0, top, x1, bottom] = values;
      for (const [name, value] of [["x", x0 - 2], ["y", top - 2], ["width", x1 - x0 + 4], ["height", bottom - top + 4]]) box.setAttribute(name, value);
      group.append(box);
      show(box);
    }
  };

  const close = () => { panel.hidden = true; panel.replaceChildren(); opened = null; history.replaceState(null, "", base); };
  const fill = async (response, row) => {
    const text = await response.text();
    panel.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    panel.hidden = false;
    panel.scrollTop = 0;
    opened = row;
    dress();
  };
  const open = async (row, from) => {
    unlight();
    if (!rowOf(row)) await loaded;
    for (const same of all(`[data-row="${CSS.escape(row)}"]`)) if (!panel.contains(same)) same.classList.add("lit");
    if (from) light(from);
    else {
      const there = rowOf(row);
      if (there) { if (there.dataset.at) light(there.dataset.at); show(there); }
    }
    history.replaceState(null, "", `${base}?row=${encodeURIComponent(row)}`);
    await fill(await fetch(`${base}/row/${encodeURIComponent(row)}`), row);
    // The panel took room from the tables: what was chosen stays in sight.
    const chosen = all(".read .lit").find((found) => found.matches("td, th, tr, li")) ?? all(".read .lit")[0];
    if (chosen) chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
    // A window too low for its three parts scrolls as a whole: source, tables and row stand under one another.
    if (getComputedStyle(main).display === "block") {
      main.querySelector(".source .lit-text, .source .lit-boxes rect")?.scrollIntoView({ block: "center" });
      if (chosen) chosen.scrollIntoView({ block: "center", inline: "nearest" });
      main.querySelector(".source").scrollIntoView({ block: "start" });
    }
  };

  const dress = () => {
    const field = panel.querySelector("select[name=field]");
    const value = panel.querySelector("input[name=decided]");
    if (!field) return;
    const offer = () => {
      const now = field.selectedOptions[0].dataset.now;
      value.setAttribute("list", `options-${field.value}`);
      value.placeholder = now;
    };
    field.addEventListener("change", offer);
    value.addEventListener("input", () => { const choice = panel.querySelector("input[value=correct]"); if (choice) choice.checked = true; });
    offer();
  };

  main.addEventListener("click", (event) => {
    const control = event.target.closest("[data-go]");
    if (control) return go(control.dataset.go);
    const place = event.target.closest(".place");
    if (place) { unlight(); return light(place.dataset.at); }
    const link = event.target.closest("[data-open]");
    if (link) { event.preventDefault(); return open(link.dataset.open); }
    if (panel.contains(event.target)) return;
    const finding = event.target.closest(".finding");
    if (finding) { event.preventDefault(); return walkTo(finding); }
    const row = event.target.closest(".source [data-row]");
    if (row) return open(row.dataset.row);
    const cell = event.target.closest(".read [data-at], .read [data-row]");
    if (cell) return choose(cell);
  });
  const choose = (cell) => {
    if (cell.matches("td, th, tr")) { cell.tabIndex = 0; cell.focus({ preventScroll: true }); }
    if (cell.dataset.row) return open(cell.dataset.row, cell.dataset.at || undefined).then(() => cell.classList.add("lit"));
    unlight();
    cell.classList.add("lit");
    if (cell.dataset.at) light(cell.dataset.at);
  };

  panel.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.act");
    if (!form) return;
    event.preventDefault();
    const row = opened;
    const response = await fetch(form.getAttribute("action"), { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "x-part": "row" } });
    await fill(response, row);
    if (response.ok) for (const same of all(`.read [data-row="${CSS.escape(row)}"]`)) same.classList.add("decided");
    panel.focus();
  });

  const findings = all(".finding");
  const at = { finding: -1, flag: -1 };
  const walkTo = (finding) => { at.finding = findings.indexOf(finding); return open(finding.dataset.row, finding.dataset.at || undefined).then(() => { finding.classList.add("lit"); show(finding); }); };
  const step = (list, name, by) => {
    if (!list.length) return null;
    at[name] = (at[name] + by + list.length + (at[name] < 0 && by < 0 ? 1 : 0)) % list.length;
    return list[at[name]];
  };
  const go = async (what) => {
    if (what === "close") return close();
    if (what === "help") return keys.showModal();
    const by = what.endsWith("next") ? 1 : -1;
    if (what.startsWith("finding")) { const found = step(findings, "finding", by); if (found) walkTo(found); }
    else { await loaded; const found = step(all(".grid .contradicted, .grid .ambiguous, .grid .unknown_unit"), "flag", by); if (found) { show(found); choose(found); } }
  };

  const pick = (action) => {
    const choice = panel.querySelector(`input[name=action][value=${action}]`);
    if (!choice) return;
    choice.checked = true;
    panel.querySelector(action === "correct" ? "input[name=decided]" : "textarea[name=reason]").focus();
  };
  const walk = { n: "finding-next", p: "finding-previous", f: "flag-next", g: "flag-previous", "?": "help" };
  const decide = { a: "accept", c: "correct", d: "dismiss" };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.ctrlKey && event.target.matches("form.act textarea")) return event.target.form.requestSubmit();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && panel.contains(event.target) && typing(event.target)) return panel.focus();
    if (event.key === "Escape" && !keys.open) { if (!panel.hidden) close(); document.activeElement.blur(); return; }
    if (typing(event.target)) return;
    if (event.key === "u" && !panel.hidden) { const undo = panel.querySelector(".history input[name=reason]"); if (undo) { event.preventDefault(); undo.focus(); } return; }
    if (walk[event.key]) { event.preventDefault(); go(walk[event.key]); }
    else if (decide[event.key] && !panel.hidden) { event.preventDefault(); pick(decide[event.key]); }
    else if (event.target.matches(".grid td, .grid th, .rows tr")) cellKey(event);
  });
  const cellKey = (event) => {
    const here = event.target;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); return choose(here); }
    const across = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const down = { ArrowUp: "previousElementSibling", ArrowDown: "nextElementSibling" }[event.key];
    let next = null;
    if (across && here.matches("td, th")) for (next = here; next && (next === here || !next.dataset.at);) next = across < 0 ? next.previousElementSibling : next.nextElementSibling;
    else if (down && here.matches("td, th")) for (let row = here.parentElement[down]; row && !next; row = row[down]) next = row.children[here.cellIndex]?.dataset.at ? row.children[here.cellIndex] : row.querySelector("[data-at]");
    else if (down) next = here[down];
    if (!next) return;
    event.preventDefault();
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };

  // The first cell of each table and the first row of each list take part in the order of the Tab key.
  reachable(main);
  dress();
  const resume = async (row) => {
    if (!rowOf(row)) await loaded;
    const there = rowOf(row);
    for (const same of all(`[data-row="${CSS.escape(row)}"]`)) if (!panel.contains(same)) same.classList.add("lit");
    if (there) { if (there.dataset.at) light(there.dataset.at); show(there); }
    at.finding = findings.findIndex((finding) => finding.dataset.row === row);
  };
  if (opened) resume(opened);
})();
