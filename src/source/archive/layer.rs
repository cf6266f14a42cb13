//! One layer of an archive: what gives the next member.

use std::io::Read;
use std::sync::Arc;

use super::magic::{HEAD, Kind, decompressed, kind, misnamed, promises};
use super::stream::Stream;
use super::tables::{Lines, objects_step, rows_step};
use super::zip::{Cursor, Remains, Shelf, Zip};
use super::{Batch, Body, Defect, Fields, Input, Item, Member, Packed, Path, json, rows, tar, warc, whole, zip};

/// A layer and its path.
pub(super) struct Layer {
    pub(super) path: Path,
    pub(super) members: Members,
}

/// What a layer takes its members from.
pub(super) enum Members {
    Tar(tar::Tar),
    Zip(Zip),
    Remains(Remains),
    /// A zip file whose directory is damaged.
    Torn(Shelf, Option<Defect>),
    Warc(warc::Warc),
    Lines(Lines),
    Objects(json::Objects, Option<Arc<Fields>>),
    Rows(rows::Rows),
}

/// What a step into a layer found.
pub(super) enum Step {
    /// Members, or nothing of note.
    More,
    /// A member that holds others.
    Into(Box<Layer>),
    End,
}

/// Goes into a file of this kind: a layer, or what was compressed is a page.
pub(super) fn enter(
    kind: Kind,
    path: Path,
    name: String,
    mut stream: Stream,
    batch: &mut Batch,
    input: &Input,
) -> Result<Option<Layer>, Defect> {
    let (mut kind, mut name) = (kind, name);
    for _ in 0..super::DEEPEST {
        let members = match kind {
            Kind::Compressed(compression) => {
                stream = compression.decode(stream, &batch.meter).map_err(|error| batch.defect(&error))?;
                let inner = decompressed(&name);
                let head = stream.peek(HEAD).map_err(|error| batch.defect(&error))?;
                match super::kind(head, &inner, input) {
                    Some(inside) => (kind, name) = (inside, inner),
                    None => return page(stream, &path, (inner != name).then_some(inner), batch, input).map(|()| None),
                }
                continue;
            }
            Kind::Zip => {
                let mut bytes = Vec::new();
                whole(stream, &mut bytes, input.largest)?;
                return Ok(Some(Layer::zip(path, Shelf::Memory(Arc::new(bytes)))));
            }
            Kind::Tar => Members::Tar(tar::Tar::new(stream)),
            Kind::Warc => Members::Warc(warc::Warc::new(stream)),
            Kind::Lines => Members::Lines(Lines::new(stream)),
            Kind::Objects => Members::Objects(json::Objects::new(stream), None),
            Kind::Rows(delimiter) => Members::Rows(rows::Rows::new(stream, delimiter)),
        };
        return Ok(Some(Layer { path, members }));
    }
    Err(Defect::new("too-deep", "compressed again and again; unpack it first"))
}

/// A page that was compressed, whole.
fn page(stream: Stream, of: &Path, name: Option<String>, batch: &mut Batch, input: &Input) -> Result<(), Defect> {
    if !batch.takes() {
        return Ok(());
    }
    let start = batch.bytes.len();
    whole(stream, &mut batch.bytes, input.largest)?;
    batch.push(of, name, start);
    Ok(())
}

impl Batch {
    /// Takes the bytes from `start` on as a file.
    fn push(&mut self, of: &Path, name: Option<String>, start: usize) {
        let at = start..self.bytes.len();
        let body = Body::Bytes;
        self.items.push(Item::Page(Member { of: of.clone(), name, line: None, url: None, charset: None, at, body }));
    }
}

/// Whether a member is hidden, as files of folders are.
fn hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..")
}

impl Layer {
    pub(super) fn zip(path: Path, shelf: Shelf) -> Self {
        let members = match Zip::new(Cursor::new(shelf.clone())) {
            Ok(zip) => Members::Zip(zip),
            Err(defect) => Members::Torn(shelf, Some(defect)),
        };
        Layer { path, members }
    }

