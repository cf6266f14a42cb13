//! Pages that a command looks at one by one, in one thread.

use std::path::PathBuf;

use anyhow::bail;
use trialsift::source::{self, Entry, Links, read, shown, walk};
use trialsift::text::Text;
use trialsift::{Extraction, Options, Page};

use super::tell;

/// Reads every page below some paths: its path, the bytes of its file, and how it was read. Returns how many there are.
pub(super) fn each(
    paths: &[PathBuf],
    options: &Options,
    mut take: impl FnMut(&str, &[u8], &Extraction<'_>, &Page<'_>, &Text<'_>) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let (mut bytes, mut pages) = (Vec::new(), 0);
    for entry in walk(paths, Links::Inside) {
        let path = match entry {
            Entry::File(path) => path,
            Entry::Stdin => bail!("standard input is not read here; name files or folders"),
            Entry::Skipped(fault) | Entry::Failed(fault) => {
                tell(&format!("extract: skipped: {fault}"));
                continue;
            }
        };
        if let Err(fault) = read(&path, &mut bytes) {
            tell(&format!("extract: skipped: {fault}"));
            continue;
        }
        if bytes.is_empty() || source::is_own_output(&bytes) {
            continue;
        }
        let path = shown(&path);
        for page in source::pages(&path, &bytes, options) {
            match page {
                Ok(page) => {
                    let text = page.text(options);
                    take(&path, &bytes, &page.extract(&text, options), &page, &text.text)?;
                    pages += 1;
                }
                Err(fault) => tell(&format!("extract: failed: {fault}")),
            }
        }
    }
    Ok(pages)
}
