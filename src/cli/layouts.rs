//! `extract layouts`: what is known, how well a new layout reads, and how well layouts are told apart.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use trialsift::layout::{Layout, Layouts};
use trialsift::record::{Evidence, Place};
use trialsift::show::cell;
use trialsift::source::printable;
use trialsift::{Extraction, Kind, Options};

use super::{SOME_FAILED, WELL, pages, tables};

#[derive(Args)]
pub(crate) struct Arguments {
    /// List the labels of each layout too
    #[arg(long)]
    labels: bool,
    /// Know the layouts of the tables in DIR too
    #[arg(long, value_name = "DIR")]
    layouts: Option<PathBuf>,
    /// Try the tables of DIR on sample pages: those named, or those in the folders of DIR that are named like the layouts
    #[arg(long, value_name = "DIR", conflicts_with = "layouts")]
    check: Option<PathBuf>,
    /// Show for each page which layout it is given, and by what margin
    #[arg(long, conflicts_with = "check")]
    confusion: bool,
    /// Sample pages: files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// Lists, checks, compares.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    if let Some(folder) = &arguments.check {
        return check(folder, &arguments.paths);
    }
    let layouts = arguments.layouts.as_deref().map_or(Ok(Layouts::built_in()), tables::with)?;
    match (arguments.confusion, &arguments.paths[..]) {
        (true, []) => bail!("--confusion needs pages; name files or folders: extract layouts --confusion corpus/"),
        (true, paths) => confusion(layouts, paths),
        (false, []) => list(layouts, arguments.labels),
        (false, _) => bail!("pages are for --check and --confusion (see `extract layouts --help`)"),
    }
}

fn list(layouts: &Layouts, labels: bool) -> anyhow::Result<u8> {
    let mut out = io::stdout().lock();
    for layout in layouts.iter() {
        writeln!(out, "{:20} {}", layout.id, layout.doc)?;
        if labels {
            for label in layout.labels.iter().filter(|label| !label.text.is_empty()) {
                writeln!(out, "{:20}   {} → {}", "", label.text, label.slot.name)?;
            }
        }
    }
    Ok(WELL)
}

/// Tries new layouts on sample pages; ends badly where a page of a layout's own folder is not claimed by it, or a label
/// stands on no page.
fn check(folder: &Path, paths: &[PathBuf]) -> anyhow::Result<u8> {
    let layouts = tables::with(folder)?;
    let new: Vec<&Layout> = layouts.iter().filter(|layout| Layouts::built_in().get(layout.id).is_none()).collect();
    let own: Vec<PathBuf> = new.iter().map(|layout| folder.join(layout.id)).filter(|path| path.is_dir()).collect();
    let paths = if paths.is_empty() { &own } else { paths };
    let mut out = io::stdout().lock();
    let mut seen: Vec<&str> = Vec::new();
    let mut faults = 0_u64;
    let options = Options { layouts, ..Options::default() };
    let pages = pages::each(paths, &options, |path, _, extraction, page, text| {
        let found = extraction.detection.layout;
        let shares = shares(extraction, text, page.bytes.len());
        let mut values = 0_u64;
        extraction.record.trial.walk(&mut Place::default(), &mut |_, _| values += 1);
        let best = extraction.detection.candidates.iter().find(|candidate| candidate.layout.id == found.id);
        let labels = best.map_or(0, |best| best.labels.len());
        writeln!(out, "{}  {}  {labels} labels, {values} values  {shares}", printable(path), found.id)?;
        seen.extend(best.into_iter().flat_map(|best| best.labels.iter().copied()));
        let wanted = Path::new(path).parent().and_then(Path::file_name).and_then(|name| name.to_str());
        if let Some(wanted) =
            wanted.filter(|wanted| *wanted != found.id && new.iter().any(|layout| layout.id == *wanted))
        {
            faults += 1;
            writeln!(out, "  ! lies in the folder of {wanted} and is claimed by {}", found.id)?;
        }
        for left in &extraction.record.residue {
            let start: String = printable(&left.text).chars().take(70).collect();
            writeln!(out, "  residue [{}, {}) {start}", left.span.start, left.span.end)?;
        }
        Ok(())
    })?;
    for layout in &new {
        for label in layout.labels.iter().filter(|label| pages > 0 && !seen.contains(&label.text)) {
            faults += 1;
            writeln!(out, "! {}: no sample shows the label “{}”", layout.id, label.text)?;
        }
    }
    let ids: Vec<&str> = new.iter().map(|layout| layout.id).collect();
    let s = |count: u64| if count == 1 { "" } else { "s" };
    writeln!(out, "{}: {pages} page{}, {faults} fault{}", ids.join(", "), s(pages), s(faults))?;
    if pages == 0 {
        let place = folder.join(ids.first().copied().unwrap_or_default());
        writeln!(out, "the tables are sound; to try them name sample pages, or put some into {}", place.display())?;
    }
    Ok(if faults > 0 { SOME_FAILED } else { WELL })
}

