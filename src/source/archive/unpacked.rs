//! A file with a place for every byte, whatever it was compressed with.

use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;
use std::sync::Arc;

use super::stream::{Plain, Stream};
use super::{DEEPEST, Defect, HEAD, Input, Kind, kind};
use crate::source::{Fault, shown};

/// Opens a file as it is; what is compressed, or comes through a pipe, is put into a file without a name first. `-` is
/// standard input.
///
/// # Errors
///
/// A fault that names the file, where it cannot be read or is damaged.
pub fn unpacked(path: &Path) -> Result<File, Fault> {
    let unreadable = |error: io::Error| Fault::of(path, "unreadable", format!("cannot be read: {error}"));
    if path == Path::new("-") {
        return spilled(Stream::new(Vec::new(), Plain(io::stdin())), path);
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let found = file.metadata().map_err(unreadable)?;
    if found.is_dir() {
        return Err(Fault::of(path, "unreadable", "is a folder; name the output of a run"));
    }
    if !found.is_file() {
        return spilled(Stream::new(Vec::new(), Plain(file)), path);
    }
    let mut stream = Stream::new(Vec::new(), Plain(file.try_clone().map_err(unreadable)?));
    let head = stream.peek(HEAD).map_err(unreadable)?;
    if matches!(kind(head, &shown(path), &Input::default()), Some(Kind::Compressed(_))) {
        return spilled(stream, path);
    }
    file.rewind().map_err(unreadable)?;
    Ok(file)
}

/// What a stream gives once nothing of it is compressed.
fn spilled(mut stream: Stream, path: &Path) -> Result<File, Fault> {
    let damaged = |error: &io::Error| Defect::of(error).fault(&shown(path));
    for _ in 0..DEEPEST {
        let head = stream.peek(HEAD).map_err(|error| damaged(&error))?;
        let Some(Kind::Compressed(compression)) = kind(head, &shown(path), &Input::default()) else { break };
        stream = compression.decode(stream, &Arc::default()).map_err(|error| damaged(&error))?;
    }
    let unwritable = |error: io::Error| {
        Fault::of(path, "unreadable", format!("cannot be unpacked into the folder for temporary files: {error}"))
    };
    let mut file = tempfile::tempfile().map_err(unwritable)?;
    io::copy(&mut stream, &mut file).map_err(|error| damaged(&error))?;
    file.rewind().map_err(unwritable)?;
    Ok(file)
}
