// The review page in a real browser, from the records of two thousand pages to decisions that replay.
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import * as pages from "./pages.mjs";

const [extract, ...options] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "review-"));
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const ROOT = new URL("../..", import.meta.url).pathname;
const run = (...words) => execFileSync(extract, words, { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 30 });
const lines = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const began = Date.now();
const step = (text) => console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${text}`);

/** The records of pages and their desk. */
function desk(made, name, ...more) {
  const [out, html] = [join(folder, `${name}.jsonl`), join(folder, `${name}.html`)];
  run(made, "-o", out, "--spans", "-q");
  run("review", out, "--pages", made, "-o", html, "-q", ...more);
  return { out, html, records: lines(out) };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: FLAGS });

/** Opens a desk; whatever it asks the network for, and every fault of its script, is a fault of the test. */
async function opened(address, context = {}) {
  const page = await (await browser.newContext({ acceptDownloads: true, viewport: { width: 1440, height: 900 }, ...context })).newPage();
  page.setDefaultTimeout(10_000);
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(error.stack));
  page.on("dialog", (dialog) => { page.faults.push(`a dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("console", (message) => { if (message.type() === "error") page.faults.push(message.text()); });
  page.on("request", (asked) => { if (!asked.url().startsWith(address.split("?")[0]) && !asked.url().startsWith("blob:")) page.faults.push(`asked for ${asked.url()}`); });
  const from = Date.now();
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
  page.took = Date.now() - from;
  return page;
}

const count = (page) => page.textContent("#count");
const press = async (page, ...keys) => { for (const key of keys) { await page.keyboard.press(key); await page.waitForTimeout(40); } };
const settled = (page) => page.waitForTimeout(150);
const pathOf = (page) => page.textContent("#source .meta");

/** Filters and searches. */
async function filters(page, records) {
  assert.equal(await count(page), `${records.length} of ${records.length} records`);
  const with_ = (rule) => records.filter((record) => record.repairs.some((repair) => repair.rule === rule)).length;
  for (const rule of ["escape/markdown", "placeholder/null"]) {
    await page.selectOption("#facet-rule", rule);
    assert.equal(await count(page), `${with_(rule)} of ${records.length} records`);
  }
  await page.selectOption("#facet-rule", "");
  const layout = records[0].source.layout;
  await page.selectOption("#facet-layout", layout);
  assert.equal(await count(page), `${records.filter((record) => record.source.layout === layout).length} of ${records.length} records`);
  await page.selectOption("#facet-layout", "");
  await press(page, "/");
  await page.keyboard.type("00017.txt");
  await page.waitForFunction((all) => document.getElementById("count").textContent === `1 of ${all} records`, records.length);
  await press(page, "Enter");
  assert.match(await pathOf(page), /00017\.txt$/);
  await page.fill("#search", "");
  await page.waitForFunction((all) => document.getElementById("count").textContent === `${all} of ${all} records`, records.length);
  assert.ok(await page.locator(".row").count() < 60, "only rows that are seen are made");
}

/** Every value lights its own bytes, and those light it. */
async function hovers(page, record) {
  const file = readFileSync(record.source.path);
  let tried = 0;
  for (const leaf of await page.locator(".leaf.placed").all()) {
    const field = await leaf.getAttribute("data-field"), spans = record.spans[field];
    if (tried === 12) break;
    if (!spans || spans.length > 1 || record.repairs.some((repair) => repair.span[0] < spans[0][1] && spans[0][0] < repair.span[1])) continue;
    await leaf.hover();
    const lit = await page.locator("#source .lit").allTextContents();
    assert.equal(lit.join(""), file.subarray(...spans[0]).toString("utf8").replaceAll("\r\n", "\n"), field);
    tried += 1;
  }
  assert.ok(tried > 2, `${tried} values were tried`);
  const value = page.locator("#source .v").first();
  await value.hover();
  assert.ok(await page.locator("#fields .leaf.lit").count() === 1);
}