/// What part of a page is what, in words.
#[expect(clippy::cast_precision_loss, reason = "shares for people to read")]
fn shares(extraction: &Extraction<'_>, text: &trialsift::text::Text<'_>, bytes: usize) -> String {
    let coverage = extraction.coverage(text, bytes);
    let part = |wanted: Kind| {
        let covered: usize = coverage.iter().filter(|part| part.1 == wanted).map(|part| part.0.len()).sum();
        100.0 * covered as f64 / bytes.max(1) as f64
    };
    format!(
        "{:.1} % values, {:.1} % labels, {:.1} % boilerplate, {:.1} % residue",
        part(Kind::Value),
        part(Kind::Label),
        part(Kind::Boilerplate),
        part(Kind::Residue)
    )
}

/// One line a page: the layout, its weight, the best other layout and its weight; ends badly where a page that lies in
/// the folder of a layout is claimed by another.
fn confusion(layouts: &'static Layouts, paths: &[PathBuf]) -> anyhow::Result<u8> {
    let options = Options { layouts, ..Options::default() };
    let mut out = io::stdout().lock();
    let (mut wrong, mut least) = (0_u64, f32::INFINITY);
    writeln!(out, "page\tlayout\tweight\texplained\tnext\tweight\tmargin")?;
    let pages = pages::each(paths, &options, |path, _, extraction, _, _| {
        let detection = &extraction.detection;
        let (mine, others): (Vec<_>, Vec<_>) =
            detection.candidates.iter().partition(|candidate| candidate.layout.id == detection.layout.id);
        let weight = mine.first().map_or(0.0, |mine| mine.weight);
        let explained = mine.first().map_or(0.0, |mine| mine.explained);
        let (next, other) = others.first().map_or(("-", 0.0), |other| (other.layout.id, other.weight));
        let margin = weight - other;
        let folder = Path::new(path).parent().and_then(Path::file_name).and_then(|name| name.to_str());
        let lost = folder.is_some_and(|folder| layouts.get(folder).is_some() && folder != detection.layout.id);
        wrong += u64::from(lost);
        if !mine.is_empty() {
            least = least.min(margin);
        }
        let mark = if lost { "\t! not the layout of its folder" } else { "" };
        let page = cell(path);
        writeln!(
            out,
            "{page}\t{}\t{weight:.2}\t{explained:.2}\t{next}\t{other:.2}\t{margin:.2}{mark}",
            detection.layout.id
        )
        .context("cannot write")
    })?;
    let least = if least.is_finite() { format!("{least:.2}") } else { "-".to_owned() };
    writeln!(out, "{pages} pages, {wrong} claimed by another layout than their folder's, least margin {least}")?;
    Ok(if wrong > 0 { SOME_FAILED } else { WELL })
}
