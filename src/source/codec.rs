//! Opens a file and takes its compression off. After an error, a reader goes on where the next part
//! of the file begins, or is at its end: a damaged block costs its part, not what comes after.

use std::{
    io::{self, BufRead, BufReader, Read, Seek, SeekFrom},
    mem,
};

use flate2::bufread::GzDecoder;

use super::{
    Compression, Input,
    expansion::{Counted, limit},
    is_standard,
    raw::Raw,
};

/// Bytes that tell a part's beginning; none is shorter.
const HEAD: usize = 10;
/// Bytes that are read at once.
const BUFFER: usize = 1 << 20;

type Compressed = Place<Counted<Raw>>;

/// Opens an input, decompressed.
///
/// # Errors
///
/// The system's, or the format is not in this build.
pub fn open(input: &Input) -> io::Result<Box<dyn BufRead + Send>> {
    if is_standard(&input.path) {
        return Ok(Box::new(BufReader::new(Once::new(io::stdin()))));
    }
    let file = Raw::open(input)?;
    let reader: Box<dyn Read + Send> = match input.compression {
        Compression::None => Box::new(Once::new(file)),
        Compression::Gzip => Box::new(limit(file, |file| Ok(Parts::<Member>::new(file)))?),
        Compression::Zstd => Box::new(limit(file, |file| Ok(Parts::<Frame>::new(file)))?),
        Compression::Bzip2 => bzip2(file)?,
        Compression::Xz => xz(file)?,
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, reader)))
}

#[cfg(feature = "bzip2")]
fn bzip2(file: Raw) -> io::Result<Box<dyn Read + Send>> {
    let decoder = |file| Ok(Once::new(bzip2::read::MultiBzDecoder::new(file)));
    Ok(Box::new(limit(file, decoder)?))
}

#[cfg(feature = "xz")]
fn xz(file: Raw) -> io::Result<Box<dyn Read + Send>> {
    let decoder = |file| Ok(Once::new(liblzma::read::XzDecoder::new_multi_decoder(file)));
    Ok(Box::new(limit(file, decoder)?))
}

#[cfg(not(feature = "bzip2"))]
fn bzip2(_: Raw) -> io::Result<Box<dyn Read + Send>> {
    Err(super::not_built("bzip2"))
}

#[cfg(not(feature = "xz"))]
fn xz(_: Raw) -> io::Result<Box<dyn Read + Send>> {
    Err(super::not_built("xz"))
}

/// A reader that is at its end after an error.
struct Once<R> {
    inner: R,
    failed: bool,
}

impl<R> Once<R> {
    fn new(inner: R) -> Once<R> {
        Once { inner, failed: false }
    }
}

impl<R: Read> Read for Once<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(0);
        }
        let read = self.inner.read(buffer);
        self.failed = matches!(&read, Err(error) if error.kind() != io::ErrorKind::Interrupted);
        read
    }
}

/// A compressed file as its parts, one after another, each of which can be read by itself.
struct Parts<P> {
    at: At<P>,
}

enum At<P> {
    /// Where a part begins, or the file ends.
    Start(Compressed),
    /// In a part, which began there; it was found by its first bytes after a damaged one, and
    /// nothing of it was read yet.
    Within {
        part: P,
        start: u64,
        unsure: bool,
    },
    /// After what could not be read. The next part begins here or later: a damaged one may have taken
    /// what follows it for its own.
    Lost(Compressed, u64),
    End,
}

/// One part of a compressed file.
trait Part: Read + Sized {
    /// What every part begins with.
    const MAGIC: &'static [u8];

    /// True if bytes that begin so may be a part's.
    fn begins(head: &[u8]) -> bool;
    fn new(source: Compressed) -> io::Result<Self>;
    fn into_source(self) -> Compressed;
}

impl<P: Part> Parts<P> {
    fn new(file: Counted<Raw>) -> Parts<P> {
        Parts { at: At::Start(Place::new(file)) }
    }
}

