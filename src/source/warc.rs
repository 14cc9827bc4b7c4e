//! An archive of web pages, WARC or WET, as lines of JSON: a record of type `conversion`, which is
//! the text of a page, is a document; records of other types are passed over.

use std::io::{self, BufRead, Read};

use super::{
    Batch, Fields, Piece, Shape, Unreadable,
    jsonl::{Escapes, write_string},
    reader::Records,
};

/// A header is no longer; what is longer is none.
const HEADER: u64 = 1 << 20;

/// An archive that is being read.
pub(super) struct Pages {
    input: usize,
    /// Documents so far.
    line: u64,
    reader: Box<dyn BufRead + Send>,
    fields: Fields,
    /// Where the next record begins is not known.
    lost: bool,
    /// It has pages as they were fetched.
    has_html: bool,
}

/// What a record's header says.
#[derive(Default)]
struct Header {
    is_page: bool,
    is_html: bool,
    length: Option<u64>,
    id: String,
    url: String,
    date: String,
}

/// What was found at the reader's place.
enum Found {
    End,
    Record(Header),
}

impl Pages {
    pub(super) fn new(input: usize, reader: Box<dyn BufRead + Send>, fields: &Fields) -> Pages {
        Pages { input, line: 0, reader, fields: fields.clone(), lost: false, has_html: false }
    }

    /// Reads up to a document's end and adds it to the batch; false at the file's end.
    fn page(&mut self, batch: &mut Batch, max: usize) -> io::Result<bool> {
        let header = match self.header()? {
            Found::End => return Ok(false),
            Found::Record(header) => header,
        };
        self.has_html |= header.is_html;
        let length = header.length.ok_or_else(|| bad("a record without Content-Length"))?;
        if !header.is_page || length > max as u64 {
            skip(&mut self.reader, length)?;
            if header.is_page {
                self.line += 1;
                let (input, line) = (self.input, self.line);
                let reason = Unreadable::TooLong { len: length as usize, max };
                batch.pieces.push(Piece::Unreadable { input, line, reason });
            }
            return Ok(true);
        }
        let mut body = vec![];
        self.reader.by_ref().take(length).read_to_end(&mut body)?;
        if (body.len() as u64) < length {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the last record breaks off"));
        }
        let start = batch.bytes.len();
        self.write(&header, body, &mut batch.bytes);
        self.line += 1;
        batch.push_line(self.input, self.line, start);
        Ok(true)
    }

    /// The next record's header.
    fn header(&mut self) -> io::Result<Found> {
        let mut line = vec![];
        loop {
            if self.header_line(&mut line)? == 0 {
                return Ok(Found::End);
            }
            if line.starts_with(b"WARC/") {
                self.lost = false;
                break;
            }
            if !self.lost && !line.trim_ascii().is_empty() {
                return Err(bad("no WARC header where a record should begin"));
            }
        }
        let mut header = Header::default();
        loop {
            self.header_line(&mut line)?;
            if line.trim_ascii().is_empty() {
                return Ok(Found::Record(header));
            }
            header.take(&String::from_utf8_lossy(&line));
        }
    }

    fn header_line(&mut self, line: &mut Vec<u8>) -> io::Result<usize> {
        line.clear();
        self.reader.by_ref().take(HEADER).read_until(b'\n', line)
    }

    /// Writes a document as a line of JSON; a body that is not UTF-8 as it is, which is then held.
    fn write(&self, header: &Header, body: Vec<u8>, out: &mut Vec<u8>) {
        let body = match String::from_utf8(body) {
            Ok(body) => body,
            Err(error) => return out.extend_from_slice(error.as_bytes()),
        };
        let members = [
            (self.fields.id.as_str(), &header.id),
            ("url", &header.url),
            ("date", &header.date),
            (&self.fields.text, &body),
        ];
        for (at, (name, value)) in members.into_iter().enumerate() {
            out.push(if at == 0 { b'{' } else { b',' });
            write_string(name, Escapes::Few, out);
            out.push(b':');
            write_string(value, Escapes::Few, out);
        }
        out.extend_from_slice(b"}\n");
    }
}

impl Header {
    fn take(&mut self, line: &str) {
        let Some((name, value)) = line.split_once(':') else { return };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => {
                self.is_page = value.eq_ignore_ascii_case("conversion");
                self.is_html = value.eq_ignore_ascii_case("response");
            }
            "content-length" => self.length = value.parse().ok(),
            "warc-record-id" => self.id = value.trim_matches(['<', '>']).into(),
            "warc-target-uri" => self.url = value.trim_matches(['<', '>']).into(),
            "warc-date" => self.date = value.into(),
            _ => {}
        }
    }
}

impl Records for Pages {
    fn read(&mut self, batch: &mut Batch, max: usize) -> bool {
        batch.shape = Shape::Json;
        let input = self.input;
        while !batch.is_full() {
            match self.page(batch, max) {
                Ok(true) => {}
                Ok(false) => {
                    if self.has_html && self.line == 0 {
                        let reason =
                            Unreadable::NotText("it has pages in HTML; extract their text first");
                        batch.pieces.push(Piece::Unreadable { input, line: 0, reason });
                    }
                    batch.pieces.push(Piece::End { input, was_read: true });
                    return true;
                }
                Err(error) => {
                    let (records, line) = (self.line, self.line + 1);
                    let reason = Unreadable::Damaged { records, error };
                    batch.pieces.push(Piece::Unreadable { input, line, reason });
                    self.lost = true;
                }
            }
        }
        false
    }
}

fn skip(reader: &mut impl BufRead, length: u64) -> io::Result<()> {
    let skipped = io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
    if skipped < length {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the last record breaks off"));
    }
    Ok(())
}

fn bad(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}
