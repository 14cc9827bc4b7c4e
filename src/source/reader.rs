//! Reads inputs in order, in batches of about [`BATCH`] bytes.

use std::{
    io::{self, BufRead, Read},
    ops::Range,
};

use super::{
    Compression, Fields, Format, Input, Record, Shape, Unreadable, codec::open, csv::Rows,
    is_standard, lines::Lines, parquet, warc::Pages,
};

/// Bytes of a batch. Measured: 1 KiB is six to twelve times slower, 16 MiB half again as slow.
pub(super) const BATCH: usize = 1 << 20;

/// What a worker gets at once: some text files, or records of one file of another format.
#[derive(Debug, Default)]
pub struct Batch {
    /// The bytes of all records.
    pub bytes: Vec<u8>,
    /// What they are.
    pub shape: Shape,
    /// In the order of the input.
    pub pieces: Vec<Piece>,
    /// The rows that the records are of, if they are of a table of values.
    pub rows: Option<parquet::Rows>,
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
    /// A line without a record, which is kept as it is: a blank one, a table's row of names, a row
    /// without a text.
    Blank {
        /// Index of the input.
        input: usize,
        /// In the bytes of the batch.
        range: Range<usize>,
    },
    /// A part of the input cannot be read.
    Unreadable {
        /// Index of the input.
        input: usize,
        /// The first line that was not read; 0 for a whole file.
        line: u64,
        /// Why.
        reason: Unreadable,
    },
    /// Nothing more comes from the input.
    End {
        /// Index of the input.
        input: usize,
        /// It could be opened, so there is something to write, and be it nothing.
        was_read: bool,
    },
}

impl Batch {
    /// The record of a piece of this batch.
    pub fn record(&self, line: u64, range: &Range<usize>) -> Record<'_> {
        Record { bytes: &self.bytes[range.clone()], line, shape: &self.shape }
    }

    /// True once it has enough bytes.
    pub(super) fn is_full(&self) -> bool {
        self.bytes.len() >= BATCH
    }

    /// Adds a line that begins at `start` and goes to the end of the bytes.
    pub(super) fn push_line(&mut self, input: usize, line: u64, start: usize) {
        let range = start..self.bytes.len();
        self.pieces.push(match self.bytes[range.clone()].trim_ascii().is_empty() {
            true => Piece::Blank { input, range },
            false => Piece::Record { input, line, range },
        });
    }
}

/// What becomes of a row of a table of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate<'t> {
    /// It stays as it is.
    AsItIs,
    /// It gets another text.
    With(&'t str),
    /// It goes.
    Gone,
}

/// An open file whose records are found one after another.
pub(super) trait Records: Send {
    /// Adds records to the batch until it is full. True if the file is at its end, which a
    /// [`Piece::End`] says then.
    fn read(&mut self, batch: &mut Batch, max_document: usize) -> bool;
}

/// The batches of all inputs, in order.
pub struct Batches<'i> {
    inputs: &'i [Input],
    fields: &'i Fields,
    next: usize,
    max_document: usize,
    open: Option<Box<dyn Records>>,
}

impl<'i> Batches<'i> {
    /// Starts at the input with index `first`. Documents of more than `max_document` bytes are held.
    pub fn new(
        inputs: &'i [Input],
        first: usize,
        fields: &'i Fields,
        max_document: usize,
    ) -> Batches<'i> {
        Batches { inputs, fields, next: first, max_document, open: None }
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    fn next(&mut self) -> Option<Batch> {
        // The last record goes beyond the batch.
        let bytes = Vec::with_capacity(BATCH + BATCH / 8);
        let mut batch = Batch { bytes, ..Batch::default() };
        while !batch.is_full() {
            if let Some(mut records) = self.open.take() {
                if !records.read(&mut batch, self.max_document) {
                    self.open = Some(records);
                }
                break;
            }
            let Some(input) = self.inputs.get(self.next) else { break };
            if !batch.pieces.is_empty() && may_be_records(input) {
                break;
            }
            match self.open(input) {
                Ok(Opened::Records(records)) => self.open = Some(records),
                Ok(Opened::Text(reader)) => self.text(input, reader, &mut batch),
                Err(reason) => self.text_piece(Err(reason), &mut batch),
            }
            self.next += 1;
        }
        (!batch.pieces.is_empty()).then_some(batch)
    }
}

/// A file of one document, or of many.
enum Opened {
    Text(Box<dyn BufRead + Send>),
    Records(Box<dyn Records>),
}

impl Batches<'_> {
    fn open(&self, input: &Input) -> Result<Opened, Unreadable> {
        let (index, fields) = (self.next, self.fields);
        if input.format == Format::Parquet {
            return Ok(Opened::Records(parquet::open(index, input, fields)?));
        }
        let mut reader = open(input).map_err(Unreadable::Io)?;
        Ok(match format(input, &mut reader).map_err(Unreadable::Io)? {
            Format::Text => Opened::Text(reader),
            Format::Csv => Opened::Records(Box::new(Rows::new(index, reader, b',', fields))),
            Format::Tsv => Opened::Records(Box::new(Rows::new(index, reader, b'\t', fields))),
            Format::Warc => Opened::Records(Box::new(Pages::new(index, reader, fields))),
            Format::Jsonl | Format::Parquet => Opened::Records(Box::new(Lines::new(index, reader))),
        })
    }

    /// Reads a file whole.
    fn text(&self, input: &Input, mut reader: Box<dyn BufRead + Send>, batch: &mut Batch) {
        let (start, max) = (batch.bytes.len(), self.max_document);
        let read =
            reader.by_ref().take((max as u64).saturating_add(1)).read_to_end(&mut batch.bytes);
        let range = start..batch.bytes.len();
        let text = match read {
            Ok(len) if len > max => Err(Unreadable::TooLong { len, max }),
            Ok(_) => Ok(range),
            Err(error) if input.compression == Compression::None => Err(Unreadable::Io(error)),
            Err(error) => Err(Unreadable::Damaged { records: 0, error }),
        };
        self.text_piece(text, batch);
    }

    fn text_piece(&self, text: Result<Range<usize>, Unreadable>, batch: &mut Batch) {
        let (input, line) = (self.next, 0);
        let was_read = text.is_ok();
        batch.pieces.push(match text {
            Ok(range) => Piece::Record { input, line, range },
            Err(reason) => Piece::Unreadable { input, line, reason },
        });
        batch.pieces.push(Piece::End { input, was_read });
    }
}

/// What is in an input: standard input says so by its first byte.
fn format(input: &Input, reader: &mut dyn BufRead) -> io::Result<Format> {
    if !is_standard(&input.path) {
        return Ok(input.format);
    }
    let first = reader.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(if first == Some(&b'{') { Format::Jsonl } else { Format::Text })
}

fn may_be_records(input: &Input) -> bool {
    is_standard(&input.path) || input.format != Format::Text
}
