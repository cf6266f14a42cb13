//! Lists of files: names one a line, or each with a zero byte behind it, read as they come.

use std::io::{self, BufRead};
use std::path::{Path, PathBuf};

use super::{Entry, Fault, Links, root};

/// The files and folders that a list names, in its order and as often as it names them. What is missing fails; a name that
/// is not there loses no other.
pub fn list(from: impl BufRead + Send, separator: u8, links: Links) -> impl Iterator<Item = Entry> + Send {
    Names { from, separator, over: false }.flat_map(move |name| match name {
        Ok(path) if path == Path::new("-") => {
            let message = "standard input is no file of a list; name `-` as an argument instead";
            one(Entry::Failed(Fault::of(&path, "unreadable", message)))
        }
        Ok(path) => root(path, links),
        Err(error) => {
            let message = format!("the list of files cannot be read on: {error}");
            one(Entry::Failed(Fault::of(Path::new("--from-file"), "unreadable", message)))
        }
    })
}

fn one(entry: Entry) -> Box<dyn Iterator<Item = Entry> + Send> {
    Box::new(std::iter::once(entry))
}

struct Names<R> {
    from: R,
    separator: u8,
    over: bool,
}

impl<R: BufRead> Iterator for Names<R> {
    type Item = io::Result<PathBuf>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.over {
            let mut name = Vec::new();
            match self.from.read_until(self.separator, &mut name) {
                Ok(count) => self.over = count == 0,
                Err(error) => {
                    self.over = true;
                    return Some(Err(error));
                }
            }
            name.pop_if(|last| *last == self.separator);
            if self.separator == b'\n' {
                name.pop_if(|last| *last == b'\r');
            }
            if !name.is_empty() {
                return Some(Ok(path(name)));
            }
        }
        None
    }
}

#[cfg(unix)]
fn path(name: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(name).into()
}

#[cfg(not(unix))]
fn path(name: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&name).into_owned().into()
}
