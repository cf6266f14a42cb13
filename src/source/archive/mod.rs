//! Files that hold pages: compressed ones, archives, tables of pages.
//!
//! An archive is read as a stack of layers, the innermost last: each layer gives its next member, and a member that holds
//! others becomes a layer. A layer owns what it reads from, so any thread can go on where another one stopped, and nothing
//! but the batch at hand is in memory. Which of the formats a file has, its first bytes tell; only tables with delimiters
//! need their name for it.

mod fields;
mod http;
mod json;
mod layer;
mod limits;
mod magic;
mod member;
mod rows;
mod stream;
mod tables;
mod tar;
mod unpacked;
mod warc;
mod zip;

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;

use regex::Regex;

pub use fields::Fields;
use layer::Layer;
pub use limits::Limits;
use limits::{Counted, LIMIT, Meter};
pub(crate) use magic::{HEAD, Kind, kind, misnamed};
pub(crate) use member::{Body, Member, Packed, Sheet, unpack};
use stream::{Plain, Stream};
pub use unpacked::unpacked;

use super::Fault;

/// Bytes of a batch, and members: what is given to one worker at once.
const BATCH: usize = 256 << 10;
const MEMBERS: usize = 256;

/// Layers in each other; what nests deeper is made to hurt.
const DEEPEST: usize = 6;

/// How files are taken apart.
#[derive(Clone, Debug)]
pub struct Input {
    /// The fields of tables of pages.
    pub fields: Fields,
    /// Which addresses pages must have; pages without an address are left out then.
    pub url_match: Option<Regex>,
    /// The most bytes that a page or file may have once it is unpacked.
    pub largest: u64,
    /// The most bytes that a path may have, as records show it.
    pub longest_path: u64,
    /// What an archive may cost.
    pub limits: Limits,
    /// Which members are taken, where the members of one file are dealt.
    pub deal: Option<Deal>,
}

impl Default for Input {
    fn default() -> Self {
        Input {
            fields: Fields::default(),
            url_match: None,
            largest: LARGEST_PAGE,
            longest_path: LONGEST_PATH,
            limits: Limits::default(),
            deal: None,
        }
    }
}

/// The most bytes of a page out of an archive, unless told otherwise: a thousand times what pages have.
pub const LARGEST_PAGE: u64 = 256 << 20;

/// The most bytes of a path, unless told otherwise: what file systems allow.
pub const LONGEST_PATH: u64 = 4096;

/// How much is shown of a path that is too long: of its start and of its end, in bytes.
const SHOWN: usize = 60;

/// A path with dots in the place of its middle.
pub(crate) fn shortened(path: &str) -> String {
    if path.len() <= 2 * SHOWN {
        return path.to_owned();
    }
    let (start, end) = (path.floor_char_boundary(SHOWN), path.ceil_char_boundary(path.len() - SHOWN));
    format!("{}…{}", &path[..start], &path[end..])
}

impl Input {
    /// The fault of a path that is too long, which is told under a shorter name.
    pub(crate) fn too_long(&self, path: &str) -> Option<Fault> {
        let (bytes, most) = (path.len(), self.longest_path);
        (bytes as u64 > most).then(|| Fault {
            path: shortened(path),
            line: None,
            code: LIMIT,
            message: format!("its path has {bytes} bytes, more than {most}; --max-path-bytes allows more"),
            offset: None,
        })
    }

    /// Whether a page with this address is wanted.
    pub(crate) fn wants(&self, url: Option<&str>) -> bool {
        self.url_match.as_ref().is_none_or(|wanted| url.is_some_and(|url| wanted.is_match(url)))
    }
}

/// Every so many-th of a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deal {
    /// Which one, from 0.
    pub turn: u64,
    /// Of how many.
    pub of: u64,
    /// How many came before.
    at: u64,
}

impl Deal {
    /// The share number `turn`, from 0, of `of`.
    #[must_use]
    pub fn new(turn: u64, of: u64) -> Self {
        Deal { turn, of, at: 0 }
    }

    /// Whether the next of the series is of this share.
    pub fn takes(&mut self) -> bool {
        self.at += 1;
        (self.at - 1) % self.of == self.turn
    }
}

/// The path of what holds pages.
pub(crate) type Path = Arc<str>;

/// Something met in an archive.
pub(crate) enum Item {
    Page(Member),
    /// A member that is still packed.
    Packed(Packed),
    /// Something that holds no page.
    Skipped(Fault),
    Failed(Fault),
    /// Something to tell.
    Noted(Fault),
}

/// Members for one worker.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) bytes: Vec<u8>,
    pub(crate) items: Vec<Item>,
    /// Pages whose address is not wanted.
    pub(crate) left_out: u64,
    deal: Option<Deal>,
    meter: Arc<Meter>,
    /// Layers that its members lie in.
    depth: usize,
    /// Whether it was told that a bound was passed.
    limited: bool,
}

