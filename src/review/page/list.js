// ---- the list and its facets ---------------------------------------------------------------------------------------

const BINS = [[0.99, "≥ 0.99"], [0.9, "0.9 – 0.99"], [0.5, "0.5 – 0.9"], [0, "< 0.5"]];
const bin = (confidence) => BINS.find(([least]) => confidence >= least)[1];
const once = (values) => [...new Set(values)];
const FACETS = {
  layout: (record) => [record.layout],
  rule: (record) => once(record.repairs.map((repair) => repair.rule)),
  field: (record) => record.fields,
  confidence: (record) => once(record.repairs.map((repair) => bin(repair.confidence))),
  issue: (record) => once(record.codes),
  state: (record) => once([
    open[record.n] ? "open" : "nothing open",
    ...(record.residue ? ["residue"] : []),
    ...record.repairs.map((repair) => verdict(repair)),
  ]),
};
const chosen = Object.fromEntries(Object.keys(FACETS).map((name) => [name, ""]));
let shown = records, at = 0, current = null, pick = 0;

function verdict(repair) {
  const line = decision(repair);
  return line ? { accept: "accepted", refuse: "refused" }[line.verdict] : repair.state.toLowerCase();
}

function filter() {
  const words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (record, but) => words.every((word) => record.sought.includes(word))
    && Object.entries(chosen).every(([name, value]) => !value || name === but || FACETS[name](record).includes(value));
  shown = records.filter((record) => fits(record));
  facets((name) => (chosen[name] || words.length || shown.length < records.length
    ? records.filter((record) => fits(record, name)) : records));
  $("count").textContent = `${shown.length} of ${records.length} records`;
  $("rows").style.height = `${shown.length * ROW}px`;
  const here = current ? shown.indexOf(current) : 0;
  $("list").scrollTop = 0;
  go(Math.max(here, 0));
}

function facets(among) {
  const parts = Object.keys(FACETS).map((name) => {
    const counts = new Map();
    for (const record of among(name)) {
      for (const value of FACETS[name](record)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const options = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, number]) => make("option", { value, selected: value === chosen[name] }, `${value} (${number})`));
    const choice = make("select", { id: `facet-${name}` }, make("option", { value: "" }, "all"), options);
    choice.onchange = () => { chosen[name] = choice.value; filter(); };
    return make("label", {}, make("span", {}, name), choice);
  });
  $("facets").replaceChildren(...parts);
}

function rows() {
  const list = $("list");
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - 4);
  const last = Math.min(shown.length, first + Math.ceil(list.clientHeight / ROW) + 8);
  $("rows").replaceChildren(...shown.slice(first, last).map((record, n) => {
    const left = open[record.n];
    const mark = left ? make("span", { className: "open" }, `${left}`)
      : make("span", { className: "done" }, record.repairs.length ? "✓" : "");
    const row = make("div", { className: "row", role: "option" }, mark,
      make("span", { dir: "auto" }, visible(record.title || "(no title)")),
      make("small", {}, visible(`${record.id || "no id"} · ${record.layout} · ${record.path}`)));
    row.setAttribute("aria-selected", String(first + n === at));
    row.style.top = `${(first + n) * ROW}px`;
    row.onclick = () => go(first + n);
    return row;
  }));
}

/** Goes to a record of the list. */
async function go(n, choose = 0) {
  at = Math.min(Math.max(n, 0), Math.max(shown.length - 1, 0));
  const list = $("list"), top = at * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
  rows();
  const record = shown[at];
  if (!record) {
    current = null;
    $("source").replaceChildren("No record fits.");
    return $("fields").replaceChildren();
  }
  const data = await card(record.n);
  if (shown[at] !== record) return;
  const other = current !== record;
  current = record;
  pick = choose;
  show(record, data, other);
  $("list").dispatchEvent(new Event("shown"));
}

// ---- text ----------------------------------------------------------------------------------------------------------

// Controls, marks of direction, and what has no width: they would do something, or hide something, if they were not named.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|\udb40[\udc00-\udc7f]/g;

/** A text with its hidden characters named. */
function visible(text) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(HIDDEN)) {
    // The carriage return of a line end says nothing.
    if (found[0] === "\r" && text[found.index + 1] === "\n") {
      parts.push(text.slice(from, found.index));
    } else {
      const name = `U+${found[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
      parts.push(text.slice(from, found.index), make("span", { className: "ctl" }, name));
    }
    from = found.index + found[0].length;
  }
  parts.push(text.slice(from));
  return parts.filter((each) => each !== "");
}

const told = (value) => (value === null ? "" : typeof value === "string" ? value : JSON.stringify(value));