    /// The next member.
    pub(super) fn step(&mut self, batch: &mut Batch, input: &Input) -> Step {
        let of = self.path.clone();
        match &mut self.members {
            Members::Tar(tar) => tar_step(tar, &of, batch, input),
            Members::Zip(zip) => zip_step(zip, &of, batch, input),
            Members::Torn(place, lost) => {
                if let Some(defect) = lost.take() {
                    let message = format!("{}; its members are read one behind the other", defect.message);
                    batch.failed(&of, Defect { message, ..defect });
                }
                let stream = Stream::new(Vec::new(), super::stream::Plain(Cursor::new(place.clone())));
                self.members = Members::Remains(Remains(stream));
                Step::More
            }
            Members::Remains(remains) => remains_step(remains, &of, batch, input),
            Members::Warc(warc) => warc_step(warc, &of, batch, input),
            Members::Lines(lines) => lines.step(&of, batch, input),
            Members::Objects(objects, fields) => objects_step(objects, fields, &of, batch, input),
            Members::Rows(rows) => rows_step(rows, &of, batch, input),
        }
    }
}

fn tar_step(tar: &mut tar::Tar, of: &Path, batch: &mut Batch, input: &Input) -> Step {
    batch.meter.member();
    let found = match tar.next(input.largest) {
        Ok(found) => found,
        Err(error) => {
            batch.failed(of, Defect::of(&error));
            return if tar.recover() { Step::More } else { Step::End };
        }
    };
    let done = match found {
        tar::Found::File(name, _) | tar::Found::Sparse(name, _) if hidden(&name) => return Step::More,
        tar::Found::File(name, size) => member(tar.section(), size, of, name, batch, input),
        tar::Found::Sparse(name, bytes) => at_hand(&bytes, of, name, batch, input),
        tar::Found::Link(name) => {
            batch.skipped(of, link().inside(name));
            return Step::More;
        }
        tar::Found::Special(name) => {
            batch.skipped(of, Defect::new("not-a-file", "no regular file").inside(name));
            return Step::More;
        }
        tar::Found::Nothing => return Step::More,
        tar::Found::End => return Step::End,
    };
    taken(done, of, batch)
}

fn link() -> Defect {
    Defect::new("member-link", "a link inside an archive; what it leads to is read under its own name")
}

fn taken(done: Result<Option<Layer>, Defect>, of: &Path, batch: &mut Batch) -> Step {
    match done {
        Ok(Some(layer)) => Step::Into(Box::new(layer)),
        Ok(None) => Step::More,
        Err(defect) => {
            batch.failed(of, defect);
            Step::More
        }
    }
}

/// A member of so many bytes: a layer of its own, or a file in the batch.
fn member(
    mut section: tar::Section,
    size: u64,
    of: &Path,
    name: String,
    batch: &mut Batch,
    input: &Input,
) -> Result<Option<Layer>, Defect> {
    if size > HEAD as u64 {
        return streamed(Stream::new(Vec::new(), section), of, name, batch, input);
    }
    let start = batch.bytes.len();
    if let Err(defect) = whole((&mut section).take(size), &mut batch.bytes, size) {
        return Err(defect.inside(name));
    }
    batch.settle(start, of, name, input)
}

impl Batch {
    /// The bytes from `start` on are a file or a layer.
    fn settle(&mut self, start: usize, of: &Path, name: String, input: &Input) -> Result<Option<Layer>, Defect> {
        let bytes = &self.bytes[start..];
        if let Some(kind) = kind(bytes, &name, input) {
            let stream = Stream::of(self.bytes.split_off(start));
            return inner(kind, of, name, stream, self, input);
        }
        let wrong = misnamed(bytes, &name);
        if wrong.is_some() || !self.takes() {
            self.bytes.truncate(start);
            return wrong.map_or(Ok(None), |what| Err(wrong_magic(what).inside(name)));
        }
        self.push(of, Some(name), start);
        Ok(None)
    }
}

/// The fault of a file that is named for what it is not.
pub(super) fn wrong_magic(what: &str) -> Defect {
    Defect::new("wrong-magic", format!("its name says {what}, its bytes are neither that nor text; is it damaged?"))
}

/// Goes into a member.
fn inner(
    kind: Kind,
    of: &Path,
    name: String,
    stream: Stream,
    batch: &mut Batch,
    input: &Input,
) -> Result<Option<Layer>, Defect> {
    let path: Path = super::inside(of, Some(&name)).into();
    enter(kind, path, name.clone(), stream, batch, input).map_err(|defect| match &defect.name {
        Some(_) => defect,
        None => defect.inside(name),
    })
}

