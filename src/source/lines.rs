//! A file of JSON lines, found line by line.

use std::io::{BufRead, Read};

use super::{Batch, Piece, Shape, Unreadable, reader::Records};

/// A JSONL file that is being read.
pub(super) struct Lines {
    input: usize,
    line: u64,
    reader: Box<dyn BufRead + Send>,
}

impl Lines {
    pub(super) fn new(input: usize, reader: Box<dyn BufRead + Send>) -> Lines {
        Lines { input, line: 0, reader }
    }
}

impl Records for Lines {
    fn read(&mut self, batch: &mut Batch, max: usize) -> bool {
        batch.shape = Shape::Json;
        let input = self.input;
        while !batch.is_full() {
            let start = batch.bytes.len();
            let most = (max as u64).saturating_add(1);
            let read = self.reader.by_ref().take(most).read_until(b'\n', &mut batch.bytes);
            self.line += 1;
            let line = self.line;
            let reason = match read {
                Ok(0) => {
                    batch.pieces.push(Piece::End { input, was_read: true });
                    return true;
                }
                Ok(len) if len > max => {
                    let rest = self.reader.skip_until(b'\n');
                    Unreadable::TooLong { len: len + rest.unwrap_or(0), max }
                }
                Ok(_) => {
                    batch.push_line(input, line, start);
                    continue;
                }
                Err(error) => Unreadable::Damaged { records: line - 1, error },
            };
            batch.bytes.truncate(start);
            batch.pieces.push(Piece::Unreadable { input, line, reason });
        }
        false
    }
}
