//! `extract explain`: a page as it was read.

use std::io::Write;
use std::path::Path;

use anstyle::{AnsiColor, Style};
use clap::Args;
use trialsift::record::{Evidence, Place, State};
use trialsift::source::{pages, printable, read, read_stdin, shown};
use trialsift::{Extraction, Kind, Options, Page};

use super::{OnePage, Reading, SOME_FAILED, WELL, tell};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    page: OnePage,
    #[command(flatten)]
    reading: Reading,
}

const HEADING: Style = Style::new().bold();
const LABEL: Style = AnsiColor::Blue.on_default();
const VALUE: Style = AnsiColor::Green.on_default();
const RESIDUE: Style = AnsiColor::Red.on_default().underline();
const REPAIR: Style = AnsiColor::Yellow.on_default();
const FAINT: Style = Style::new().dimmed();

/// Shows how each page of a file was read.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let options = arguments.reading.options()?;
    let mut bytes = Vec::new();
    let path = &arguments.page.file;
    let loaded = if path == Path::new("-") { read_stdin(&mut bytes) } else { read(path, &mut bytes) };
    loaded.map_err(|fault| anyhow::anyhow!("{fault}"))?;
    let (path, mut out) = (shown(path), anstream::stdout().lock());
    let mut code = WELL;
    for page in pages(&path, &bytes, &options) {
        match page {
            Ok(page) => show(&mut out, &page, &bytes, &options)?,
            Err(fault) => {
                tell(&format!("extract: failed: {fault}"));
                code = SOME_FAILED;
            }
        }
    }
    Ok(code)
}

fn show(out: &mut impl Write, page: &Page<'_>, file: &[u8], options: &Options) -> anyhow::Result<()> {
    let text = page.text(options);
    let extraction = page.extract(&text, options);
    choice(out, page, &extraction, options)?;
    in_place(out, &extraction, &text.text, file, page.bytes.len())?;
    values(out, &extraction, &text.text)?;
    findings(out, &extraction)
}

/// Which layout reads the page, and what spoke for each.
fn choice(out: &mut impl Write, page: &Page<'_>, extraction: &Extraction<'_>, options: &Options) -> anyhow::Result<()> {
    let source = &extraction.record.source;
    let line = source.line.map(|line| format!(":{line}")).unwrap_or_default();
    let from = if page.offset > 0 { format!(" from byte {}", page.offset) } else { String::new() };
    let path = printable(&source.path);
    writeln!(out, "{HEADING}{path}{line}{HEADING:#}  {} bytes{from}  {}", source.bytes, source.digest)?;
    let chosen = if options.layout.is_some() { "asked for" } else { "detected" };
    writeln!(out, "\n{HEADING}Layout{HEADING:#}  {} ({chosen})", source.layout)?;
    for candidate in &extraction.detection.candidates {
        let labels = candidate.labels.join(" · ");
        let labels = printable(&labels);
        let share = 100.0 * candidate.share;
        writeln!(
            out,
            "  {:10} weight {:5.1}, {share:3.0} % of its labels: {labels}",
            candidate.layout.id, candidate.weight
        )?;
    }
    Ok(())
}

/// The page, byte for byte, with what each stretch is: labels, values, residue in ⟦ ⟧, repairs as ‹before → after›.
fn in_place(
    out: &mut impl Write,
    extraction: &Extraction<'_>,
    text: &trialsift::text::Text<'_>,
    file: &[u8],
    bytes: usize,
) -> anyhow::Result<()> {
    writeln!(
        out,
        "\n{HEADING}Page{HEADING:#}  {LABEL}label{LABEL:#} {VALUE}value{VALUE:#} {RESIDUE}⟦residue⟧{RESIDUE:#} {REPAIR}‹before → after›{REPAIR:#}"
    )?;
    let short = |repair: &&trialsift::record::Repair| repair.span.len() <= 24 && !repair.after.contains('¦');
    let mut repairs = extraction.record.repairs.iter().filter(short).peekable();
    for (span, kind) in extraction.coverage(text, bytes) {
        let mut at = span.start;
        while let Some(repair) = repairs.next_if(|repair| repair.span.start < span.end) {
            if repair.span.start < at {
                continue;
            }
            stretch(out, &file[at as usize..repair.span.start as usize], kind)?;
            let (before, after) = (printable(&repair.before), printable(&repair.after));
            let mark = if repair.state.is_done() { "→" } else { "→?" };
            write!(out, "{REPAIR}‹{before} {mark} {after}›{REPAIR:#}")?;
            at = repair.span.end.min(span.end);
        }
        stretch(out, &file[at as usize..span.end as usize], kind)?;
    }
    Ok(writeln!(out)?)
}

