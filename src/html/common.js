// Small tools that both pages use. Everything is set as text, never as markup.

const data = JSON.parse(document.getElementById("data").textContent);

/** The element with this id. */
const at = (id) => document.getElementById(id);

/** A new element: `el("p", { class: "quiet" }, "text", other)`. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

const grouped = (n) => Math.round(n).toLocaleString("en-US");
const counted = (n, noun) => `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;
const signed = (n) => (n > 0 ? "+" : n < 0 ? "\u2212" : "") + grouped(Math.abs(n));

/** A share of a whole, with enough digits to say something. */
function share(part, whole) {
  if (!whole) return "0 %";
  const percent = (100 * part) / whole;
  const digits = percent === 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : 2;
  return percent > 0 && percent < 0.01 ? "< 0.01 %" : `${percent.toFixed(digits)} %`;
}

/** A figure with what it counts. */
const total = (figure, what, more) => el("div", { class: "total" }, el("b", {}, figure), el("span", {}, what), more ? el("span", {}, more) : null);

/** A table: columns are `[title, class]`, rows are lists of cells, text or elements. */
function table(target, columns, rows) {
  const head = el("thead", {}, el("tr", {}, ...columns.map(([title, kind]) => el("th", { class: kind, scope: "col" }, title))));
  const body = el("tbody", {}, ...rows.map((row) => {
    const cells = row.cells.map((cell, i) => el("td", { class: columns[i][1] }, cell));
    return el("tr", { class: row.class }, ...cells);
  }));
  target.replaceChildren(head, body);
}

/** A bar for a table: a share of the largest. */
const bar = (value, largest, two) => el("i", { class: two ? "two" : undefined, style: `width:${largest ? (100 * Math.max(value, 0)) / largest : 0}%` });

/** Text in which what cannot be seen is shown by a mark. */
function visible(text) {
  const blank = text.trim() === "";
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc]/g, (c) => `<U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`)
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, (c) => (blank || c !== "\u00a0" ? `<U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>` : "\u237d"))
    .replace(/^ +| +$| {2,}/g, (spaces) => "\u00b7".repeat(spaces.length))
    .replace(/\t/g, "\u21e5")
    .replace(/\n(?=[\s\S])/g, "\u23ce\n")
    .replace(/\n$/, "\u23ce");
}

/** The marks of an edit. */
function marks(before, after, attributes) {
  const made = [];
  if (before) made.push(el("del", attributes, visible(before)));
  if (after) made.push(el("ins", attributes, visible(after)));
  return made;
}