/** Accepts and refuses by keyboard; the decisions in the words of the file. */
async function decides(page) {
  await page.fill("#curator", "Ana Ruiz");
  await page.locator("#curator").blur();
  await page.selectOption("#facet-state", "open");
  await settled(page);
  const chosen = () => page.locator(".repair.chosen .rule").textContent();
  assert.ok(await chosen());
  for (let n = 0; n < 10; n += 1) {
    await press(page, n % 3 === 1 ? "a" : "r");
    await settled(page);
    await press(page, "n");
    await settled(page);
  }
  assert.match(await page.textContent("#progress"), /^10 of /);
  await press(page, "r");
  await settled(page);
  assert.match(await page.textContent("#progress"), /^11 of /);
  await press(page, "u");
  await settled(page);
  assert.match(await page.textContent("#progress"), /^10 of /);
  // Equal repairs everywhere.
  await press(page, "s");
  assert.equal(await page.inputValue("#scope"), "value");
  await press(page, "n", "a", "o");
  await page.fill("#ask textarea", "the same on every page");
  await page.click("#ask button");
  await settled(page);
  await press(page, "?");
  assert.ok(await page.isVisible("#help"));
  await press(page, "Escape", "j", "j");
  await settled(page);
  await press(page, "e");
  await settled(page);
  await page.locator('.leaf[data-field="/brief_title"]').click();
  await press(page, "c");
  await page.fill("#ask textarea >> nth=0", "A title that a curator wrote");
  await page.fill("#ask textarea >> nth=1", "the sponsor's own page");
  await page.click("#ask button");
  await settled(page);
  const [download] = await Promise.all([page.waitForEvent("download"), press(page, "x")]);
  const file = join(folder, "decisions.jsonl");
  await download.saveAs(file);
  return file;
}

/** The decisions do to the records what they say, and nothing else. */
function replays(made, before, file) {
  const said = lines(file), out = join(folder, "decided.jsonl");
  assert.ok(said.length >= 12 && said.every((line) => line.by === "Ana Ruiz" && line.date), JSON.stringify(said));
  run(made, "-o", out, "--spans", "-q", "--decisions", file, "--stale", "error");
  const after = lines(out), same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const about = (line, record, repair) => line.rule === repair.rule && line.before === repair.before && line.after === repair.after
    && (!line.page || (line.page === record.source.digest && same(line.span, repair.span)));
  let accepted = 0, refused = 0, corrected = 0;
  after.forEach((record, n) => {
    const was = before[n], lines = said.filter((line) => line.page === record.source.digest);
    for (const repair of record.repairs) {
      const line = said.filter((line) => line.verdict !== "correct").find((line) => about(line, record, repair));
      if (repair.state === "CORRECTED") { corrected += 1; continue; }
      assert.equal(repair.by, line ? "Ana Ruiz" : null);
      if (line) assert.equal(repair.state, { accept: "ACCEPTED", refuse: "REFUSED" }[line.verdict], JSON.stringify(repair));
      else assert.ok(["APPLIED", "SUGGESTED"].includes(repair.state));
      accepted += repair.state === "ACCEPTED";
      refused += repair.state === "REFUSED";
    }
    if (lines.length) return;
    const plain = { ...record, repairs: record.repairs.map(({ by, state, ...repair }) => ({ ...repair, state: state === "ACCEPTED" ? was.repairs.find((each) => same(each.span, repair.span) && each.rule === repair.rule).state : state })) };
    const order = ({ rule, field, span, before, after, confidence, why, state }) => ({ rule, field, span, before, after, confidence, state, why });
    assert.deepEqual({ ...plain, repairs: plain.repairs.map(order) }, was);
  });
  assert.ok(accepted >= 4 && refused >= 6 && corrected === 1, `${accepted} accepted, ${refused} refused, ${corrected} corrected`);
  const record = after.find((record) => record.brief_title === "A title that a curator wrote");
  const entry = record.repairs.find((repair) => repair.state === "CORRECTED");
  assert.equal(entry.why, "the sponsor's own page");
  return { accepted, refused };
}