fn stretch(out: &mut impl Write, bytes: &[u8], kind: Kind) -> anyhow::Result<()> {
    let text = String::from_utf8_lossy(bytes);
    let (style, open, close) = match kind {
        Kind::Label => (LABEL, "", ""),
        Kind::Value => (VALUE, "", ""),
        Kind::Residue => (RESIDUE, "⟦", "⟧"),
        Kind::Boilerplate => (FAINT, "", ""),
    };
    write!(out, "{open}")?;
    for (n, line) in text.split('\n').enumerate() {
        let line = printable(line.trim_end_matches('\r'));
        let gap = if n > 0 { "\n" } else { "" };
        if line.is_empty() {
            write!(out, "{gap}")?;
        } else {
            write!(out, "{gap}{style}{line}{style:#}")?;
        }
    }
    Ok(write!(out, "{close}")?)
}

/// Every value with its place in the record and in the page.
fn values(out: &mut impl Write, extraction: &Extraction<'_>, text: &trialsift::text::Text<'_>) -> anyhow::Result<()> {
    writeln!(out, "\n{HEADING}Values{HEADING:#}")?;
    // What curators corrected is only in the record as JSON.
    let record = extraction.amended.clone().map_or_else(|| serde_json::to_value(&extraction.record), Ok)?;
    let mut lines = Vec::new();
    extraction.record.trial.walk(&mut Place::default(), &mut |place, at| {
        lines.push((place.to_string(), text.origin(at)));
    });
    let corrected: Vec<_> =
        extraction.record.repairs.iter().filter(|repair| repair.state == State::Corrected).collect();
    for repair in &corrected {
        if !lines.iter().any(|(place, _)| *place == repair.field) {
            lines.push((repair.field.clone(), repair.span));
        }
    }
    for (place, span) in lines {
        let pointer = record.pointer(&place).or_else(|| record.pointer(&format!("{place}/text")));
        let value = pointer.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let value = value.unwrap_or_default().replace('\n', " ⏎ ");
        let value = printable(&value);
        let by = if corrected.iter().any(|repair| repair.field == place) { " (corrected)" } else { "" };
        writeln!(out, "  {LABEL}{place}{LABEL:#}{by} {FAINT}[{}, {}){FAINT:#} {value}", span.start, span.end)?;
    }
    Ok(())
}

/// Repairs, issues and residue.
fn findings(out: &mut impl Write, extraction: &Extraction<'_>) -> anyhow::Result<()> {
    let record = &extraction.record;
    writeln!(out, "\n{HEADING}Repairs{HEADING:#}  {}", record.repairs.len())?;
    for repair in &record.repairs {
        let state = match repair.state {
            State::Applied => "",
            State::Suggested => " (suggested)",
            State::Accepted => " (accepted)",
            State::Refused => " (refused)",
            State::Corrected => " (corrected)",
        };
        let flat = |text: &str| printable(&text.replace('\n', " ⏎ ")).into_owned();
        let after = if repair.after.is_empty() { "null".to_owned() } else { flat(&repair.after) };
        writeln!(
            out,
            "  {REPAIR}{}{REPAIR:#}{state} {:.3} {} {FAINT}[{}, {}){FAINT:#}",
            repair.rule, repair.confidence, repair.field, repair.span.start, repair.span.end
        )?;
        writeln!(out, "    {} → {after}\n    {FAINT}{}{FAINT:#}", flat(&repair.before), printable(&repair.why))?;
    }
    writeln!(out, "\n{HEADING}Issues{HEADING:#}  {}", record.issues.len())?;
    for issue in &record.issues {
        let field = issue.field.as_deref().unwrap_or("page");
        writeln!(out, "  {} {field}: {}", issue.code, printable(&issue.message))?;
    }
    writeln!(out, "\n{HEADING}Residue{HEADING:#}  {}", record.residue.len())?;
    for left in &record.residue {
        writeln!(out, "  [{}, {}) {}", left.span.start, left.span.end, printable(&left.text.replace('\n', " ⏎ ")))?;
    }
    Ok(())
}