impl Batch {
    fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH || self.items.len() >= MEMBERS
    }

    /// Whether the next page is of the share that is asked for.
    fn takes(&mut self) -> bool {
        self.deal.as_mut().is_none_or(Deal::takes)
    }

    /// A page whose bytes stand at the end of the batch: kept, or given up where it is of another share.
    fn page(&mut self, page: Member) {
        if self.takes() {
            self.items.push(Item::Page(page));
        } else {
            self.bytes.truncate(page.at.start);
        }
    }

    /// What went wrong while something was unpacked: damage, or a bound.
    fn defect(&self, error: &io::Error) -> Defect {
        self.meter.defect().unwrap_or_else(|| Defect::of(error))
    }

    /// Something that cannot be read. Where a bound was passed, that is why, and the archive tells it once.
    fn failed(&mut self, of: &str, defect: Defect) {
        let defect = match self.meter.defect() {
            Some(_) if self.limited => return,
            Some(limit) => Defect { name: defect.name, line: defect.line, ..limit },
            None => defect,
        };
        self.limited = defect.code == LIMIT;
        self.items.push(Item::Failed(defect.fault(of)));
    }

    fn skipped(&mut self, of: &str, defect: Defect) {
        self.items.push(Item::Skipped(defect.fault(of)));
    }
}

/// What is wrong with a member, or with what holds it.
#[derive(Debug)]
pub(crate) struct Defect {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// The member, where it is one.
    name: Option<String>,
    line: Option<u64>,
}

impl Defect {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Defect { code, message: message.into(), name: None, line: None }
    }

    fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                Defect::new("truncated", "ends too soon; what it held from here on is missing")
            }
            _ => Defect::new("damaged", format!("damaged: {error}")),
        }
    }

    fn too_large(largest: u64) -> Self {
        let message = format!("more than {largest} bytes once it is unpacked; --max-page-bytes allows more");
        Defect::new("too-large", message)
    }

    /// What is compressed unfolds too far.
    fn too_unfolded(limits: Limits) -> Self {
        let message = format!("unpacks to more than {} times its bytes; --max-ratio allows more", limits.ratio);
        Defect::new(LIMIT, message)
    }

    fn inside(self, name: impl Into<String>) -> Self {
        Defect { name: Some(name.into()), ..self }
    }

    pub(crate) fn fault(self, of: &str) -> Fault {
        let path = inside(of, self.name.as_deref());
        Fault { path, line: self.line, code: self.code, message: self.message, offset: None }
    }
}

/// The path of a member.
pub(crate) fn inside(of: &str, name: Option<&str>) -> String {
    name.map_or_else(|| of.to_owned(), |name| format!("{of}!{name}"))
}

/// Reads to the end, appending to `into`; more than so many bytes are a defect, and nothing is kept of them.
fn whole(from: impl Read, into: &mut Vec<u8>, largest: u64) -> Result<(), Defect> {
    let start = into.len();
    let read = from.take(largest.saturating_add(1)).read_to_end(into);
    let defect = match read {
        Ok(count) if count as u64 <= largest => return Ok(()),
        Ok(_) => Defect::too_large(largest),
        Err(error) => Defect::of(&error),
    };
    into.truncate(start);
    into.shrink_to(start.max(BATCH * 2));
    Err(defect)
}

/// A file that holds pages, being read.
pub(crate) struct Archive {
    path: Path,
    /// The innermost last.
    layers: Vec<Layer>,
    /// Layers that the file itself lies in.
    depth: usize,
    meter: Arc<Meter>,
    deal: Option<Deal>,
    /// What opening it found.
    found: Option<Batch>,
    /// Whether it held anything.
    held: bool,
}

impl Archive {
    /// A file whose first bytes showed what it is.
    pub(crate) fn open(path: &str, head: Vec<u8>, file: File, kind: Kind, input: &Input) -> Self {
        let length = file.metadata().map_or(0, |found| found.len());
        if kind == Kind::Zip {
            let meter = Meter::new(input.limits, length);
            let layer = Layer::zip(path.into(), zip::Shelf::File(Arc::new(file.into())));
            return Archive::of(path, |_| Ok(Some(layer)), meter, 0, input);
        }
        Archive::stream(path, head, file, kind, input)
    }

    /// Standard input, or a file that is in memory; what needs to seek gets a file to seek in.
    pub(crate) fn pipe(path: &str, head: Vec<u8>, from: impl Read + Send + 'static, kind: Kind, input: &Input) -> Self {
        if kind != Kind::Zip {
            return Archive::stream(path, head, from, kind, input);
        }
        let spooled = || {
            let (mut file, mut stream) = (tempfile::tempfile()?, Stream::new(head, Plain(from)));
            io::copy(&mut stream, &mut file)?;
            Ok(file)
        };
        match spooled() {
            Ok(file) => Archive::open(path, Vec::new(), file, kind, input),
            Err(error) => Archive::of(path, |_| Err(Defect::of(&error)), Arc::default(), 0, input),
        }
    }

