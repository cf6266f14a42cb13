//! Bytes as they come: out of a file, a part of an archive, or a decoder; looked ahead into, and found again after damage.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::bufread::GzDecoder;
use memchr::memchr;

use super::limits::{Meter, Metered};

/// Bytes that are read at once.
const CHUNK: usize = 64 << 10;

/// What a decoder of xz may ask for, in KiB: twice the window of the strongest preset.
const XZ_MEMORY: u32 = 128 << 10;

/// Where bytes come from.
pub(super) trait Source: Read + Send {
    /// Goes on behind damage, where the format has a place to go on from; false where it has none.
    fn recover(&mut self) -> bool {
        false
    }
}

/// A source that cannot go on behind damage.
pub(super) struct Plain<R>(pub(super) R);

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl<R: Read + Send> Source for Plain<R> {}

impl Source for Box<dyn Source> {
    fn recover(&mut self) -> bool {
        (**self).recover()
    }
}

/// A source, read in chunks.
pub(super) struct Stream {
    from: Box<dyn Source>,
    buffer: Vec<u8>,
    at: usize,
    /// What went wrong behind the bytes at hand, and whether it was told: once, and nothing more comes.
    failed: Option<io::Error>,
    over: bool,
}

impl Stream {
    pub(super) fn new(head: Vec<u8>, from: impl Source + 'static) -> Self {
        Stream { from: Box::new(from), buffer: head, at: 0, failed: None, over: false }
    }

    /// Bytes at hand.
    pub(super) fn of(bytes: Vec<u8>) -> Self {
        Stream::new(bytes, Plain(io::empty()))
    }

    /// The next bytes, at least `wanted` of them unless the source ends or is damaged before that. They stay to be read.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.buffer.len() - self.at < wanted {
            self.buffer.drain(..self.at);
            self.at = 0;
            let missing = (wanted - self.buffer.len()) as u64;
            if !self.over {
                self.failed = (&mut self.from).take(missing).read_to_end(&mut self.buffer).err();
                self.over = self.failed.is_some();
            }
            if self.buffer.is_empty()
                && let Some(error) = self.failed.take()
            {
                return Err(error);
            }
        }
        Ok(&self.buffer[self.at..])
    }

    /// Looks as far ahead; damage before that is told now, where others would tell it once they come to it.
    pub(super) fn sound(&mut self, ahead: usize) -> io::Result<()> {
        let short = self.peek(ahead)?.len() < ahead;
        self.failed.take_if(|_| short).map_or(Ok(()), Err)
    }

    /// Goes on behind damage.
    pub(super) fn recover(&mut self) -> bool {
        self.buffer.clear();
        (self.at, self.failed, self.over) = (0, None, false);
        self.from.recover()
    }

    /// Passes bytes by.
    pub(super) fn skip(&mut self, mut count: u64) -> io::Result<()> {
        while count > 0 {
            let here = self.fill_buf()?.len();
            if here == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let step = usize::try_from(count).unwrap_or(usize::MAX).min(here);
            self.consume(step);
            count -= step as u64;
        }
        Ok(())
    }

    /// Appends a line with its end to `into`: its length, 0 at the end. Of a line longer than `most`, only the start is
    /// kept; its whole length is told all the same.
    pub(super) fn line(&mut self, into: &mut Vec<u8>, most: u64) -> io::Result<u64> {
        let mut length = 0;
        loop {
            let here = self.fill_buf()?;
            let end = memchr(b'\n', here).map_or(here.len(), |at| at + 1);
            let room = usize::try_from(most.saturating_sub(length)).unwrap_or(usize::MAX);
            into.extend_from_slice(&here[..end.min(room)]);
            let done = end == 0 || here[end - 1] == b'\n';
            self.consume(end);
            length += end as u64;
            if done {
                return Ok(length);
            }
        }
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.buffer.len() && into.len() >= CHUNK && !self.over {
            let read = self.from.read(into);
            self.over = matches!(&read, Err(error) if error.kind() != io::ErrorKind::Interrupted);
            return read;
        }
        let count = self.fill_buf()?.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Stream {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            self.at = 0;
            self.buffer.clear();
            if self.over {
                return self.failed.take().map_or(Ok(&[]), Err);
            }
            self.buffer.resize(CHUNK, 0);
            let read = loop {
                match self.from.read(&mut self.buffer) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    done => break done,
                }
            };
            self.buffer.truncate(*read.as_ref().unwrap_or(&0));
            self.over = read.is_err();
            read?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

/// How bytes are compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

impl Compression {
    /// The bytes that were compressed.
    pub(super) fn decode(self, stream: Stream, meter: &Arc<Meter>) -> io::Result<Stream> {
        let metered = |from: Box<dyn Source>| Stream::new(Vec::new(), Metered { from, meter: meter.clone() });
        Ok(metered(match self {
            Compression::Gzip => Box::new(Gunzip { decoder: GzDecoder::new(stream), ended: false }),
            Compression::Bzip2 => Box::new(Plain(bzip2::bufread::MultiBzDecoder::new(stream))),
            Compression::Xz => Box::new(Plain(lzma_rust2::XzReader::new_mem_limit(stream, true, XZ_MEMORY))),
            Compression::Zstd => Box::new(Plain(zstd::stream::read::Decoder::with_buffer(stream)?)),
        }))
    }
}

/// gzip members behind each other, as one; a damaged one does not hide those behind it.
struct Gunzip {
    decoder: GzDecoder<Stream>,
    ended: bool,
}

/// What every gzip member begins with.
pub(super) const GZIP: &[u8] = b"\x1f\x8b\x08";

impl Gunzip {
    /// The compressed bytes that are left.
    fn rest(&mut self) -> Stream {
        self.decoder.reset(Stream::of(Vec::new()))
    }

    fn begin(&mut self, stream: Stream) {
        self.decoder.reset(stream);
    }
}

impl Read for Gunzip {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended {
                return Ok(0);
            }
            let read = self.decoder.read(into)?;
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
            let mut stream = self.rest();
            // Tapes and some tools fill up with zeros.
            while stream.fill_buf()?.first() == Some(&0) {
                stream.consume(1);
            }
            if stream.fill_buf()?.is_empty() {
                self.ended = true;
                return Ok(0);
            }
            if !stream.peek(GZIP.len())?.starts_with(GZIP) {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "no gzip behind the end of the gzip data"));
            }
            self.begin(stream);
        }
    }
}

impl Source for Gunzip {
    fn recover(&mut self) -> bool {
        let mut stream = self.rest();
        loop {
            let Ok(here) = stream.fill_buf() else { return false };
            if here.is_empty() {
                return false;
            }
            let skip = memchr(GZIP[0], here).unwrap_or(here.len());
            stream.consume(skip);
            match stream.peek(4) {
                // The flags of a member leave three bits at zero.
                Ok(next) if next.starts_with(GZIP) && next.get(3).is_some_and(|flags| flags & 0xe0 == 0) => break,
                Ok([]) if skip == 0 => return false,
                Ok([]) => {}
                Ok(_) => stream.consume(1),
                Err(_) => return false,
            }
        }
        self.begin(stream);
        true
    }
}
