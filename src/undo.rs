//! Gives a run's input back: takes the edits of its ledger back from OUT.

use std::{
    collections::BTreeMap,
    io::{BufRead, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{
    document::Document,
    ledger,
    rule::hex,
    run_folder::{LedgerError, LedgerLine, LedgerLines},
    sink::Sink,
    source::{Fields, Format, Input, PathError, inputs, jsonl, open, text},
};

/// Why a run cannot be undone.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UndoError {
    /// A file cannot be read or written.
    #[error(transparent)]
    Path(#[from] PathError),
    /// OUT has no files.
    #[error(transparent)]
    Inputs(#[from] inputs::InputError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The ledger speaks of a file that OUT does not have.
    #[error("{}: named in the ledger, but not in OUT", .0.display())]
    Missing(PathBuf),
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Undone {
    /// Files written.
    pub files: u64,
    /// Documents that were given back.
    pub documents: u64,
    /// Documents whose text is not what the ledger describes; they are written as they are in OUT.
    pub changed_since: Vec<String>,
}

/// Writes what `out` was before the run whose ledger is `edits` to `to`, which is of the same kind:
/// a file for a file, a folder for a folder.
///
/// Documents that the run held are not in OUT, and do not come back; `held.jsonl` has them whole.
///
/// # Errors
///
/// A file that cannot be read or written, or a damaged ledger.
pub fn undo(out: &Path, edits: &Path, to: &Path, fields: &Fields) -> Result<Undone, UndoError> {
    let is_file = out.is_file();
    // By the names that the ledger uses: OUT itself has none.
    let name = |file: &Input| if is_file { PathBuf::new() } else { file.relative.clone() };
    let files = inputs::expand(&[out.to_path_buf()])?;
    let mut waiting: BTreeMap<PathBuf, &Input> =
        files.iter().map(|file| (name(file), file)).collect();
    let target = |name: &Path| if is_file { to.to_path_buf() } else { to.join(name) };
    let mut undone = Undone::default();
    let mut lines = LedgerLines::open(edits)?;
    while let Some(path) = lines.peek()?.map(|line| line.path.to_string()) {
        let file =
            waiting.remove(Path::new(&path)).ok_or_else(|| UndoError::Missing(out.join(&path)))?;
        let mut restoring = Restoring { file, fields, lines: &mut lines, undone: &mut undone };
        restoring.restore(&path, &target(Path::new(&path)))?;
    }
    for (name, file) in waiting {
        let mut sink = Sink::create(&target(&name))?;
        sink.write(&read(file)?)?;
        sink.finish()?;
        undone.files += 1;
    }
    Ok(undone)
}

/// One file of OUT on its way back.
struct Restoring<'r> {
    file: &'r Input,
    fields: &'r Fields,
    lines: &'r mut LedgerLines,
    undone: &'r mut Undone,
}

impl Restoring<'_> {
    fn restore(&mut self, path: &str, target: &Path) -> Result<(), UndoError> {
        let mut sink = Sink::create(target)?;
        match self.file.format {
            Format::Text => self.text(path, &mut sink)?,
            Format::Jsonl => self.jsonl(path, &mut sink)?,
        }
        sink.finish()?;
        self.undone.files += 1;
        Ok(())
    }

    fn text(&mut self, path: &str, sink: &mut Sink) -> Result<(), UndoError> {
        let bytes = read(self.file)?;
        let Some(line) = self.lines.take(path, 0)? else { return Ok(sink.write(&bytes)?) };
        let before = std::str::from_utf8(&bytes)
            .ok()
            .and_then(|clean| ledger::undo(clean, &line.body.undo()))
            .and_then(|text| {
                text::restore(&text, line.body.encoding.as_deref(), line.body.original.as_deref())
            })
            .filter(|before| hex(&Sha256::digest(before)) == line.body.sha256);
        self.write(sink, before, &bytes, 0)
    }

    fn jsonl(&mut self, path: &str, sink: &mut Sink) -> Result<(), UndoError> {
        let at = |error| PathError { path: self.file.path.clone(), error };
        let mut reader = open(self.file).map_err(at)?.0;
        let (mut record, mut number, mut document) = (vec![], 0, Document::default());
        loop {
            record.clear();
            if reader.read_until(b'\n', &mut record).map_err(at)? == 0 {
                return Ok(());
            }
            number += 1;
            let Some(line) = self.lines.take(path, number)? else {
                sink.write(&record)?;
                continue;
            };
            let before = self.record(&record, &line, &mut document);
            self.write(sink, before, &record, number)?;
        }
    }

    /// A record as it was; `None` if it is not what the ledger describes.
    fn record(
        &self,
        record: &[u8],
        line: &LedgerLine<'_>,
        document: &mut Document,
    ) -> Option<Vec<u8>> {
        let mut carrier = jsonl::parse(record, self.fields, document).ok()?;
        let text = ledger::undo(&document.text, &line.body.undo())?;
        if hex(&Sha256::digest(&text)) != line.body.sha256 {
            return None;
        }
        let mut before = vec![];
        match &line.body.original {
            Some(token) => {
                before.extend_from_slice(&record[..carrier.token.start]);
                before.extend_from_slice(token.as_bytes());
                before.extend_from_slice(&record[carrier.token.end..]);
            }
            None => {
                carrier.escapes = line.body.escapes.unwrap_or(jsonl::Escapes::Few);
                jsonl::render(record, &carrier, &text, &mut before);
            }
        }
        Some(before)
    }

    /// Writes a document as it was, or as it is if that cannot be known.
    fn write(
        &mut self,
        sink: &mut Sink,
        before: Option<Vec<u8>>,
        now: &[u8],
        line: u64,
    ) -> Result<(), UndoError> {
        match before {
            Some(before) => {
                self.undone.documents += 1;
                sink.write(&before)?;
            }
            None => {
                self.undone.changed_since.push(crate::source::place(&self.file.path, line));
                sink.write(now)?;
            }
        }
        Ok(())
    }
}

fn read(file: &Input) -> Result<Vec<u8>, PathError> {
    let mut bytes = vec![];
    let read = open(file).and_then(|(mut reader, _)| reader.read_to_end(&mut bytes));
    read.map_err(|error| PathError { path: file.path.clone(), error })?;
    Ok(bytes)
}
