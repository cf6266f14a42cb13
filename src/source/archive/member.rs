//! What archives hold: pages, and files with some.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::{Defect, Fault, Fields, Input, Path, http, inside, json, zip};

/// A page that an archive holds, or a file with some.
#[derive(Debug)]
pub(crate) struct Member {
    /// The path of what holds it.
    pub(crate) of: Path,
    /// Its name in there.
    pub(crate) name: Option<String>,
    pub(crate) line: Option<u64>,
    pub(crate) url: Option<String>,
    /// The encoding that came with it.
    pub(crate) charset: Option<&'static Encoding>,
    /// Its bytes in the batch.
    pub(crate) at: Range<usize>,
    pub(crate) body: Body,
}

/// How the bytes of a member hold its page.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// They are its file.
    Bytes,
    /// They are the response that brought it.
    Http,
    /// They are an object of JSON.
    Json(Arc<Fields>),
}

/// A member of a zip file that whoever takes the batch unpacks.
pub(crate) struct Packed {
    pub(super) of: Path,
    pub(super) name: String,
    pub(super) archive: zip::Archive,
    pub(super) number: usize,
    /// Its bytes as they are packed.
    pub(super) size: u64,
    /// Layers that it lies in.
    pub(super) depth: usize,
}

/// A file out of an archive, or a page of one: bytes that pages are read from.
#[derive(Debug)]
pub(crate) struct Sheet<'b> {
    pub(crate) path: String,
    pub(crate) line: Option<u64>,
    pub(crate) url: Option<String>,
    pub(crate) charset: Option<&'static Encoding>,
    pub(crate) bytes: Cow<'b, [u8]>,
}

impl<'b> Sheet<'b> {
    /// A file that came with nothing but its bytes.
    pub(crate) fn of(path: String, bytes: Cow<'b, [u8]>) -> Self {
        Sheet { path, line: None, url: None, charset: None, bytes }
    }
}

impl Member {
    /// Its path.
    pub(crate) fn path(&self) -> String {
        inside(&self.of, self.name.as_deref())
    }

    /// The member as a file.
    pub(crate) fn sheet(self, bytes: Cow<'_, [u8]>) -> Sheet<'_> {
        let Member { of, name, line, url, charset, .. } = self;
        Sheet { path: inside(&of, name.as_deref()), line, url, charset, bytes }
    }

    /// What the member says, taken out of its response or its object; else why not, and whether that is a failure.
    pub(crate) fn open<'b>(&self, batch: &'b [u8], input: &Input) -> Result<Sheet<'b>, (Fault, bool)> {
        let bytes = &batch[self.at.clone()];
        let path = || inside(&self.of, self.name.as_deref());
        let (line, url, charset) = (self.line, self.url.clone(), self.charset);
        match &self.body {
            Body::Bytes => Ok(Sheet { path: path(), line, url, charset, bytes: bytes.into() }),
            Body::Http => match http::read(bytes, input) {
                Ok(response) => {
                    let http::Response { body, charset } = response;
                    Ok(Sheet { path: path(), line, url, charset, bytes: body.into() })
                }
                Err(defect) if ["http-status", "not-text"].contains(&defect.code) => {
                    Err((defect.fault(&path()), false))
                }
                Err(defect) => Err((defect.fault(&path()), true)),
            },
            Body::Json(fields) => match json::page(bytes, fields) {
                Ok(page) => {
                    let path = page.id.map_or_else(path, |id| inside(&self.of, Some(&id)));
                    Ok(Sheet { path, line, url: page.url, charset, bytes: page.text.into_bytes().into() })
                }
                Err(defect) => Err((Defect { line, ..defect }.fault(&path()), true)),
            },
        }
    }
}

/// Unpacks a member of a zip file: its path; what is wrong with it is told under its name.
pub(crate) fn unpack(packed: &Packed, into: &mut Vec<u8>, largest: u64) -> Result<String, Fault> {
    let Packed { of, name, archive, number, .. } = packed;
    match zip::read(archive, *number, into, largest) {
        Ok(()) => Ok(inside(of, Some(name))),
        Err(defect) => Err(defect.inside(name).fault(of)),
    }
}
