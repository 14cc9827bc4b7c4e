// The comparison of two runs, or of two sets of packs.

const sides = ["Only in A", "Only in B"];

function overview() {
  at("subtitle").textContent = `A: ${data.a} \u00b7 B: ${data.b}`;
  document.title = "jernih comparison";
  const edits = (side) => data.tally.cells.filter((cell) => cell.side === side).reduce((sum, cell) => sum + cell.edits, 0);
  at("totals").replaceChildren(
    total(grouped(data.documents), "documents compared"),
    total(grouped(data.differing), "documents differ", share(data.differing, data.documents)),
    total(grouped(edits(0)), "edits only in A"),
    total(grouped(edits(1)), "edits only in B"),
    total(signed(data.characters_kept), "characters kept by B", "against A"),
    total(`${grouped(data.held_only_a)} / ${grouped(data.held_only_b)}`, "documents held", "only in A / only in B"));
  at("note").textContent = data.differing || data.held_only_a || data.held_only_b ? "" : "Both do the same.";
}

function byRule() {
  const sums = data.tally.rules.map(() => [{ edits: 0, removed: 0 }, { edits: 0, removed: 0 }]);
  for (const cell of data.tally.cells) {
    sums[cell.rule][cell.side].edits += cell.edits;
    sums[cell.rule][cell.side].removed += cell.removed;
  }
  const largest = Math.max(1, ...sums.flat().map((sum) => sum.edits));
  const rows = sums.map(([a, b], rule) => ({ cells: [el("span", { class: "mono" }, data.tally.rules[rule]), grouped(a.edits), grouped(b.edits), signed(a.removed - b.removed), el("span", {}, bar(a.edits, largest, true), bar(b.edits, largest))] }));
  if (rows.length) table(at("by-rule"), [["Rule", "text"], ["Only in A", "number"], ["Only in B", "number"], ["Characters kept", "number"], ["", "bar"]], rows.slice(0, 60));
  else at("by-rule").replaceChildren(el("tbody", {}, el("tr", {}, el("td", { class: "quiet" }, "No rule differs."))));
  at("footer").textContent = "An edit is the same if the same rule puts the same text at the same place of the original. This page holds examples; the run folders hold every edit.";
}

overview();
byRule();
explore(at("explorer"), data.tally, sides, () => {});
