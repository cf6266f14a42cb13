//! Where pages come from: files and folders, walked in sorted order, and the pages that each file holds.

pub(crate) mod archive;
mod cut;
mod json;
mod list;
mod print;
pub mod records;
mod xml;

use std::fmt::{self, Write};
use std::fs::{File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};

use archive::Archive;
use serde::Serialize;
use walkdir::{DirEntry, WalkDir};

pub use archive::{Deal, Fields, Input, LARGEST_PAGE, LONGEST_PATH, Limits, unpacked};
pub(crate) use cut::Cuts;
pub use cut::{Cut, pages};
pub use list::list;
pub use print::{Chain, Print};

pub use crate::show::printable;

/// Offsets are 32 bits wide, so a file must be smaller than this.
pub const LARGEST_FILE: u64 = u32::MAX as u64;

/// Something on the way to a page.
#[derive(Debug)]
pub enum Entry {
    /// A file to read.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// Something that holds no page.
    Skipped(Fault),
    /// Something that should hold a page and cannot be read.
    Failed(Fault),
}

/// Why something gave no record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// What it was.
    pub path: String,
    /// Its line from 1, where it is one of JSON Lines.
    pub line: Option<u64>,
    /// The kind of fault.
    pub code: &'static str,
    /// In words, with the way out where there is one.
    pub message: String,
    /// The byte of the file where it shows, if it shows at one.
    pub offset: Option<u64>,
}

impl Fault {
    /// A fault of a whole file.
    pub fn of(path: &Path, code: &'static str, message: impl Into<String>) -> Self {
        Fault { path: shown(path), line: None, code, message: message.into(), offset: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}", printable(&self.path))?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        write!(out, ": {}", self.message)
    }
}

/// A path as records show it: as it is, where it is UTF-8. Of one that is not, each byte that belongs to no letter stands as
/// `\xE9` and each backslash as `\\`, so that the name of the file can be told from it.
#[must_use]
pub fn shown(path: &Path) -> String {
    shown_bytes(path.as_os_str().as_encoded_bytes())
}

/// The same of a name that an archive gives.
pub(crate) fn shown_bytes(name: &[u8]) -> String {
    if let Ok(name) = std::str::from_utf8(name) {
        return name.to_owned();
    }
    let mut shown = String::with_capacity(name.len() + 8);
    for chunk in name.utf8_chunks() {
        shown.push_str(&chunk.valid().replace('\\', "\\\\"));
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(shown, "\\x{byte:02X}");
        }
    }
    shown
}

/// Which links a walk follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Links {
    /// Those that stay within the folder that is walked.
    #[default]
    Inside,
    /// All of them.
    All,
}

/// Walks files and folders: sorted, each once, streaming.
///
/// Hidden files and folders are left out unless they are named.
pub fn walk(paths: &[PathBuf], links: Links) -> impl Iterator<Item = Entry> + Send + use<> {
    let mut roots: Vec<PathBuf> = paths.to_vec();
    roots.sort();
    roots.dedup();
    // A path below another one that is walked anyway would give its pages twice.
    let all = roots.clone();
    roots.retain(|path| !all.iter().any(|other| other != path && path.starts_with(other) && other.is_dir()));
    roots.into_iter().flat_map(move |path| root(path, links))
}

fn root(path: PathBuf, links: Links) -> Box<dyn Iterator<Item = Entry> + Send> {
    if path == Path::new("-") {
        return Box::new(std::iter::once(Entry::Stdin));
    }
    let home = path.canonicalize().unwrap_or_else(|_| path.clone());
    let visible = |entry: &DirEntry| entry.depth() == 0 || !entry.file_name().as_encoded_bytes().starts_with(b".");
    let walk = WalkDir::new(&path).follow_links(true).sort_by_file_name().into_iter();
    let guarded = Guarded { walk, home, links };
    Box::new(guarded.filter(move |found| found.as_ref().map_or(true, visible)).filter_map(move |found| match found {
        Ok(entry) => entry_of(&entry, links),
        Err(error) => Some(fault_of(&path, &error)),
    }))
}

