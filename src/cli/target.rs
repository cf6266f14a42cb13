//! Where the records go.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde_json::Value;

use super::journal::{Journal, Start};

/// Where the records go.
pub(super) enum Target {
    Stdout(BufWriter<io::Stdout>),
    /// Written aside, in the folder of the file it becomes.
    File(Aside),
    /// A device or a pipe: written as it is, since a file given its name would take its place.
    Special(BufWriter<File>),
}

/// A file under another name until it is whole.
pub(super) struct Aside {
    out: BufWriter<File>,
    name: PathBuf,
    path: PathBuf,
}

/// What opening a target gives.
pub(super) struct Opened {
    pub(super) target: Target,
    pub(super) journal: Option<Journal>,
    pub(super) start: Option<Start>,
}

impl Target {
    /// Opens the target of a run with these options; one that is to go on does so where it can.
    pub(super) fn open(
        path: Option<&Path>,
        errors: Option<&Path>,
        resume: bool,
        options: Value,
    ) -> anyhow::Result<Opened> {
        let plain = |target| Ok(Opened { target, journal: None, start: None });
        let Some(path) = path else { return plain(Target::Stdout(BufWriter::new(io::stdout()))) };
        if path.is_dir() {
            bail!("{}: is a folder; name a file for the records", path.display());
        }
        if path.metadata().is_ok_and(|found| !found.is_file()) {
            if resume {
                bail!("--resume: {} is no file, so nothing of an interrupted run is left there", path.display());
            }
            return plain(Target::Special(create(path)?));
        }
        // The file a link leads to is replaced, not the link.
        let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let beside = |end: &str| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            path.with_file_name(format!(".{name}.{end}"))
        };
        let (aside, journal) = (beside("partial"), beside("journal"));
        let context = || format!("{}: cannot be written", path.display());
        // Whether there is anything to go on with, before the files are made.
        let resume = resume && aside.exists();
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&aside)
            .with_context(context)?;
        let (journal, start) = Journal::open(&journal, &file, errors, resume, options)?;
        let target = Target::File(Aside { out: BufWriter::new(file), name: aside, path });
        Ok(Opened { target, journal: Some(journal), start })
    }

    /// Begins to write, behind what is kept of an interrupted run.
    pub(super) fn begin(&self, journal: Option<&mut Journal>) -> anyhow::Result<()> {
        let (Target::File(aside), Some(journal)) = (self, journal) else { return Ok(()) };
        journal.begin(aside.out.get_ref()).with_context(|| format!("{}: cannot be written", aside.path.display()))
    }

    pub(super) fn writer(&mut self) -> &mut (dyn Write + Send) {
        match self {
            Target::Stdout(out) => out,
            Target::File(aside) => &mut aside.out,
            Target::Special(out) => out,
        }
    }

    /// Makes the file whole and gives it its name.
    pub(super) fn finish(self, journal: Option<Journal>) -> anyhow::Result<()> {
        let Aside { out, name, path } = match self {
            Target::File(aside) => aside,
            Target::Stdout(mut out) => return out.flush().context("cannot write the records"),
            Target::Special(mut out) => return out.flush().context("cannot write the records"),
        };
        let context = || format!("{}: cannot be written", path.display());
        let file = out.into_inner().map_err(io::IntoInnerError::into_error).with_context(context)?;
        file.sync_all().with_context(context)?;
        std::fs::rename(&name, &path).with_context(context)?;
        journal.map_or(Ok(()), Journal::remove).with_context(context)
    }
}

/// A file that is written from its start on.
pub(super) fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?;
    Ok(BufWriter::new(file))
}
