// The pages that the desk is tried with.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = new URL("../..", import.meta.url).pathname;
const KIT = join(ROOT, "../shared/eval");

function walk(folder) {
  return readdirSync(folder).sort().flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : [path];
  });
}

/** So many pages in a folder: those that the evaluation kit prints, or the corpus's over and over with other numbers. */
export function make(folder, count) {
  const made = join(folder, "pages");
  mkdirSync(made, { recursive: true });
  const from = existsSync(KIT) ? kit(folder, count) : corpus();
  for (let n = 0; n < count; n += 1) {
    const page = readFileSync(from[n % from.length]);
    const turn = Math.floor(n / from.length);
    // Blank lines at the end change nothing but the digest.
    const text = Buffer.concat([page, Buffer.from("\n".repeat(turn))]);
    writeFileSync(join(made, `${String(n).padStart(5, "0")}.txt`), text);
  }
  return made;
}

function kit(folder, count) {
  const out = join(folder, "kit"), limit = Math.min(Math.ceil(count / 11) + 1, 300);
  execFileSync("python3", [join(KIT, "render.py"), join(KIT, "trials/dev.jsonl.gz"), out, "--limit", String(limit), "--noise", "0.3"], { stdio: "ignore" });
  return walk(join(out, "pages"));
}

const corpus = () => walk(join(ROOT, "corpus")).filter((path) => path.endsWith(".txt"));

/** A page that would do something, if any part of it were more than text. */
export function hostile(folder) {
  const pages = join(folder, "hostile");
  mkdirSync(pages, { recursive: true });
  const bad = [
    "<script>window.ran = 1</script>", "</script><script>window.ran = 2</script>", "<img src=x onerror=\"window.ran = 3\">",
    "<a href=\"javascript:window.ran=4\">link</a>", "<svg onload=window.ran=5>", "<style>body{display:none}</style>",
    "<iframe srcdoc=\"<script>parent.ran=6</script>\"></iframe>", "<link rel=stylesheet href=http://127.0.0.1:9/x.css>",
    "\u001b]0;title\u0007\u001b[31mred\u001b[0m", "\u202egnp.exe\u2066", "<!-- --!> <base href=//x>", "{{constructor.constructor('window.ran=7')()}}", "]]>\u0000\u0085",
  ];
  const text = bad.join(" ");
  writeFileSync(join(pages, "a\u202e<script>window.ran = 8<\u2044script>.txt".replaceAll("/", "")),
    `${text}\n- Conditions\n- ${text}Lupus NephritisKidney Failure, Chronic\n- Registration Number\n- NCT99000001\n- Brief Summary\n- 0\\~4 ${text}\n`
    + `Recruitment & Eligibility\n- Status\n- ${text}\nInclusion Criteria\n${bad.map((each) => `- ${each}`).join("\n")}\nStudy & Design\n- Study Type\n- INTERVENTIONAL\n`);
  writeFileSync(join(pages, "b.html"), `<!doctype html><title>${text}</title><h1>${text}</h1><dl><dt>Status</dt><dd>Completed</dd><dt>Brief Summary</dt><dd>&lt;script&gt;window.ran = 9&lt;/script&gt; ${text}</dd></dl>`);
  return pages;
}

/** Pages whose bytes are not the units of their text. */
export function scripts(folder) {
  const pages = join(folder, "scripts");
  mkdirSync(pages, { recursive: true });
  for (const name of ["medpath/dash-windows-1252.txt", "medpath/dash-utf8-bom.txt"]) {
    cpSync(join(ROOT, "corpus", name), join(pages, name.replace("/", "-")));
  }
  const said = "Title: Étude 𝛼 – 緑茶の試験 تجربة سريرية\nStatus: Completed\nConditions: 喘息\nSponsor: مستشفى النور\nEnrollment: 48\n";
  writeFileSync(join(pages, "utf8.txt"), said);
  writeFileSync(join(pages, "utf16.txt"), Buffer.from(`\ufeff${said}`, "utf16le"));
  return pages;
}