impl<P: Part> Read for Parts<P> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match mem::replace(&mut self.at, At::End) {
                At::End => return Ok(0),
                At::Start(mut source) => {
                    if source.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let start = source.at;
                    self.at = At::Within { part: P::new(source)?, start, unsure: false };
                }
                At::Lost(mut source, from) => {
                    if !source.find::<P>(from)? {
                        return Ok(0);
                    }
                    let start = source.at;
                    self.at = At::Within { part: P::new(source)?, start, unsure: true };
                }
                At::Within { mut part, start, unsure } => match part.read(buffer) {
                    Ok(0) => self.at = At::Start(part.into_source()),
                    Ok(read) => {
                        self.at = At::Within { part, start, unsure: false };
                        return Ok(read);
                    }
                    Err(error) => {
                        self.at = At::Lost(part.into_source(), start + 1);
                        // What only looked like a part was never one.
                        if !unsure {
                            return Err(error);
                        }
                    }
                },
            }
        }
    }
}

/// A buffer before a file, which knows how many bytes were taken from it.
struct Place<R> {
    inner: R,
    buffer: Vec<u8>,
    /// Where in the buffer the bytes begin that were not taken yet.
    from: usize,
    at: u64,
}

impl<R: Read + Seek> Place<R> {
    /// Goes to where the first part begins that begins at `from` or later; false if none does.
    fn find<P: Part>(&mut self, from: u64) -> io::Result<bool> {
        self.inner.seek(SeekFrom::Start(from))?;
        self.buffer.clear();
        (self.from, self.at) = (0, from);
        loop {
            let waiting = &self.buffer[self.from..];
            let begins = |at: &usize| waiting.len() - at >= HEAD && P::begins(&waiting[*at..]);
            if let Some(at) = memchr::memmem::find_iter(waiting, P::MAGIC).find(begins) {
                self.consume(at);
                return Ok(true);
            }
            // What is left may be the beginning of one.
            self.consume(waiting.len().saturating_sub(HEAD - 1));
            if self.more()? == 0 {
                return Ok(false);
            }
        }
    }
}

impl<R: Read> Place<R> {
    fn new(inner: R) -> Place<R> {
        Place { inner, buffer: vec![], from: 0, at: 0 }
    }

    /// Reads on, and keeps what waits.
    fn more(&mut self) -> io::Result<usize> {
        self.buffer.drain(..self.from);
        self.from = 0;
        let waiting = self.buffer.len();
        self.buffer.resize(waiting + BUFFER / 8, 0);
        let read = self.inner.read(&mut self.buffer[waiting..]);
        self.buffer.truncate(waiting + *read.as_ref().unwrap_or(&0));
        read
    }
}

impl<R: Read> Read for Place<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Place<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.from == self.buffer.len() {
            self.more()?;
        }
        Ok(&self.buffer[self.from..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        self.from += amount;
    }
}

struct Member(GzDecoder<Compressed>);

impl Read for Member {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Part for Member {
    const MAGIC: &'static [u8] = &[0x1F, 0x8B, 8];

    /// No reserved flag, a known level and a known system, as RFC 1952 has them.
    fn begins(head: &[u8]) -> bool {
        head[3] & 0xE0 == 0 && matches!(head[8], 0 | 2 | 4) && matches!(head[9], 0..=13 | 255)
    }

    fn new(source: Compressed) -> io::Result<Member> {
        Ok(Member(GzDecoder::new(source)))
    }

    fn into_source(self) -> Compressed {
        self.0.into_inner()
    }
}

struct Frame(zstd::stream::read::Decoder<'static, Compressed>);

impl Read for Frame {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Part for Frame {
    const MAGIC: &'static [u8] = &[0x28, 0xB5, 0x2F, 0xFD];

    /// No reserved bit, as RFC 8878 has it.
    fn begins(head: &[u8]) -> bool {
        head[4] & 0x08 == 0
    }

    fn new(source: Compressed) -> io::Result<Frame> {
        Ok(Frame(zstd::stream::read::Decoder::with_buffer(source)?.single_frame()))
    }

    fn into_source(self) -> Compressed {
        self.0.finish()
    }
}
