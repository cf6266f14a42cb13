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
