// The table of counts to look through: by rule, site, language and side, with examples.

/** Shows a tally in `target`. `sides` are the names of the two sides; `changed` is told what was chosen. */
function explore(target, tally, sides, changed) {
  const chosen = { rule: null, site: null, language: null, side: 0, stage: "", words: "", weight: "edits" };
  const siteNames = tally.sites.map((site) => site.name);
  const stageOf = (rule) => tally.rules[rule].split(".")[0];
  const onSide = (side) => tally.cells.filter((cell) => cell.side === side);
  const rowsShown = 200;
  if (!onSide(0).length && onSide(1).length) chosen.side = 1;

  const search = el("input", { type: "search", id: "search", placeholder: "Search ( / )", "aria-label": "Search rules, sites and examples", oninput: () => { chosen.words = search.value.toLowerCase(); draw(); } });
  const sideButtons = sides.map((name, side) => el("button", { type: "button", id: `side-${side}`, onclick: () => { chosen.side = side; draw(); } }, `${name} ${grouped(onSide(side).reduce((sum, cell) => sum + cell.edits, 0))}`));
  const stages = [...new Set(tally.rules.filter((rule) => rule.includes(".")).map((rule) => rule.split(".")[0]))];
  const stage = el("select", { id: "stage", "aria-label": "Stage", onchange: () => { chosen.stage = stage.value; draw(); } }, el("option", { value: "" }, "All stages"), ...stages.map((name) => el("option", { value: name }, name)));
  const language = el("select", { id: "language", "aria-label": "Language", onchange: () => { chosen.language = language.value === "" ? null : Number(language.value); draw(); } }, el("option", { value: "" }, "All languages"), ...tally.languages.map((tag, i) => el("option", { value: i }, tag || "no language")));
  const weight = el("select", { id: "weight", "aria-label": "What is counted", onchange: () => { chosen.weight = weight.value; draw(); } }, el("option", { value: "edits" }, "by edits"), el("option", { value: "removed" }, "by characters removed"));
  const rules = el("ol", { id: "rules" });
  const sitesList = el("ol", { id: "sites" });
  const answer = el("div", { class: "answer", id: "answer", "aria-live": "polite" });
  const examples = el("ol", { class: "examples", id: "examples" });
  target.append(
    el("div", { class: "tools" }, search, el("div", { class: "group", role: "group", "aria-label": "Kind of edit" }, ...sideButtons), stage, tally.languages.length > 1 ? language : null, weight),
    el("div", { class: "facets" },
      el("div", { class: "facet" }, el("h3", {}, el("span", {}, "Rule"), el("span", { class: "weight" })), rules),
      el("div", { class: "facet" }, el("h3", {}, el("span", {}, "Site"), el("span", { class: "weight" })), sitesList)),
    answer, examples);

  const fits = (cell, but) =>
    cell.side === chosen.side &&
    (!chosen.stage || stageOf(cell.rule) === chosen.stage) &&
    (chosen.language === null || cell.language === chosen.language) &&
    (but === "rule" || chosen.rule === null || cell.rule === chosen.rule) &&
    (but === "site" || chosen.site === null || cell.site === chosen.site);

  const has = (text) => text.toLowerCase().includes(chosen.words);
  const said = (example) => example.left + example.before + example.after + example.right + example.id;

  function facet(list, key, names) {
    const counts = new Map();
    for (const cell of tally.cells) {
      if (fits(cell, key)) counts.set(cell[key], (counts.get(cell[key]) || 0) + cell[chosen.weight]);
    }
    if (chosen[key] !== null && !counts.has(chosen[key])) counts.set(chosen[key], 0);
    let rows = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    const found = rows.filter(([id]) => has(names[id]) || id === chosen[key]);
    if (chosen.words && found.length) rows = found;
    const largest = Math.max(1, ...rows.map(([, n]) => n));
    list.replaceChildren(...rows.slice(0, rowsShown).map(([id, n]) => el("li", {},
      el("button", { type: "button", class: "row", title: names[id], "data-name": names[id], "aria-pressed": String(chosen[key] === id), onclick: () => { chosen[key] = chosen[key] === id ? null : id; draw(names[id], key); } },
        el("i", { style: `width:${(100 * Math.max(n, 0)) / largest}%` }), el("span", {}, names[id]), el("span", { class: "count" }, grouped(n))))));
  }

  function shownExamples(cells) {
    const list = [];
    for (let round = 0; round < 6; round++) {
      for (const cell of cells) {
        const example = cell.examples[round];
        if (example && (!chosen.words || has(said(example)) || has(tally.rules[cell.rule]) || has(siteNames[cell.site]))) list.push([cell, example]);
      }
    }
    return list.slice(0, 60);
  }

  function drawAnswer() {
    const cells = tally.cells.filter((cell) => fits(cell));
    const sum = (key) => cells.reduce((n, cell) => n + cell[key], 0);
    const rule = chosen.rule === null ? null : tally.rules[chosen.rule];
    const site = chosen.site === null ? null : siteNames[chosen.site];
    const where = site ? ` on ${site}` : " on all sites";
    const documents = rule ? ` in ${counted(sum("documents"), "document")}` : "";
    const rest = tally.left_out ? ` ${counted(tally.left_out, "edit")} of rare rules on small sites are not in this table.` : "";
    const text = `${sides[chosen.side]}: ${counted(sum("edits"), "edit")} by ${rule || "all rules"}${where}${documents}; ${counted(sum("removed"), "character")} less.${rest}`;
    const all = rule || site || chosen.words || chosen.stage || chosen.language !== null;
    const clear = () => { Object.assign(chosen, { rule: null, site: null, language: null, stage: "", words: "" }); search.value = stage.value = language.value = ""; draw(); };
    answer.replaceChildren(...[el("p", {}, text), all ? el("button", { type: "button", class: "plain", id: "clear", onclick: clear }, "Show all again") : null].filter(Boolean));
    const list = shownExamples(cells);
    examples.hidden = false;
    if (!list.length) {
      examples.replaceChildren(el("li", { class: "quiet" }, sum("edits") ? "No example of this is on the page; the ledger in the run folder has every edit." : "Nothing."));
      return;
    }
    examples.replaceChildren(...list.map(([cell, example]) => el("li", {},
      el("div", { class: "said" }, el("span", { class: "around" }, example.left), ...marks(example.before, example.after), example.before.endsWith("\n") && example.right ? "\n" : "", el("span", { class: "around" }, example.right)),
      el("div", { class: "where" }, el("span", { class: "mono" }, tally.rules[cell.rule]), el("span", {}, siteNames[cell.site]), el("span", {}, example.id), example.note ? el("span", {}, example.note) : null))));
  }

  function keep() {
    const named = new URLSearchParams();
    if (chosen.rule !== null) named.set("rule", tally.rules[chosen.rule]);
    if (chosen.site !== null) named.set("site", siteNames[chosen.site]);
    if (chosen.side) named.set("side", chosen.side);
    const hash = named.toString();
    try { history.replaceState(null, "", hash ? `#${hash}` : "#"); } catch { /* a page that was not opened from a place has no address */ }
  }

  function draw(focus, key) {
    facet(rules, "rule", tally.rules);
    facet(sitesList, "site", siteNames);
    sideButtons.forEach((button, side) => button.setAttribute("aria-pressed", String(side === chosen.side)));
    target.querySelectorAll(".weight").forEach((head) => { head.textContent = chosen.weight === "edits" ? "Edits" : "Characters"; });
    drawAnswer();
    if (focus !== undefined) {
      keep();
      // The list was made anew: the keyboard stays where it was.
      const list = key === "rule" ? rules : sitesList;
      [...list.querySelectorAll("button")].find((button) => button.dataset.name === focus)?.focus({ preventScroll: true });
    }
    changed({ rule: chosen.rule === null ? null : tally.rules[chosen.rule], site: chosen.site === null ? null : siteNames[chosen.site], words: chosen.words });
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName || "");
    if (event.key === "/" && !typing) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && document.activeElement === search) { search.value = ""; chosen.words = ""; draw(); }
  });

  const linked = new URLSearchParams(location.hash.slice(1));
  const number = (list, name) => { const id = list.indexOf(name); return id < 0 ? null : id; };
  chosen.rule = number(tally.rules, linked.get("rule"));
  chosen.site = number(siteNames, linked.get("site"));
  if (linked.get("side") === "1") chosen.side = 1;
  draw();
  // A link to a rule or a site shows them, wherever they are in the lists.
  for (const row of target.querySelectorAll('.row[aria-pressed="true"]')) row.closest("ol").scrollTop = row.offsetTop - row.closest("ol").offsetTop - 40;
}