    /// Whether all that it holds was found when it was opened.
    pub(crate) fn is_small(&self) -> bool {
        self.layers.is_empty()
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Leaves the rest unread.
    pub(crate) fn abandon(&mut self) {
        self.layers.clear();
        self.held = true;
    }

    /// A member of an archive that turned out to be one: its bytes in memory, which count as unpacked from as many as it had
    /// there.
    pub(crate) fn memory(path: &str, bytes: Vec<u8>, of: &Packed, kind: Kind, input: &Input) -> Self {
        let meter = Meter::new(input.limits, of.size);
        // What it is too much for is told by the members that are read.
        let _ = meter.unpack(bytes.len() as u64);
        Archive::entered(path, Stream::of(bytes), meter, of.depth, kind, input)
    }

    fn stream(path: &str, head: Vec<u8>, from: impl Read + Send + 'static, kind: Kind, input: &Input) -> Self {
        let meter = Meter::new(input.limits, head.len() as u64);
        let stream = Stream::new(head, Counted { from, meter: meter.clone() });
        Archive::entered(path, stream, meter, 0, kind, input)
    }

    fn entered(path: &str, stream: Stream, meter: Arc<Meter>, depth: usize, kind: Kind, input: &Input) -> Self {
        let name = path.rsplit('/').next().unwrap_or(path).to_owned();
        let enter = |batch: &mut Batch| match depth {
            DEEPEST.. => Err(too_deep()),
            _ => layer::enter(kind, path.into(), name, stream, batch, input),
        };
        Archive::of(path, enter, meter, depth, input)
    }

    fn of(
        path: &str,
        enter: impl FnOnce(&mut Batch) -> Result<Option<Layer>, Defect>,
        meter: Arc<Meter>,
        depth: usize,
        input: &Input,
    ) -> Self {
        let mut batch = Batch { deal: input.deal, meter: meter.clone(), ..Batch::default() };
        let layers = match enter(&mut batch) {
            Ok(layer) => layer.into_iter().collect(),
            Err(defect) => {
                batch.failed(path, defect);
                Vec::new()
            }
        };
        Archive { path: path.into(), layers, depth, meter, deal: batch.deal, found: Some(batch), held: false }
    }

    /// The next members; nothing at the end.
    pub(crate) fn next(&mut self, input: &Input) -> Option<Batch> {
        let mut batch = self.found.take().unwrap_or_default();
        (batch.deal, batch.meter) = (self.deal, self.meter.clone());
        while !batch.is_full() {
            batch.depth = self.depth + self.layers.len();
            let Some(layer) = self.layers.last_mut() else { break };
            match layer.step(&mut batch, input) {
                layer::Step::More => {}
                layer::Step::Into(layer) if batch.depth < DEEPEST => self.layers.push(*layer),
                layer::Step::Into(layer) => batch.failed(&layer.path, too_deep()),
                layer::Step::End => drop(self.layers.pop()),
            }
            if let Some(defect) = self.meter.defect().filter(|_| !self.layers.is_empty()) {
                // The rest would only cost more.
                self.layers.clear();
                batch.failed(&self.path, defect);
            }
        }
        self.deal = batch.deal;
        let nothing = batch.items.is_empty() && batch.left_out == 0 && self.layers.is_empty();
        if nothing && !self.held && self.deal.is_none() {
            batch.skipped(&self.path, Defect::new("empty", "holds no page"));
        }
        let over = nothing && batch.items.is_empty();
        self.held = true;
        (!over).then_some(batch)
    }
}

fn too_deep() -> Defect {
    Defect::new("too-deep", "archives in each other, too deep; unpack the outer ones")
}

/// A page as an object of JSON holds it.
pub(crate) use json::Page as Object;

/// Reads the object of a line that was not too long.
pub(crate) fn object(line: Option<&[u8]>, fields: &Fields, largest: u64) -> Result<Object, Fault> {
    let defect = match line.map(<[u8]>::trim_ascii) {
        None => Defect::too_large(largest),
        Some([]) => Defect::new("empty", "an empty line"),
        Some(line) => match json::page(line, fields) {
            Ok(object) => return Ok(object),
            Err(defect) => {
                let id = json::id(line, fields);
                return Err(defect.fault(id.as_deref().unwrap_or("-")));
            }
        },
    };
    Err(defect.fault("-"))
}

/// The lines of an input, without their ends; nothing for one that is too long.
pub(crate) struct Lines {
    from: Stream,
    largest: u64,
}

impl Lines {
    pub(crate) fn of(input: impl Read + Send + 'static, largest: u64) -> Self {
        Lines { from: Stream::new(Vec::new(), Plain(input)), largest }
    }
}

impl Iterator for Lines {
    type Item = io::Result<Option<Vec<u8>>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        match self.from.line(&mut line, self.largest.saturating_add(1)) {
            Ok(0) => None,
            Ok(length) => Some(Ok((length <= self.largest.saturating_add(1)).then_some(line))),
            Err(error) => Some(Err(error)),
        }
    }
}

/// The fault of a file whose name says what its bytes deny.
pub(crate) fn wrong_magic(what: &str, path: &str) -> Fault {
    layer::wrong_magic(what).fault(path)
}