/** Nothing of a page does anything. */
async function inert() {
  const { html, records } = desk(pages.hostile(folder), "hostile");
  const page = await opened(`file://${html}`);
  const own = await page.evaluate(() => ["script", "style", "img", "iframe", "link", "a", "svg", "base"].map((name) => document.querySelectorAll(`body ${name}`).length));
  for (let n = 0; n < records.length; n += 1) {
    await press(page, "a", "j");
    await settled(page);
    await press(page, "p", "n", "r");
    while (await page.locator(".fold").count()) await page.locator(".fold").first().click();
    assert.ok(await page.locator(".ctl").count() > 3, "what is hidden is named");
    assert.ok((await page.textContent("#source pre")).includes("window.ran"));
  }
  const now = await page.evaluate(() => ["script", "style", "img", "iframe", "link", "a", "svg", "base"].map((name) => document.querySelectorAll(`body ${name}`).length));
  assert.deepEqual(now, own);
  assert.equal(await page.evaluate(() => window.ran), undefined);
  assert.equal(await page.title(), "Review");
  // What slipped through all the same would be stopped by the page's policy.
  const stopped = await page.evaluate(() => {
    try { document.body.innerHTML = "<img src=x onerror='window.ran = 10'>"; } catch (error) { return error.name; }
    return "";
  });
  assert.equal(stopped, "TypeError");
  page.faults = page.faults.filter((fault) => !/TrustedHTML/.test(fault));
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

/** Bytes lead to the right text whatever the encoding. */
async function anyScript() {
  const { html, records } = desk(pages.scripts(folder), "scripts");
  const page = await opened(`file://${html}`);
  const utf16 = records.findIndex((record) => record.source.path.endsWith("utf16.txt"));
  for (const [n, record] of records.entries()) {
    await page.locator(".row").nth(n).click();
    await settled(page);
    const field = record.conditions.length ? "/conditions/0" : "/enrollment/count";
    await page.locator(`.leaf[data-field="${field}"]`).hover();
    const lit = (await page.locator("#source .lit").allTextContents()).join("");
    const wanted = record.conditions[0] ?? String(record.enrollment.count);
    assert.ok(lit.includes(wanted), `${record.source.path}: ${lit} is not ${wanted}`);
  }
  assert.ok(utf16 >= 0);
  assert.deepEqual(page.faults, []);
  await page.context().close();
}

/** The same desk from this machine: decisions are on disk as they are made, and nobody else gets anything. */
async function served(made, out) {
  const file = join(folder, "served.jsonl");
  const server = spawn(extract, ["review", out, "--pages", made, "--serve", "--decisions", file, "-q"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const address = await new Promise((done) => server.stdout.once("data", (text) => done(String(text).trim())));
    const page = await opened(address);
    await press(page, "n", "r");
    await page.waitForFunction(() => document.getElementById("saved").textContent === "saved");
    assert.equal(lines(file).length, 1);
    assert.equal(lines(file)[0].verdict, "refuse");
    await page.reload();
    await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
    assert.match(await page.textContent("#progress"), /^1 of /);
    assert.deepEqual(page.faults, []);
    await page.context().close();
    const { port, search } = new URL(address);
    const ask = (path, headers = {}, method = "GET") => new Promise((done, failed) => {
      request({ host: "127.0.0.1", port, path, method, headers }, (answer) => { answer.resume(); done(answer.statusCode); }).on("error", failed).end(method === "POST" ? "" : undefined);
    });
    assert.equal(await ask("/"), 403);
    assert.equal(await ask(`/${search}`, { Host: `site.example:${port}` }), 403);
    assert.equal(await ask(`/decisions${search}`, { Origin: "http://site.example" }, "POST"), 403);
    assert.equal(await ask("/decisions", {}, "POST"), 403);
    assert.equal(await ask(`/../../etc/passwd${search}`), 404);
    assert.equal(lines(file).length, 1);
  } finally {
    server.kill();
  }
}

/** How long a large desk takes to open. */
async function large() {
  const { html } = desk(pages.make(join(folder, "large"), 20_000), "large");
  step(`20,000 records: ${(readFileSync(html).length / 1e6).toFixed(1)} MB`);
  const page = await opened(`file://${html}`);
  step(`opened in ${page.took} ms`);
  let from = Date.now();
  await page.selectOption("#facet-rule", "escape/markdown");
  step(`filtered in ${Date.now() - from} ms`);
  from = Date.now();
  await press(page, "n", "r");
  step(`refused in ${Date.now() - from - 80} ms`);
  await page.selectOption("#scope", "rule");
  await page.locator("#scope").blur();
  from = Date.now();
  await press(page, "n", "r");
  step(`a whole rule refused in ${Date.now() - from - 80} ms`);
  assert.deepEqual(page.faults, []);
}

/** Pictures for the docs, of the corpus. */
async function screenshots(into) {
  const { html } = desk("corpus", "corpus");
  for (const colorScheme of ["light", "dark"]) {
    const page = await opened(`file://${html}`, { colorScheme, viewport: { width: 1120, height: 640 } });
    await page.fill("#search", "medpath dash");
    await page.fill("#curator", "Ana Ruiz");
    await settled(page);
    await page.locator("#curator").blur();
    await page.locator(".row", { hasText: "warm sesame oil" }).click();
    await settled(page);
    await press(page, "a", "r");
    await settled(page);
    await page.locator("#fields").evaluate((fields) => { fields.scrollTop = 0; });
    await page.locator('.leaf[data-field="/brief_title"] .text').hover();
    await page.screenshot({ path: join(into, `review-${colorScheme}.png`) });
    await page.context().close();
  }
}

/** What a terminal shows of a program's colors, as HTML: the few codes that `extract` writes. */
function terminal(text) {
  const styles = { 1: "font-weight:bold", 2: "opacity:.6", 31: "color:#ff7b72", 32: "color:#7ee787", 33: "color:#e3b341", 36: "color:#79c0ff" };
  const safe = (part) => part.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const [plain, ...colored] = text.split("\u001b[");
  const spans = colored.map((part) => {
    const [, code, rest] = part.match(/^([\d;]*)m([^]*)$/);
    return `<span style="${code.split(";").map((each) => styles[each] ?? "").join(";")}">${safe(rest)}</span>`;
  });
  return `<pre style="margin:0;padding:14px;width:1090px;background:#0d1117;color:#e6edf3;font:13px/1.45 monospace;white-space:pre-wrap">${safe(plain)}${spans.join("")}</pre>`;
}

/** A picture of a diff in a terminal: the corpus against itself without one rule. */
async function diffPicture(into) {
  const [old, without] = ["old", "without"].map((name) => join(folder, `${name}.jsonl`));
  run("corpus/crick", "-o", old, "-q");
  run("corpus/crick", "-o", without, "-q", "--without", "escape/markdown");
  const told = spawnSync(extract, ["diff", old, without], { cwd: ROOT, encoding: "utf8", env: { ...process.env, CLICOLOR_FORCE: "1" } });
  assert.equal(told.status, 1);
  const shown = [`$ extract diff old.jsonl without.jsonl`, ...told.stdout.split("\n").slice(0, 32)].join("\n");
  const page = await (await browser.newContext({ viewport: { width: 1120, height: 640 } })).newPage();
  await page.setContent(`<body style="margin:0">${terminal(shown)}</body>`);
  await page.locator("pre").screenshot({ path: join(into, "diff-terminal.png") });
  await page.context().close();
}

try {
  if (options[0] === "--large") await large();
  else if (options[0] === "--screenshots") {
    await screenshots(options[1]);
    await diffPicture(options[1]);
  }
  else {
    const made = pages.make(folder, 2000), { html, out, records } = desk(made, "kit");
    step(`a desk of ${records.length} records, ${(readFileSync(html).length / 1e6).toFixed(1)} MB`);
    const page = await opened(`file://${html}`);
    step(`opened in ${page.took} ms`);
    await filters(page, records);
    step("filters");
    await page.locator(".row").first().click();
    await settled(page);
    await hovers(page, records[0]);
    step("hovers");
    const file = await decides(page);
    assert.deepEqual(page.faults, []);
    // What was decided is still there when the page is opened again.
    await page.reload();
    await page.waitForFunction(() => document.documentElement.dataset.ready === "true");
    assert.doesNotMatch(await page.textContent("#progress"), /^0 of /);
    await page.context().close();
    const { accepted, refused } = replays(made, records, file);
    step(`${accepted} accepted, ${refused} refused, 1 corrected: replayed`);
    await inert();
    step("hostile pages are inert");
    await anyScript();
    step("bytes lead to text in any encoding");
    const some = join(folder, "some.jsonl");
    writeFileSync(some, readFileSync(out, "utf8").split("\n").slice(0, 50).join("\n"));
    await served(made, some);
    step("served to this machine alone");
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
