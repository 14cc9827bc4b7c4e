//! Reads inputs in order, in batches of about [`BATCH`] bytes.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read},
    ops::Range,
};

use flate2::read::MultiGzDecoder;

use super::{Compression, Format, Input, Unreadable, expansion::limit, is_standard};

/// Bytes of a batch. Measured: 1 KiB is six to twelve times slower, 16 MiB half again as slow.
const BATCH: usize = 1 << 20;

/// What a worker gets at once.
#[derive(Debug, Default)]
pub struct Batch {
    /// The bytes of all records.
    pub bytes: Vec<u8>,
    /// In the order of the input.
    pub pieces: Vec<Piece>,
}

/// A part of an input, or what happened to it.
#[derive(Debug)]
pub enum Piece {
    /// A record: a whole file, or a line with its line feed.
    Record {
        /// Index of the input.
        input: usize,
        /// From 1; 0 for a whole file.
        line: u64,
        /// In the bytes of the batch.
        range: Range<usize>,
    },
    /// A line without a record, which is kept as it is.
    Blank {
        /// Index of the input.
        input: usize,
        /// In the bytes of the batch.
        range: Range<usize>,
    },
    /// The input cannot be read, from this line on.
    Unreadable {
        /// Index of the input.
        input: usize,
        /// The line that was not read; 0 for a whole file.
        line: u64,
        /// Why.
        reason: Unreadable,
    },
    /// Nothing more comes from the input.
    End {
        /// Index of the input.
        input: usize,
    },
}

/// The batches of all inputs, in order. A batch never holds lines of two JSONL files.
pub struct Batches<'i> {
    inputs: &'i [Input],
    next: usize,
    max_document: usize,
    open: Option<Lines>,
}

/// A JSONL file that is being read.
struct Lines {
    input: usize,
    line: u64,
    reader: Box<dyn BufRead + Send>,
}

impl<'i> Batches<'i> {
    /// Starts at the input with index `first`. Documents of more than `max_document` bytes are held.
    pub fn new(inputs: &'i [Input], first: usize, max_document: usize) -> Batches<'i> {
        Batches { inputs, next: first, max_document, open: None }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        // The last record goes beyond the batch.
        let mut batch = Batch { bytes: Vec::with_capacity(BATCH + BATCH / 8), pieces: vec![] };
        while batch.bytes.len() < BATCH {
            if let Some(mut lines) = self.open.take() {
                if !lines.read(&mut batch, self.max_document) {
                    self.open = Some(lines);
                }
                break;
            }
            let Some(input) = self.inputs.get(self.next) else { break };
            if !batch.pieces.is_empty() && format(input) == Format::Jsonl {
                break;
            }
            self.open(input, &mut batch);
            self.next += 1;
        }
        (!batch.pieces.is_empty()).then_some(batch)
    }
}

impl Batches<'_> {
    /// Reads a text, or opens a file of lines.
    fn open(&mut self, input: &Input, batch: &mut Batch) {
        let index = self.next;
        match open(input) {
            Ok((mut reader, Format::Text)) => {
                let (start, max) = (batch.bytes.len(), self.max_document);
                let read = reader.by_ref().take(max as u64 + 1).read_to_end(&mut batch.bytes);
                let range = start..batch.bytes.len();
                let reason = match read {
                    Ok(len) if len > max => Some(Unreadable::TooLong { len, max }),
                    Ok(_) => None,
                    Err(error) if input.compression == Compression::None => {
                        Some(Unreadable::Io(error))
                    }
                    Err(error) => Some(Unreadable::Damaged { records: 0, error }),
                };
                batch.pieces.push(match reason {
                    None => Piece::Record { input: index, line: 0, range },
                    Some(reason) => Piece::Unreadable { input: index, line: 0, reason },
                });
                batch.pieces.push(Piece::End { input: index });
            }
            Ok((reader, Format::Jsonl)) => {
                self.open = Some(Lines { input: index, line: 0, reader })
            }
            Err(error) => {
                let reason = Unreadable::Io(error);
                batch.pieces.push(Piece::Unreadable { input: index, line: 0, reason });
                batch.pieces.push(Piece::End { input: index });
            }
        }
    }
}

impl Lines {
    /// Reads lines until the batch is full; true if the file is at its end.
    fn read(&mut self, batch: &mut Batch, max: usize) -> bool {
        let Lines { input, .. } = *self;
        while batch.bytes.len() < BATCH {
            let start = batch.bytes.len();
            let read =
                self.reader.by_ref().take(max as u64 + 1).read_until(b'\n', &mut batch.bytes);
            let range = start..batch.bytes.len();
            self.line += 1;
            let line = self.line;
            match read {
                Ok(0) => {
                    batch.pieces.push(Piece::End { input });
                    return true;
                }
                Ok(len) if len > max => {
                    let rest = self.reader.skip_until(b'\n');
                    let len = len + rest.unwrap_or(0);
                    batch.bytes.truncate(start);
                    batch.pieces.push(Piece::Unreadable {
                        input,
                        line,
                        reason: Unreadable::TooLong { len, max },
                    });
                }
                Ok(_) if batch.bytes[range.clone()].trim_ascii().is_empty() => {
                    batch.pieces.push(Piece::Blank { input, range });
                }
                Ok(_) => batch.pieces.push(Piece::Record { input, line, range }),
                Err(error) => {
                    batch.bytes.truncate(start);
                    let reason = Unreadable::Damaged { records: line - 1, error };
                    batch.pieces.push(Piece::Unreadable { input, line, reason });
                    batch.pieces.push(Piece::End { input });
                    return true;
                }
            }
        }
        false
    }
}

/// Opens an input, and says what is in it.
///
/// # Errors
///
/// The system's, or the decompressor's.
pub fn open(input: &Input) -> io::Result<(Box<dyn BufRead + Send>, Format)> {
    if is_standard(&input.path) {
        let mut reader = BufReader::new(io::stdin());
        let first = reader.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace());
        let format = if first == Some(&b'{') { Format::Jsonl } else { Format::Text };
        return Ok((Box::new(reader), format));
    }
    let file = File::open(&input.path)?;
    let reader: Box<dyn BufRead + Send> = match input.compression {
        Compression::None => Box::new(BufReader::with_capacity(BATCH, file)),
        Compression::Gzip => {
            let decoder = limit(file, |file| Ok(MultiGzDecoder::new(file)))?;
            Box::new(BufReader::with_capacity(BATCH, decoder))
        }
        Compression::Zstd => {
            let decoder = limit(file, zstd::stream::read::Decoder::new)?;
            Box::new(BufReader::with_capacity(BATCH, decoder))
        }
    };
    Ok((reader, input.format))
}

/// Standard input may turn out to be either.
fn format(input: &Input) -> Format {
    if is_standard(&input.path) { Format::Jsonl } else { input.format }
}
