//! Gives a run's input back: takes the edits of its ledger back from OUT.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    str,
};

use sha2::{Digest, Sha256};

use crate::{
    document::Document,
    ledger,
    rule::hex,
    run_folder::{LedgerError, LedgerLine, LedgerLines},
    sink::{Sink, packed},
    source::{
        Batches, Carrier, Fate, Fields, Input, PathError, Piece, Record, Shape, Unreadable, csv,
        inputs::{self, named_format},
        jsonl, parse, place, text,
    },
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
    let files = inputs::expand(&[out.to_path_buf()])?;
    let is_file = inputs::is_file(out, &files);
    // By the names that the ledger uses: OUT itself has none.
    let name = |file: &Input| if is_file { PathBuf::new() } else { file.relative.clone() };
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
        let mut restoring = Restoring { file, fields, lines: &mut lines, undone: &mut undone };
        restoring.restore(&name.to_string_lossy(), &target(&name))?;
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
        let (mut number, mut document) = (0, Document::default());
        for batch in Batches::new(std::slice::from_ref(self.file), 0, self.fields, usize::MAX) {
            let (mut texts, mut bytes) = (vec![], vec![]);
            for piece in &batch.pieces {
                let (range, line) = match piece {
                    Piece::End { .. } => continue,
                    Piece::Unreadable { reason, .. } => return Err(self.unreadable(reason)),
                    Piece::Blank { range, .. } => (range, 1),
                    Piece::Record { line, range, .. } => (range, *line),
                };
                number += u64::from(line > 0);
                let (now, taken) = (batch.record(line, range), self.lines.take(path, number)?);
                let before = taken.map(|line| self.before(now, &line, &mut document));
                if batch.rows.is_none() {
                    let before = before.as_ref().and_then(Option::as_deref);
                    bytes.extend_from_slice(before.unwrap_or(now.bytes));
                }
                match before {
                    Some(None) => {
                        let place = place(&self.file.path, if line > 0 { number } else { 0 });
                        self.undone.changed_since.push(place);
                    }
                    Some(Some(_)) => self.undone.documents += 1,
                    None => {}
                }
                texts.push(before.flatten());
            }
            if let Some(rows) = &batch.rows {
                sink.write_rows(&rows.after(&fates(&texts)))?;
            } else if !bytes.is_empty() {
                sink.write(&packed(&bytes, named_format(target).1))?;
            }
        }
        sink.finish()?;
        self.undone.files += 1;
        Ok(())
    }

    fn unreadable(&self, reason: &Unreadable) -> UndoError {
        let error = std::io::Error::other(reason.to_string());
        UndoError::Path(PathError { path: self.file.path.clone(), error })
    }

    /// A record as it was, of a value only the text; `None` if it is not what the ledger describes.
    fn before(
        &self,
        now: Record<'_>,
        line: &LedgerLine<'_>,
        document: &mut Document,
    ) -> Option<Vec<u8>> {
        let body = &line.body;
        if let Shape::Text = now.shape {
            let text = ledger::undo(str::from_utf8(now.bytes).ok()?, &body.undo())?;
            let (encoding, original) = (body.encoding.as_deref(), body.original.as_deref());
            let before = text::restore(&text, encoding, original)?;
            return (hex(&Sha256::digest(&before)) == body.sha256).then_some(before);
        }
        let carrier = parse(now, self.fields, document).ok()?;
        let text = ledger::undo(&document.text, &body.undo())?;
        if hex(&Sha256::digest(&text)) != body.sha256 {
            return None;
        }
        let mut before = vec![];
        match (carrier, &body.original) {
            (Carrier::Json(jsonl::Carrier { token, .. }), Some(original))
            | (Carrier::Row(csv::Carrier { token, .. }), Some(original)) => {
                before.extend_from_slice(&now.bytes[..token.start]);
                before.extend_from_slice(original.as_bytes());
                before.extend_from_slice(&now.bytes[token.end..]);
            }
            (Carrier::Json(mut carrier), None) => {
                carrier.escapes = body.escapes.unwrap_or(jsonl::Escapes::Few);
                jsonl::render(now.bytes, &carrier, &text, &mut before);
            }
            (Carrier::Row(carrier), None) => csv::render(now.bytes, &carrier, &text, &mut before),
            (Carrier::Value | Carrier::Text(_), _) => before.extend_from_slice(text.as_bytes()),
        }
        Some(before)
    }
}

/// What becomes of the rows of a table of values that get these texts.
fn fates(texts: &[Option<Vec<u8>>]) -> Vec<Fate<'_>> {
    let texts = texts.iter().map(|text| str::from_utf8(text.as_deref()?).ok());
    texts.map(|text| text.map_or(Fate::AsItIs, Fate::With)).collect()
}
