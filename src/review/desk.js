// The curator's desk. Everything that comes from a page is text: it is only ever put into text nodes and values of fields.
"use strict";

const $ = (id) => document.getElementById(id);
const ROW = 44;
const OPEN = new Set(["APPLIED", "SUGGESTED"]);
const LATER = 60_000;

/** An element with properties and children; strings become text. */
function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.flat());
  return element;
}

// ---- data ----------------------------------------------------------------------------------------------------------

/** Opens a part of the data that lies compressed in the page. */
async function part(id) {
  const letters = atob($(id).textContent);
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

const index = await part("index");
const records = index.records.map(([id, title, path, layout, digest, fields, codes, residue, repairs], n) => ({
  n, id, title, path, digest, residue,
  layout: index.layouts[layout],
  fields: fields.map((field) => index.fields[field]),
  codes: codes.map((code) => index.codes[code]),
  repairs: repairs.map(([rule, confidence, state, [start, end], field, same]) => ({
    rule, confidence, state, field: index.fields[field],
    keys: { place: `p ${digest} ${start} ${end} ${rule}`, value: `v ${same}`, rule: `r ${rule}` },
  })),
  sought: `${id} ${title} ${path}`.toLowerCase(),
}));
const twins = Map.groupBy(records, (record) => record.digest);
const docs = new Map(index.rules);

const chunks = new Map();
/** The card of a record: the record itself and its page. The last few chunks are kept. */
async function card(n) {
  const chunk = Math.floor(n / index.together);
  if (!chunks.has(chunk)) {
    if (chunks.size > 8) chunks.delete(chunks.keys().next().value);
    chunks.set(chunk, part(`cards-${chunk}`));
  }
  return (await chunks.get(chunk))[n % index.together];
}

// ---- decisions -----------------------------------------------------------------------------------------------------

const decisions = new Map(index.decisions);
const undone = [];
const digests = records.map((record) => record.digest).sort().join();
const STORE = `review ${records.length} ${await fingerprint(digests)}`;

async function fingerprint(text) {
  if (!crypto.subtle) return String(text.length);
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes.slice(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What was decided in this browser and is not exported yet lies in its storage: changes over what the page was made with. */
function restore() {
  const kept = JSON.parse(localStorage.getItem(STORE) ?? "[]");
  for (const [key, line] of kept) {
    if (line) decisions.set(key, line);
    else decisions.delete(key);
  }
}

const changed = new Map();
function keep(key) {
  changed.set(key, decisions.get(key) ?? null);
  try {
    const before = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    localStorage.setItem(STORE, JSON.stringify([...new Map([...before, ...changed])]));
  } catch {
    tell("the browser keeps nothing; export your decisions before you leave");
  }
  save();
}

/** The file of decisions: JSON Lines. */
const file = () => [...decisions.values()].map((line) => `${JSON.stringify(line)}\n`).join("");

let saving = Promise.resolve();
function save() {
  if (!index.save) return;
  saving = saving.then(async () => {
    const answer = await fetch(index.save, { method: "POST", body: file() }).catch((error) => error);
    tell(answer.ok ? "saved" : `not saved: ${answer.text ? await answer.text() : "the server is gone"}`);
  });
}

const tell = (text) => { $("saved").textContent = text; };

/** The decision about a repair: the closest one. */
function decision(repair) {
  return decisions.get(repair.keys.place) ?? decisions.get(repair.keys.value) ?? decisions.get(repair.keys.rule);
}

const isOpen = (repair) => OPEN.has(repair.state) && !decision(repair);

function set(key, line) {
  undone.push([key, decisions.get(key)]);
  if (line) decisions.set(key, line);
  else decisions.delete(key);
  keep(key);
}

const today = () => new Date().toISOString().slice(0, 10);

// ---- progress ------------------------------------------------------------------------------------------------------

const open = new Int32Array(records.length);
let all = 0, asked = 0;

function count(record) {
  asked -= open[record.n];
  open[record.n] = record.repairs.filter(isOpen).length;
  asked += open[record.n];
}

function progress() {
  $("bar").max = Math.max(all, 1);
  $("bar").value = all - asked;
  $("progress").textContent = `${all - asked} of ${all} repairs decided`;
}

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

// ---- a record ------------------------------------------------------------------------------------------------------

const NOT_VALUES = new Set(["schema", "source", "repairs", "issues", "residue", "spans"]);
let empty = false, leaves = new Map(), segments = new Map(), chosenLeaf = null, whole = null;

function show(record, data, other) {
  [leaves, segments, chosenLeaf, whole] = [new Map(), new Map(), null, data];
  const boxes = data.record.repairs.map((repair, n) => repairBox(record, repair, n, data));
  source(data);
  fields(record, data, boxes);
  if (other) { $("source").scrollTop = 0; $("fields").scrollTop = 0; }
  choose(pick, other && pick === 0);
  rows();
  progress();
}

/** The page with its values, labels, repairs, issues and residue. */
function source(data) {
  const head = [make("h2", {}, "Page"), make("div", { className: "meta" }, visible(data.record.source.path))];
  if (data.text === undefined) {
    head.push(make("p", { className: "warning" }, "The page of this record is not among those of --pages."));
    return $("source").replaceChildren(...head);
  }
  if (!data.same) {
    head.push(make("p", { className: "warning" },
      "This record is not what its page gives now (other options, or another version): values that differ have no place."));
  }
  $("source").replaceChildren(...head, make("pre", { dir: "auto" }, stretches(data).map((each) => stretch(data, each))));
}

/** The text cut wherever something begins or ends: [start, end, marks]. */
function stretches(data) {
  const marks = [];
  const add = (place, kind, key) => { if (place && place[0] < place[1]) marks.push({ from: place[0], to: place[1], kind, key }); };
  for (const [field, places] of Object.entries(data.places)) for (const place of places) add(place, "v", field);
  for (const [from, to, kind] of data.kinds) add([from, to], kind);
  data.repairs.forEach((place, n) => add(place, "x", n));
  data.issues.forEach((place, n) => add(place, "i", n));
  data.residue.forEach((place) => add(place, "r"));
  const ends = new Map();
  const at = (place) => ends.get(place) ?? ends.set(place, { open: [], close: [] }).get(place);
  for (const mark of marks) { at(mark.from).open.push(mark); at(mark.to).close.push(mark); }
  at(0); at(data.text.length);
  const places = [...ends.keys()].sort((a, b) => a - b), live = new Set(), out = [];
  places.forEach((place, n) => {
    ends.get(place).close.forEach((mark) => live.delete(mark));
    ends.get(place).open.forEach((mark) => live.add(mark));
    if (n + 1 < places.length) out.push([place, places[n + 1], [...live]]);
  });
  return out;
}

const FOLD = 60;
function stretch(data, [from, to, marks]) {
  const text = data.text.slice(from, to), has = (kind) => marks.some((mark) => mark.kind === kind);
  const names = ["l", "b", "v", "r", "i", "x"].filter(has).join(" ");
  if (data.html && text.length > FOLD && names === "b") {
    const fold = make("button", { className: "fold", type: "button", title: "markup of the page" }, `⋯ ${text.length}`);
    fold.onclick = () => fold.replaceWith(make("span", { className: "b" }, visible(text)));
    return fold;
  }
  const element = make("span", { className: names }, visible(text));
  const values = marks.filter((mark) => mark.kind === "v").sort((a, b) => (a.to - a.from) - (b.to - b.from));
  for (const { key } of values) segments.set(key, [...(segments.get(key) ?? []), element]);
  if (values.length) {
    element.onmouseenter = () => light(values[0].key, "source");
    element.onmouseleave = () => light(null);
    element.onclick = () => chooseLeaf(values[0].key);
  }
  const repairs = marks.filter((mark) => mark.kind === "x");
  for (const { key } of repairs) segments.set(`repair ${key}`, [...(segments.get(`repair ${key}`) ?? []), element]);
  const issues = marks.filter((mark) => mark.kind === "i").map((mark) => whole.record.issues[mark.key].message);
  if (issues.length) element.title = issues.join("\n");
  // What a repair of characters puts there stands beside what it replaces.
  const ends = repairs.filter((mark) => mark.to === to && mark.to - mark.from <= 40).map((mark) => whole.record.repairs[mark.key]);
  const after = ends.filter((repair) => !repair.after.includes("¦"))
    .map((repair) => make("span", { className: "after" }, " → ", visible(repair.after || "null"), " "));
  return after.length ? make("span", {}, element, after) : element;
}

/** Lights a value on both sides. */
function light(field, from) {
  document.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
  if (field === null) return;
  const leaf = leaves.get(field), parts = segments.get(field) ?? [];
  leaf?.classList.add("lit");
  parts.forEach((each) => each.classList.add("lit"));
  if (from === "source") leaf?.scrollIntoView({ block: "nearest" });
  else parts[0]?.scrollIntoView({ block: "nearest" });
}

/** The record: every value that it has, with the repairs of each below it. */
function fields(record, data, boxes) {
  const { record: said } = data, placed = new Set();
  const below = (field) => said.repairs.flatMap((repair, n) => {
    if (repair.field !== field || placed.has(n)) return [];
    placed.add(n);
    return [boxes[n]];
  });
  const parts = [make("h2", { dir: "auto" }, visible(record.title || "(no title)")),
    make("div", { className: "meta" }, visible(`${said.registry_id ?? "no id"} · ${said.source.layout} · ${said.source.digest}`))];
  for (const key of Object.keys(said).filter((key) => !NOT_VALUES.has(key))) {
    const inner = branch(`/${key}`, said[key], below), own = below(`/${key}`);
    const rest = said.repairs.flatMap((repair, n) => {
      if (placed.has(n) || !repair.field.startsWith(`/${key}/`)) return [];
      placed.add(n);
      return [boxes[n]];
    });
    const heading = said[key] !== null && typeof said[key] === "object" ? [make("h3", {}, key.replaceAll("_", " "))] : [];
    if (inner.length || own.length || rest.length) parts.push(...heading, ...inner, ...own, ...rest);
  }
  if (said.issues.length) parts.push(make("h3", {}, "issues"), ...said.issues.map(issueBox));
  if (said.residue.length) {
    parts.push(make("h3", {}, "residue"),
      ...said.residue.map((left) => make("div", { className: "residue", dir: "auto" }, visible(left.text))));
  }
  $("fields").replaceChildren(...parts);
}

function branch(field, value, below) {
  const inner = value !== null && typeof value === "object";
  // Nearly every criterion stands at the first level.
  if (value === 0 && field.endsWith("/level")) return [];
  if (!inner) return value === null && !empty && !corrected(field) ? [] : [leaf(field, value), ...below(field)];
  const parts = Object.entries(value).flatMap(([key, each]) => branch(`${field}/${key}`, each, below));
  return field.split("/").length > 2 ? [...parts, ...below(field)] : parts;
}

const corrected = (field) => current && decisions.get(`f ${current.digest} ${field}`);

function leaf(field, value) {
  const line = corrected(field), name = field.split("/").slice(2).join(" ") || field.slice(1);
  const said = line ? [make("del", {}, visible(told(value))), " → ", make("ins", {}, visible(told(line.after ?? null)))] : visible(told(value));
  const element = make("div", { className: "leaf" }, make("span", { className: "name" }, name.replaceAll("_", " ")),
    make("span", { className: "text", dir: "auto" }, said));
  element.dataset.field = field;
  leaves.set(field, element);
  if (segments.has(field)) element.classList.add("placed");
  element.onmouseenter = () => light(field, "fields");
  element.onmouseleave = () => light(null);
  element.onclick = () => chooseLeaf(field);
  return element;
}

function chooseLeaf(field) {
  if (!leaves.has(field)) return;
  leaves.get(chosenLeaf)?.classList.remove("chosen");
  chosenLeaf = field;
  leaves.get(field).classList.add("chosen");
  leaves.get(field).scrollIntoView({ block: "nearest" });
}

function repairBox(record, repair, n) {
  const entry = record.repairs[n], line = entry && decision(entry);
  const box = make("div", { className: `repair ${line ? line.verdict : ""}` },
    make("span", { className: "verdict" }, entry ? verdict(entry) : repair.state.toLowerCase()),
    make("span", { className: "rule", title: docs.get(repair.rule) ?? "" }, repair.rule), ` ${repair.confidence} `,
    make("div", {}, make("span", { className: "before", dir: "auto" }, visible(repair.before)), " → ",
      make("span", { className: "after", dir: "auto" }, visible(repair.after || "null"))),
    make("div", { className: "why" }, visible(repair.why)));
  if (repair.by) box.append(make("div", { className: "note" }, visible(`by ${repair.by}`)));
  if (line?.why) box.append(make("div", { className: "note" }, visible(`note: ${line.why}`)));
  const act = (label, does) => {
    const button = make("button", { type: "button" }, label);
    button.onclick = () => { choose(n); does(); };
    return button;
  };
  if (repair.state !== "CORRECTED") {
    box.append(make("div", { className: "acts" }, act("Accept", () => decide("accept")), act("Refuse", () => decide("refuse")), act("Note", note)));
  }
  box.dataset.repair = n;
  box.onmouseenter = () => light(`repair ${n}`, "fields");
  box.onmouseleave = () => light(null);
  box.addEventListener("focusin", () => choose(n));
  return box;
}

function issueBox(issue) {
  return make("div", { className: "issue" }, make("b", {}, issue.code), ` ${issue.field ?? "page"} `,
    make("span", { dir: "auto" }, visible(issue.message)));
}

const boxes = () => [...document.querySelectorAll(".repair")];
const box = (n) => document.querySelector(`.repair[data-repair="${n}"]`);

/** Chooses a repair of the record. */
function choose(n, open) {
  const among = current?.repairs ?? [];
  pick = open ? Math.max(0, among.findIndex(isOpen)) : n;
  boxes().forEach((each) => each.classList.remove("chosen"));
  const found = box(pick);
  if (!found) return;
  found.classList.add("chosen");
  found.scrollIntoView({ block: "nearest" });
  light(`repair ${pick}`, "fields");
}

// ---- what a curator does -------------------------------------------------------------------------------------------

function lineOf(repair, verdict) {
  const scope = $("scope").value, { rule, before, after } = repair, by = $("curator").value.trim();
  const about = {
    place: { page: current.digest, span: repair.span, rule, before, after },
    value: { rule, before, after },
    rule: { rule },
  }[scope];
  return { verdict, ...about, ...(by ? { by } : {}), date: today() };
}

function decide(verdict) {
  const entry = current?.repairs[pick], repair = whole?.record.repairs[pick];
  if (!entry || !repair || repair.state === "CORRECTED") return;
  const scope = $("scope").value, key = entry.keys[scope], before = decisions.get(key);
  set(key, { ...lineOf(repair, verdict), ...(before?.why ? { why: before.why } : {}) });
  recount(scope);
  const next = current.repairs.findIndex((each, n) => n > pick && isOpen(each));
  const first = current.repairs.findIndex(isOpen);
  refresh(next >= 0 ? next : first >= 0 ? first : pick);
}

function recount(scope) {
  const among = scope === "place" ? twins.get(current.digest) : records;
  among.forEach(count);
}

/** Shows the record again, with another repair chosen. */
const refresh = (n) => go(at, n);

function undo() {
  const last = undone.pop();
  if (!last) return;
  const [key, line] = last;
  if (line) decisions.set(key, line);
  else decisions.delete(key);
  keep(key);
  records.forEach(count);
  refresh(pick);
}

/** The next open repair, of this record or of a later one. */
function nextOpen(step) {
  const among = current?.repairs ?? [];
  for (let n = pick + step; n >= 0 && n < among.length; n += step) if (isOpen(among[n])) return choose(n);
  for (let n = at + step; n >= 0 && n < shown.length; n += step) {
    if (open[shown[n].n]) {
      const found = step > 0 ? shown[n].repairs.findIndex(isOpen) : shown[n].repairs.findLastIndex(isOpen);
      return go(n, found);
    }
  }
}

/** Asks for something in a dialog: the texts of its fields, or nothing. */
function ask(title, inputs) {
  const form = make("form", { method: "dialog" }, make("b", {}, title),
    Object.entries(inputs).map(([name, input]) => make("label", {}, `${name} `, make("br"), input)),
    make("button", { value: "yes" }, "Keep"));
  $("ask").replaceChildren(form);
  $("ask").returnValue = "";
  $("ask").showModal();
  return new Promise((done) => { $("ask").onclose = () => done($("ask").returnValue === "yes"); });
}

async function note() {
  const keys = Object.values(current?.repairs[pick]?.keys ?? {});
  const key = [...keys, undone.at(-1)?.[0]].find((key) => decisions.has(key));
  if (!key) return tell("decide first: a note is the reason of a decision");
  const { why, ...line } = decisions.get(key);
  const text = make("textarea", { rows: 3, value: why ?? "" });
  if (!await ask(`Note: ${line.verdict} ${line.rule ?? line.field}`, { reason: text })) return;
  set(key, { ...line, ...(text.value.trim() ? { why: text.value.trim() } : {}) });
  refresh(pick);
}

/** What the contract says of a value. */
function contract(field) {
  let schema = index.schema;
  for (const key of field.split("/").slice(1)) {
    if (schema.$ref) schema = index.schema.$defs[schema.$ref.split("/").pop()];
    schema = /^\d+$/.test(key) ? schema.items : schema.properties[key];
  }
  return schema.$ref ? index.schema.$defs[schema.$ref.split("/").pop()] : schema;
}

/** A correction of the value that was clicked. */
async function correct() {
  if (!chosenLeaf) return tell("choose a value first: click it");
  const field = chosenLeaf, before = field.split("/").slice(1).reduce((value, key) => value[key], whole.record);
  const schema = contract(field), types = [schema.type ?? []].flat();
  const input = schema.enum
    ? make("select", {}, schema.enum.map((word) => make("option", { value: told(word), selected: word === before }, told(word) || "null")))
    : make("textarea", { rows: 4, value: told(before), dir: "auto" });
  const curator = make("input", { value: $("curator").value, required: true });
  const why = make("textarea", { rows: 2, required: true });
  if (!await ask(`Correct ${field}`, { value: input, curator, reason: why })) return;
  const after = read(input.value, types);
  if (after === undefined || after === before) return tell("nothing corrected: the value is the same, or does not fit its field");
  $("curator").value = curator.value;
  remember();
  set(`f ${current.digest} ${field}`, { verdict: "correct", page: current.digest, field, before, after, by: curator.value.trim(), why: why.value.trim(), date: today() });
  refresh(pick);
}

function read(text, types) {
  if (text === "" && types.includes("null")) return null;
  if (types.includes("boolean")) return { true: true, false: false }[text];
  if (types.includes("integer") || types.includes("number")) return Number.isFinite(Number(text)) ? Number(text) : undefined;
  return text;
}

function exported() {
  const url = URL.createObjectURL(new Blob([file()], { type: "application/jsonl" }));
  make("a", { href: url, download: "decisions.jsonl" }).click();
  setTimeout(() => URL.revokeObjectURL(url), LATER);
  tell(`${decisions.size} decisions exported`);
}

const remember = () => { try { localStorage.setItem("review curator", $("curator").value); } catch { /* kept for this visit only */ } };

function scopes() {
  const scope = $("scope");
  scope.selectedIndex = (scope.selectedIndex + 1) % scope.options.length;
}

const KEYS = [
  ["j", "↓", "next record", () => go(at + 1)],
  ["k", "↑", "previous record", () => go(at - 1)],
  ["n", "", "next open repair", () => nextOpen(1)],
  ["p", "", "previous open repair", () => nextOpen(-1)],
  ["a", "", "accept the repair", () => decide("accept")],
  ["r", "", "refuse the repair", () => decide("refuse")],
  ["s", "", "decide for this place, equal repairs, the whole rule", scopes],
  ["o", "", "note on the decision, or on the last one where there is none", note],
  ["c", "", "correct the value that was clicked", correct],
  ["e", "", "show fields without a value, or not", () => { empty = !empty; refresh(pick); }],
  ["u", "", "undo", undo],
  ["/", "", "search", () => $("search").focus()],
  ["x", "", "export the decisions", exported],
  ["?", "", "these keys", help],
];

function help() {
  const row = ([key, other, does]) => make("tr", {}, make("td", {}, make("kbd", {}, key), other ? [" ", make("kbd", {}, other)] : []), make("td", {}, does));
  $("help").replaceChildren(make("h2", {}, "Keys"), make("table", {}, KEYS.map(row)), make("p", {}, "Esc closes."));
  $("help").showModal();
}

const ARROWS = { ArrowDown: "j", ArrowUp: "k" };
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = event.target.matches("input, textarea, select");
  if (typing && ["Escape", "Enter"].includes(event.key)) {
    event.preventDefault();
    return event.target.blur();
  }
  if (typing) return;
  const key = ARROWS[event.key] ?? event.key, found = KEYS.find(([name]) => name === key);
  if (!found) return;
  event.preventDefault();
  found[3]();
});

$("list").addEventListener("scroll", rows, { passive: true });
let typed = 0;
$("search").addEventListener("input", () => { clearTimeout(typed); typed = setTimeout(filter, 80); });
$("export").onclick = exported;
$("keys").onclick = help;
$("curator").onchange = remember;
try { $("curator").value = localStorage.getItem("review curator") ?? ""; } catch { /* a browser that keeps nothing */ }
try { restore(); } catch { tell("what this browser kept cannot be read"); }

for (const record of records) {
  all += record.repairs.filter((repair) => OPEN.has(repair.state)).length;
  count(record);
}
filter();
progress();
document.documentElement.dataset.ready = "true";