/// A member whose bytes are at hand.
fn at_hand(bytes: &[u8], of: &Path, name: String, batch: &mut Batch, input: &Input) -> Result<Option<Layer>, Defect> {
    let start = batch.bytes.len();
    if bytes.len() as u64 > input.largest {
        return Err(Defect::too_large(input.largest).inside(name));
    }
    batch.bytes.extend_from_slice(bytes);
    batch.settle(start, of, name, input)
}

/// A member whose bytes come as they are read.
fn streamed(
    mut stream: Stream,
    of: &Path,
    name: String,
    batch: &mut Batch,
    input: &Input,
) -> Result<Option<Layer>, Defect> {
    let head = stream.peek(HEAD).map_err(|error| Defect::of(&error).inside(name.as_str()))?;
    if let Some(kind) = kind(head, &name, input) {
        return inner(kind, of, name, stream, batch, input);
    }
    if let Some(what) = misnamed(head, &name) {
        return Err(wrong_magic(what).inside(name));
    }
    page(stream, of, Some(name.clone()), batch, input).map_err(|defect| defect.inside(name)).map(|()| None)
}

fn zip_step(zip: &mut Zip, of: &Path, batch: &mut Batch, input: &Input) -> Step {
    batch.meter.member();
    let (name, member) = match zip.next() {
        zip::Found::File(name, _) if hidden(&name) => return Step::More,
        zip::Found::File(name, member) => (name, member),
        zip::Found::Link(name) => {
            batch.skipped(of, link().inside(name));
            return Step::More;
        }
        zip::Found::Broken(name, defect) => {
            batch.failed(of, Defect { name, ..defect });
            return Step::More;
        }
        zip::Found::Nothing => return Step::More,
        zip::Found::End => return Step::End,
    };
    let zip::Listed { number, size, unpacked } = member;
    // What the directory says is what is read; a member that has more fails. What is larger than a page may be is not read.
    if unpacked <= input.largest || promises(&name) {
        // The bound that was passed is told where the rest is given up.
        let _ = batch.meter.unpack(unpacked);
        if batch.meter.defect().is_some() {
            return Step::More;
        }
    }
    if !promises(&name) {
        if batch.takes() {
            let (of, archive, depth) = (of.clone(), zip.archive.clone(), batch.depth);
            batch.items.push(Item::Packed(Packed { of, name, archive, number, size, depth }));
        }
        return Step::More;
    }
    let done = if let Some(stream) = zip.stream(number) {
        streamed(stream, of, name, batch, input)
    } else {
        let mut bytes = Vec::new();
        match zip::read(&zip.archive, number, &mut bytes, input.largest) {
            Ok(()) => at_hand(&bytes, of, name, batch, input),
            Err(defect) => Err(defect.inside(name)),
        }
    };
    taken(done, of, batch)
}

fn remains_step(remains: &mut Remains, of: &Path, batch: &mut Batch, input: &Input) -> Step {
    batch.meter.member();
    match remains.next(input.largest) {
        Ok(Some((name, bytes))) if !hidden(&name) && !name.ends_with('/') => {
            match batch.meter.unpack(bytes.len() as u64) {
                Ok(()) => taken(at_hand(&bytes, of, name, batch, input), of, batch),
                // It is told where the rest is given up.
                Err(_) => Step::More,
            }
        }
        Ok(Some(_)) => Step::More,
        // What is wrong was told with the directory.
        Ok(None) | Err(_) => Step::End,
    }
}

fn warc_step(warc: &mut warc::Warc, of: &Path, batch: &mut Batch, input: &Input) -> Step {
    match warc.next(of, &mut batch.bytes, input) {
        Ok(warc::Found::Page(page)) => batch.page(page),
        Ok(warc::Found::LeftOut) => batch.left_out += 1,
        Ok(warc::Found::Other(defect)) => batch.skipped(of, defect),
        Ok(warc::Found::Bad(defect)) => batch.failed(of, defect),
        Ok(warc::Found::Nothing) => {}
        Ok(warc::Found::End) => return Step::End,
        Err(defect) => {
            batch.failed(of, defect);
            return if warc.recover() { Step::More } else { Step::End };
        }
    }
    Step::More
}
