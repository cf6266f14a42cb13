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