/// A walk that does not leave its folder through links.
struct Guarded {
    walk: walkdir::IntoIter,
    home: PathBuf,
    links: Links,
}

impl Iterator for Guarded {
    type Item = walkdir::Result<DirEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        let found = self.walk.next()?;
        if let Ok(entry) = &found {
            let hidden = entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".");
            let leaves = entry.depth() > 0 && entry.path_is_symlink() && self.leaves(entry.path());
            if entry.file_type().is_dir() && (hidden || leaves) {
                self.walk.skip_current_dir();
            }
        }
        Some(found)
    }
}

impl Guarded {
    fn leaves(&self, path: &Path) -> bool {
        self.links == Links::Inside && path.canonicalize().is_ok_and(|target| !target.starts_with(&self.home))
    }
}

fn entry_of(entry: &DirEntry, links: Links) -> Option<Entry> {
    let path = entry.path();
    if links == Links::Inside && entry.depth() > 0 && entry.path_is_symlink() && outside(entry) {
        let message = "a link that leads out of the folder; name its target to read it, or give --follow-links";
        return Some(Entry::Skipped(Fault::of(path, "link", message)));
    }
    match entry.file_type() {
        kind if kind.is_dir() => None,
        kind if kind.is_file() => Some(Entry::File(path.to_owned())),
        kind => Some(Entry::Skipped(Fault::of(path, "not-a-file", special(kind)))),
    }
}

/// Whether a link leads out of the folder the walk began in.
fn outside(entry: &DirEntry) -> bool {
    let root = entry.path().ancestors().nth(entry.depth());
    let home = root.and_then(|root| root.canonicalize().ok());
    let target = entry.path().canonicalize().ok();
    home.zip(target).is_some_and(|(home, target)| !target.starts_with(home))
}

fn special(kind: FileType) -> &'static str {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        match () {
            () if kind.is_fifo() => {
                return "a named pipe, not a page; feed it to standard input instead";
            }
            () if kind.is_socket() => return "a socket, not a page",
            () if kind.is_block_device() || kind.is_char_device() => return "a device, not a page",
            () => {}
        }
    }
    let _ = kind;
    "not a regular file"
}

fn fault_of(root: &Path, error: &walkdir::Error) -> Entry {
    let path = error.path().unwrap_or(root);
    if let Some(ancestor) = error.loop_ancestor() {
        let message = format!("a link back to {}, which holds it", printable(&shown(ancestor)));
        return Entry::Skipped(Fault::of(path, "loop", message));
    }
    let cause = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Entry::Failed(Fault::of(path, "unreadable", format!("cannot be read: {cause}")))
}

/// Reads a whole file into `buffer`, which is emptied first.
///
/// # Errors
///
/// A fault that names the file, where it cannot be read or is too large.
pub fn read(path: &Path, buffer: &mut Vec<u8>) -> Result<(), Fault> {
    buffer.clear();
    let unreadable = |error: &std::io::Error| Fault::of(path, "unreadable", format!("cannot be read: {error}"));
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    all(file, buffer).map_err(|error| unreadable(&error))?;
    sized(path, buffer)
}

/// What a file turned out to be.
pub(crate) enum Loaded {
    /// A file of pages, which is in the buffer.
    Pages,
    /// A file that holds others.
    Archive(Box<Archive>),
}

/// Reads a file into `buffer`, unless its first bytes show that it holds others.
///
/// # Errors
///
/// A fault that names the file, where it cannot be read, is too large, or is not what its name says.
pub(crate) fn load(path: &Path, buffer: &mut Vec<u8>, input: &Input) -> Result<Loaded, Fault> {
    let unreadable = |error: std::io::Error| Fault::of(path, "unreadable", format!("cannot be read: {error}"));
    let mut file = File::open(path).map_err(unreadable)?;
    let shown = shown(path);
    match begin(&mut file, &shown, buffer, input).map_err(unreadable)? {
        Begun::Archive(kind) => {
            Ok(Loaded::Archive(Box::new(Archive::open(&shown, std::mem::take(buffer), file, kind, input))))
        }
        Begun::Misnamed(what) => Err(archive::wrong_magic(what, &shown)),
        Begun::Whole => Ok(Loaded::Pages),
        Begun::More => {
            all(file, buffer).map_err(unreadable)?;
            sized(path, buffer).map(|()| Loaded::Pages)
        }
    }
}

