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
