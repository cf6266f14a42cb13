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

    /// What went wrong where it cannot be written.
    pub(super) fn unwritten(&self) -> String {
        match self {
            Target::File(aside) => format!("{}: cannot be written", aside.path.display()),
            Target::Stdout(_) | Target::Special(_) => "cannot write the records".to_owned(),
        }
    }

    /// Leaves what was written for another run to go on with: what to tell of it.
    pub(super) fn leave(mut self, journal: Option<Journal>) -> Option<String> {
        // Where it cannot be written there is less to go on with, and the run tells why it ended already.
        let flushed = self.writer().flush();
        let Target::File(aside) = self else { return None };
        let kept = journal.filter(|_| flushed.is_ok()).map(Journal::keep);
        let name = aside.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        matches!(kept, Some(Ok(()))).then(|| format!("the same command with --resume goes on with {name}"))
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
        sync_folder(&path);
        journal.map_or(Ok(()), Journal::remove).with_context(context)
    }
}

/// Puts the name of a file on the disk, where folders can be: elsewhere systems do it by themselves.
fn sync_folder(path: &Path) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The file is there and whole; what is left to lose is its name, in a failure of power in the next seconds.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}

/// Puts on the disk what was written; devices and pipes have none.
pub(super) fn synced(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() { file.sync_data() } else { Ok(()) }
}

/// A file that is written from its start on.
pub(super) fn create(path: &Path) -> anyhow::Result<BufWriter<File>> {
    let file = File::create(path).with_context(|| format!("{}: cannot be written", path.display()))?;
    Ok(BufWriter::new(file))
}
