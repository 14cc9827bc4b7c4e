//! A row of a table of text, CSV or TSV, as a document, and back: only the text's cell is replaced,
//! every other byte stays.

use std::{
    io::{self, BufRead},
    ops::Range,
    str,
    sync::Arc,
};

use csv_core::{ReadFieldResult, ReadRecordResult, Reader, ReaderBuilder};

use super::{Batch, Fields, Piece, Shape, Unreadable, reader::Records};
use crate::document::{self, Document, Language};

/// Which cells of a row matter, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    delimiter: u8,
    text: usize,
    id: Option<usize>,
    language: Option<usize>,
    site: Site,
}

/// Which cell says the site.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Site {
    /// The one that the fields name.
    Named(Option<usize>),
    /// An address, or else a source.
    Usual { url: Option<usize>, source: Option<usize> },
}

/// What a row had besides its text.
#[derive(Debug)]
pub struct Carrier {
    /// The text's cell in the row, with its quotes.
    pub token: Range<usize>,
    delimiter: u8,
    quoted: bool,
}

/// The cells of a row: where each is, and what it says.
#[derive(Default)]
struct Cells {
    places: Vec<Place>,
    said: String,
}

/// A cell with its quotes, in the row, and what it says, in the text of all.
struct Place {
    token: Range<usize>,
    said: Range<usize>,
}

impl Cells {
    fn get(&self, at: usize) -> Option<&str> {
        self.places.get(at).map(|place| &self.said[place.said.clone()])
    }
}

impl Columns {
    /// Reads the row of names.
    fn new(row: &[u8], delimiter: u8, fields: &Fields) -> Result<Columns, Unreadable> {
        let cells = cells(row, delimiter)?;
        let names: Vec<&str> = (0..).map_while(|at| cells.get(at)).collect();
        let find = |name: &str| names.iter().position(|other| *other == name);
        let site = match &fields.site {
            Some(name) => Site::Named(find(name)),
            None => Site::Usual { url: find("url"), source: find("source") },
        };
        let (id, language) = (find(&fields.id), find(&fields.language));
        match find(&fields.text) {
            Some(text) => Ok(Columns { delimiter, text, id, language, site }),
            None => {
                let there = names.into_iter().map(str::to_owned).collect();
                Err(Unreadable::NoColumn { name: fields.text.clone(), there })
            }
        }
    }
}

/// Reads a row into `document`, whose id stays as it is if the row has none.
///
/// # Errors
///
/// What is wrong with the row, in [`Unreadable`].
pub fn parse(
    row: &[u8],
    columns: &Columns,
    document: &mut Document,
) -> Result<Carrier, Unreadable> {
    let cells = cells(row, columns.delimiter)?;
    let said = |at: Option<usize>| cells.get(at?).filter(|said| !said.is_empty());
    if let Some(id) = said(columns.id) {
        document.id = id.into();
    }
    document.language = said(columns.language).and_then(Language::parse);
    document.site = match columns.site {
        Site::Named(at) => said(at).and_then(document::site),
        Site::Usual { url, source } => document::named_site(said(url), said(source)),
    };
    let Some(text) = cells.get(columns.text) else {
        let (cells, text) = (cells.places.len(), columns.text + 1);
        return Err(Unreadable::ShortRow { cells, text });
    };
    document.text.clear();
    document.text.push_str(text);
    let token = cells.places[columns.text].token.clone();
    let quoted = row[token.clone()].first() == Some(&b'"');
    Ok(Carrier { token, delimiter: columns.delimiter, quoted })
}

/// Writes `row` with another text to `out`: in quotes if it was, or if it must be.
pub fn render(row: &[u8], carrier: &Carrier, text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&row[..carrier.token.start]);
    write_cell(text, carrier, out);
    out.extend_from_slice(&row[carrier.token.end..]);
}

/// The row's cell, if writing `original` into the row that [`render`] made of `text` does not give it
/// back.
pub fn lost_quotes(row: &[u8], carrier: &Carrier, text: &str, original: &str) -> Option<String> {
    let quoted = must_be_quoted(text, carrier);
    let mut again = vec![];
    write_cell(original, &Carrier { token: 0..0, quoted, ..*carrier }, &mut again);
    let token = &row[carrier.token.clone()];
    (again != token).then(|| String::from_utf8_lossy(token).into_owned())
}

