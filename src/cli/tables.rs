//! Tables of layouts that a curator brings: a folder of `.toml` files.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use trialsift::layout::Layouts;
use trialsift::source::printable;

/// The layouts that are built in, and those of a folder.
pub(crate) fn with(folder: &Path) -> anyhow::Result<&'static Layouts> {
    let files = files(folder)?;
    let mut texts = Vec::with_capacity(files.len());
    for file in &files {
        texts.push(fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?);
    }
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    Layouts::with(&texts).map_err(|(n, defect)| {
        let place = format!("{}:{}:{}", files[n].display(), defect.line, defect.column);
        anyhow::anyhow!("{}: {}", printable(&place), printable(&defect.message))
    })
}

/// What the tables of a folder say, in one digest.
pub(crate) fn digest(folder: &Path) -> anyhow::Result<String> {
    let mut digest = blake3::Hasher::new();
    for file in files(folder)? {
        let text = fs::read(&file).with_context(|| format!("{}: cannot be read", file.display()))?;
        digest.update(&(text.len() as u64).to_le_bytes()).update(&text);
    }
    Ok(digest.finalize().to_hex().to_string())
}

/// The tables of a folder, sorted.
pub(crate) fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{}: cannot be read", folder.display()))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.with_context(|| format!("{}: cannot be read", folder.display()))?.path();
        if path.extension().is_some_and(|kind| kind == "toml") {
            files.push(path);
        }
    }
    if files.is_empty() {
        bail!("{}: holds no `.toml` file; a layout is a table of labels in one", folder.display());
    }
    files.sort();
    Ok(files)
}