/// Reads standard input into `buffer`, unless its first bytes show that it holds others.
///
/// # Errors
///
/// A fault, where it cannot be read or is too large.
pub(crate) fn load_stdin(buffer: &mut Vec<u8>, input: &Input) -> Result<Loaded, Fault> {
    let path = Path::new("-");
    let unreadable =
        |error: std::io::Error| Fault::of(path, "unreadable", format!("standard input cannot be read: {error}"));
    let mut stdin = std::io::stdin();
    match begin(&mut stdin, "-", buffer, input).map_err(unreadable)? {
        Begun::Archive(kind) => {
            Ok(Loaded::Archive(Box::new(Archive::pipe("-", std::mem::take(buffer), stdin, kind, input))))
        }
        Begun::Misnamed(_) | Begun::Whole => Ok(Loaded::Pages),
        Begun::More => {
            all(stdin, buffer).map_err(unreadable)?;
            sized(path, buffer).map(|()| Loaded::Pages)
        }
    }
}

/// What the first bytes of a file show.
enum Begun {
    Archive(archive::Kind),
    Misnamed(&'static str),
    /// Pages, and all bytes are there.
    Whole,
    /// Pages, and there is more.
    More,
}

fn begin(from: &mut impl Read, name: &str, buffer: &mut Vec<u8>, input: &Input) -> std::io::Result<Begun> {
    buffer.clear();
    from.take(archive::HEAD as u64).read_to_end(buffer)?;
    Ok(match archive::kind(buffer, name, input) {
        Some(kind) => Begun::Archive(kind),
        None => match archive::misnamed(buffer, name) {
            Some(what) => Begun::Misnamed(what),
            None if buffer.len() < archive::HEAD => Begun::Whole,
            None => Begun::More,
        },
    })
}

/// Reads standard input to its end.
///
/// # Errors
///
/// A fault, where it cannot be read or is too large.
pub fn read_stdin(buffer: &mut Vec<u8>) -> Result<(), Fault> {
    buffer.clear();
    let path = Path::new("-");
    all(std::io::stdin().lock(), buffer)
        .map_err(|error| Fault::of(path, "unreadable", format!("standard input cannot be read: {error}")))?;
    sized(path, buffer)
}

fn all(from: impl Read, buffer: &mut Vec<u8>) -> std::io::Result<usize> {
    from.take(LARGEST_FILE + 1).read_to_end(buffer)
}

fn sized(path: &Path, buffer: &[u8]) -> Result<(), Fault> {
    if buffer.len() as u64 > LARGEST_FILE {
        let message = "larger than 4 GiB, more than one file can be; split it";
        return Err(Fault::of(path, "too-large", message));
    }
    Ok(())
}

/// Whether bytes are an output of this program, which is found when it is written into the folder it came from.
#[must_use]
pub fn is_own_output(bytes: &[u8]) -> bool {
    let rest = bytes.trim_ascii_start();
    let record = rest
        .strip_prefix(b"[")
        .map_or(rest, <[u8]>::trim_ascii_start)
        .strip_prefix(b"{")
        .map(<[u8]>::trim_ascii_start)
        .is_some_and(|rest| {
            rest.strip_prefix(b"\"schema\":")
                .is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\"trial-record/"))
        });
    record || rest.starts_with(b"# trialsift ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_and_tables_of_ours_are_told_from_pages() {
        assert!(is_own_output(b"{\"schema\":\"trial-record/1\","));
        assert!(is_own_output(b"{\n  \"schema\": \"trial-record/1\","));
        assert!(is_own_output(b"[\n{\"schema\": \"trial-record/1\","));
        assert!(is_own_output(b"# trialsift repairs"));
        assert!(!is_own_output(b"{\"protocolSection\":{}}"));
        assert!(!is_own_output(b"# Trials of schema therapy"));
    }
}