fn write_cell(text: &str, carrier: &Carrier, out: &mut Vec<u8>) {
    if !must_be_quoted(text, carrier) {
        return out.extend_from_slice(text.as_bytes());
    }
    out.push(b'"');
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// An empty cell is quoted too: alone in its row, it would be a blank line.
fn must_be_quoted(text: &str, carrier: &Carrier) -> bool {
    let ends_cell = |byte: &u8| *byte == carrier.delimiter || b"\"\r\n".contains(byte);
    carrier.quoted || text.is_empty() || text.as_bytes().iter().any(ends_cell)
}

fn builder(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// The cells of a row, which may have blank lines before it.
fn cells(row: &[u8], delimiter: u8) -> Result<Cells, Unreadable> {
    let text = simdutf8::compat::from_utf8(row)
        .map_err(|error| Unreadable::Utf8(error.valid_up_to() + 1))?;
    let (mut reader, mut places) = (builder(delimiter), vec![]);
    let (mut values, mut written) = (vec![0; row.len()], 0);
    let mut at = text.len() - text.trim_start_matches(['\r', '\n']).len();
    loop {
        let (start, from) = (at, written);
        let (mut result, mut read, mut more) =
            reader.read_field(&row[at..], &mut values[written..]);
        (at, written) = (at + read, written + more);
        if result == ReadFieldResult::InputEmpty {
            (result, read, more) = reader.read_field(&[], &mut values[written..]);
            written += more;
        }
        let ReadFieldResult::Field { record_end } = result else { break };
        // What ends the cell was read with it, unless that is the end of the file.
        places.push(Place { token: start..at - read.min(1), said: from..written });
        if record_end {
            break;
        }
    }
    values.truncate(written);
    let said = String::from_utf8(values).expect("UTF-8 without some of its ASCII is UTF-8");
    Ok(Cells { places, said })
}

/// A table of text that is being read.
pub(super) struct Rows {
    input: usize,
    line: u64,
    reader: Box<dyn BufRead + Send>,
    parser: Reader,
    delimiter: u8,
    fields: Fields,
    columns: Option<Arc<Columns>>,
}

impl Rows {
    pub(super) fn new(
        input: usize,
        reader: Box<dyn BufRead + Send>,
        delimiter: u8,
        fields: &Fields,
    ) -> Rows {
        let (parser, fields) = (builder(delimiter), fields.clone());
        Rows { input, line: 0, reader, parser, delimiter, fields, columns: None }
    }

    /// Adds the bytes of a row to `bytes`, no more than one above `max`; says how many it has.
    fn row(&mut self, bytes: &mut Vec<u8>, max: usize) -> io::Result<usize> {
        // What the cells say is looked at on the workers.
        let (mut values, mut ends) = ([0; 8192], [0; 64]);
        let mut len = 0;
        loop {
            let waiting = self.reader.fill_buf()?;
            let (result, read, ..) = self.parser.read_record(waiting, &mut values, &mut ends);
            let room = (max.saturating_add(1)).saturating_sub(len).min(read);
            bytes.extend_from_slice(&waiting[..room]);
            let ended_by = read.checked_sub(1).map(|last| waiting[last]);
            self.reader.consume(read);
            len += read;
            match result {
                ReadRecordResult::End => return Ok(len),
                ReadRecordResult::Record => {
                    let is_feed = |byte: Option<&u8>| byte == Some(&b'\n');
                    if ended_by == Some(b'\r') && is_feed(self.reader.fill_buf()?.first()) {
                        self.reader.consume(1);
                        bytes.push(b'\n');
                        len += 1;
                    }
                    return Ok(len);
                }
                _ => {}
            }
        }
    }

    /// Takes the row of names; why not, if the text has no column.
    fn head(&mut self, row: &[u8]) -> Result<(), Unreadable> {
        let columns = Columns::new(row, self.delimiter, &self.fields)?;
        self.columns = Some(Arc::new(columns));
        Ok(())
    }
}

impl Records for Rows {
    /// After damage nothing more is read: what follows could be the middle of a quoted cell.
    fn read(&mut self, batch: &mut Batch, max: usize) -> bool {
        let input = self.input;
        while !batch.is_full() {
            let start = batch.bytes.len();
            let read = self.row(&mut batch.bytes, max);
            self.line += 1;
            let line = self.line;
            let unreadable = |batch: &mut Batch, reason| {
                batch.pieces.push(Piece::Unreadable { input, line, reason });
            };
            match read {
                Ok(0) => {
                    batch.pieces.push(Piece::End { input, was_read: true });
                    return true;
                }
                Ok(len) if len > max => {
                    batch.bytes.truncate(start);
                    unreadable(batch, Unreadable::TooLong { len, max });
                }
                Ok(_) if self.columns.is_none() => {
                    let range = start..batch.bytes.len();
                    let head = self.head(&batch.bytes[range.clone()]);
                    batch.pieces.push(Piece::Blank { input, range });
                    if let Err(reason) = head {
                        unreadable(batch, reason);
                        batch.pieces.push(Piece::End { input, was_read: true });
                        return true;
                    }
                }
                Ok(_) => batch.push_line(input, line, start),
                Err(error) => {
                    batch.bytes.truncate(start);
                    unreadable(batch, Unreadable::Damaged { records: line - 1, error });
                    batch.pieces.push(Piece::End { input, was_read: true });
                    return true;
                }
            }
            if let Some(columns) = &self.columns {
                batch.shape = Shape::Row(columns.clone());
            }
        }
        false
    }
}
