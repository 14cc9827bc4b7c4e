// The report of one run.

const proposed = data.tally.cells.filter((cell) => cell.side === 1).reduce((sum, cell) => sum + cell.edits, 0);
const edits = data.stages.reduce((sum, stage) => sum + stage.edits, 0);
const size = data.size;

function overview() {
  const run = data.run;
  const begun = new Date(run.started_unix_seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
  at("subtitle").textContent = `${run.out} \u00b7 ${begun} UTC \u00b7 jernih ${run.jernih}`;
  document.title = `${run.out} \u00b7 jernih report`;
  const gone = size ? [size.characters_in - size.characters_out, size.characters_in, "characters"] : [run.bytes_in - run.bytes_out, run.bytes_in, "bytes"];
  at("totals").replaceChildren(
    total(grouped(run.documents), "documents"),
    total(grouped(data.changed), "documents changed", share(data.changed, run.documents)),
    total(grouped(edits), "edits applied"),
    total(grouped(gone[0]), `${gone[2]} removed`, share(gone[0], gone[1])),
    size ? total(grouped(size.lines_in - size.lines_out), "lines removed", share(size.lines_in - size.lines_out, size.lines_in)) : "",
    total(grouped(proposed), "edits proposed"),
    total(grouped(data.held.documents), "documents held"));
  if (!size) {
    at("note").hidden = false;
    at("note").textContent = "The cleaned documents were not found beside the run folder: lengths, sites and documents side by side are missing.";
  }
  at("footer").textContent = `${run.command.join(" ")} \u00b7 packs ${run.rules_sha256.slice(0, 12)} \u00b7 ${run.seconds.toFixed(1)} seconds. This page holds examples; ${run.out}.run holds every edit.`;
}

function funnel() {
  const largest = Math.max(1, ...data.stages.map((stage) => Math.abs(stage.characters)));
  let [characters, lines] = size ? [size.characters_in, size.lines_in] : [0, 0];
  const rest = (n) => (size ? grouped(n) : "");
  const rows = [];
  if (size) rows.push({ class: "whole", cells: ["input", grouped(data.run.documents), "", "", "", rest(lines), rest(characters), ""] });
  for (const stage of data.stages) {
    characters -= stage.characters;
    lines -= stage.lines;
    rows.push({ cells: [stage.name, grouped(stage.documents), grouped(stage.edits), signed(-stage.lines), signed(-stage.characters), rest(lines), rest(characters), bar(Math.abs(stage.characters), largest)] });
  }
  const columns = [["Stage", ""], ["Documents", "number"], ["Edits", "number"], ["Lines", "number"], ["Characters", "number"]];
  if (size) columns.push(["Lines left", "number"], ["Characters left", "number"]);
  columns.push(["", "bar"]);
  if (!size) rows.forEach((row) => row.cells.splice(5, 2));
  table(at("funnel"), columns, rows);
}

let templatesShown = 15;
function templates(chosen) {
  const fits = (template) => (!chosen.rule || template.rule === chosen.rule) && (!chosen.words || (template.text + template.rule).toLowerCase().includes(chosen.words));
  const list = data.templates.filter(fits);
  const largest = Math.max(1, ...list.map((template) => template.edits));
  const rows = list.slice(0, templatesShown).map((template) => ({ cells: [(template.at_least ? "\u2265 " : "") + grouped(template.edits), template.text, el("span", { class: "mono" }, template.rule), bar(template.edits, largest)] }));
  if (rows.length) table(at("templates"), [["Times", "number"], ["Line", "text"], ["Rule", ""], ["", "bar"]], rows);
  else at("templates").replaceChildren(el("tbody", {}, el("tr", {}, el("td", { class: "quiet" }, "No whole line."))));
  const more = list.length - rows.length;
  at("templates-more").replaceChildren(more > 0 ? el("button", { type: "button", onclick: () => { templatesShown += 50; templates(chosen); } }, `Show more of ${grouped(list.length)}`) : "");
}

function lengths() {
  const { before, after } = data.lengths;
  const columns = Math.max(before.length, after.length);
  if (!columns) { at("histogram").replaceChildren(el("p", { class: "empty" }, "The lengths are only known where the cleaned documents are.")); return; }
  const n = (counts, i) => counts[i] || 0;
  const short = (i) => { const most = 64 * 2 ** i; return most < 1024 ? String(most) : most < 2 ** 20 ? `${most / 1024}k` : `${most / 2 ** 20}M`; };
  const largest = Math.max(1, ...before, ...after);
  const first = Math.min(...[before, after].map((counts) => { const i = counts.findIndex(Boolean); return i < 0 ? columns : i; }));
  const made = [];
  for (let i = first; i < columns; i++) {
    const label = `below ${grouped(64 * 2 ** i)} characters: ${grouped(n(before, i))} documents before, ${grouped(n(after, i))} after`;
    made.push(el("div", { class: "column", role: "img", "aria-label": label, title: label },
      el("div", { class: "pair" }, el("i", { style: `height:${(100 * n(before, i)) / largest}%` }), el("i", { style: `height:${(100 * n(after, i)) / largest}%` })), `< ${short(i)}`));
  }
  at("histogram").replaceChildren(el("div", { class: "histogram" }, ...made), el("div", { class: "legend" }, el("span", {}, el("i"), "before"), el("span", {}, el("i"), "after"), el("span", {}, "documents by characters, each column twice as long as the one before")));
}

let documentsFit = [];
let wantedRule = null;
function documents(chosen) {
  const rules = (item) => item.rules.join(" ");
  documentsFit = data.documents.filter((item) => (!chosen.rule || item.rules.includes(chosen.rule)) && (!chosen.site || item.site === chosen.site));
  wantedRule = chosen.rule;
  const pick = at("document");
  pick.replaceChildren(...documentsFit.map((item, i) => el("option", { value: i, title: rules(item) }, `${item.id} \u00b7 ${counted(item.rules.length, "rule")}`)));
  show();
}

function show() {
  const pick = at("document");
  const item = documentsFit[pick.selectedIndex];
  at("previous").disabled = pick.selectedIndex <= 0;
  at("next").disabled = pick.selectedIndex >= documentsFit.length - 1;
  pick.disabled = !item;
  if (!item) { at("sides").replaceChildren(el("p", { class: "empty" }, data.documents.length ? "None of the documents on this page has such an edit." : "There is none to show.")); return; }
  const [before, after] = [el("div"), el("div")];
  for (const piece of item.pieces) {
    if (typeof piece === "string") { before.append(piece); after.append(piece); continue; }
    const [old, now, rules] = piece;
    const names = rules.map((rule) => item.rules[rule]).join("\n");
    const marked = { tabindex: 0, "data-tip": names, "aria-label": `${old ? `before: ${old}` : ""} ${now ? `after: ${now}` : ""} (${names})` };
    const [gone, come] = [marks(old, "", marked), marks("", now, marked)];
    before.append(...gone, old.endsWith("\n") ? "\n" : "");
    after.append(...come, now.endsWith("\n") ? "\n" : "");
  }
  if (item.more) after.append(`\n[${counted(item.more, "more edit")}]`);
  at("sides").replaceChildren(el("div", { class: "side" }, el("h3", {}, "Before"), before), el("div", { class: "side" }, el("h3", {}, "After \u00b7 ", item.place), after));
  for (const pane of [before, after]) {
    const mark = [...pane.querySelectorAll("[data-tip]")].find((one) => !wantedRule || one.dataset.tip.split("\n").includes(wantedRule));
    if (mark) pane.scrollTop = mark.offsetTop - pane.offsetTop - 80;
  }
}

function step(by) {
  at("document").selectedIndex += by;
  show();
}

/** The rule of a mark, beside the pointer or the focus. */
function tips() {
  const tip = at("tip");
  const place = (event) => {
    const mark = event.target.closest?.("[data-tip]");
    tip.hidden = !mark;
    if (!mark) return;
    tip.textContent = mark.dataset.tip;
    const box = mark.getClientRects()[0] || mark.getBoundingClientRect();
    const left = Math.min(box.left, innerWidth - tip.offsetWidth - 8);
    const above = box.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above > 4 ? above : box.bottom + 6}px`;
  };
  for (const kind of ["mouseover", "focusin", "click"]) at("sides").addEventListener(kind, place);
  for (const kind of ["mouseleave", "focusout"]) at("sides").addEventListener(kind, () => { tip.hidden = true; });
  addEventListener("scroll", () => { tip.hidden = true; }, true);
}

function held() {
  const { documents: n, reasons, named } = data.held;
  if (!n) { at("held-list").replaceChildren(el("p", { class: "empty" }, "None: every document is in the output.")); return; }
  const why = Object.entries(reasons).sort((a, b) => b[1] - a[1]);
  const tables = [el("table"), el("table")];
  table(tables[0], [["Documents", "number"], ["Reason", "text"]], why.map(([reason, count]) => ({ cells: [grouped(count), reason] })));
  table(tables[1], [["Place", "text"], ["Reason", "text"], ["Begins with", "text"]], named.map((item) => ({ cells: [item.place, item.reason, el("span", { class: "quiet" }, item.start)] })));
  const rest = n > named.length ? `The first ${grouped(named.length)} of ${grouped(n)}; held.jsonl has all.` : "";
  at("held-list").replaceChildren(el("div", { class: "scroll" }, tables[0]), el("h3", {}, "One by one"), el("div", { class: "scroll" }, tables[1]), el("p", { class: "quiet" }, rest));
}

overview();
funnel();
lengths();
held();
tips();
at("document").addEventListener("change", show);
at("previous").addEventListener("click", () => step(-1));
at("next").addEventListener("click", () => step(1));
explore(at("explorer"), data.tally, ["Applied", "Proposed"], (chosen) => { templatesShown = 15; templates(chosen); documents(chosen); });
