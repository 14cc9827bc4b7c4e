//! Goes through OUT and the files of the run folder in step.

use std::{
    io,
    path::{Path, PathBuf},
    str,
};

use super::{Past, PastDocument, PastError, PastRun, Position, order::Order};
use crate::{
    document::Document,
    run_folder::{EDITS, HELD, HeldLines, LedgerLines, PROPOSED},
    source::{Batch, Batches, PathError, Piece, Record, Shape, near, parse, place},
};

/// The documents of a run, and those that it held, in the order of the input.
pub struct Documents<'r> {
    run: &'r PastRun,
    order: Order<'r>,
    batches: Batches<'r>,
    batch: Batch,
    /// Pieces of the batch that were looked at.
    looked_at: usize,
    /// Lines of the file that were.
    line: u64,
    applied: LedgerLines,
    proposed: LedgerLines,
    held: HeldLines,
    waiting: Option<Spot>,
    /// The file whose held documents are counted, and how many of them were.
    skipped: (usize, u64),
}

/// The next document of OUT.
struct Spot {
    file: usize,
    /// The file's name in the ledger.
    name: String,
    /// The line of OUT.
    line: u64,
    document: Option<Document>,
}

impl Iterator for Documents<'_> {
    type Item = Result<Past, PastError>;

    /// The next document; an error is a file that cannot be read, or an OUT that is not the run's,
    /// and nothing comes after it.
    fn next(&mut self) -> Option<Result<Past, PastError>> {
        self.next_past().transpose()
    }
}

impl<'r> Documents<'r> {
    pub(super) fn new(run: &'r PastRun) -> Result<Documents<'r>, PastError> {
        Ok(Documents {
            run,
            order: Order::new(&run.facts.inputs),
            batches: Batches::new(&run.files, 0, &run.facts.fields, usize::MAX),
            batch: Batch::default(),
            looked_at: 0,
            line: 0,
            applied: LedgerLines::open(&run.folder.join(EDITS))?,
            proposed: LedgerLines::open(&run.folder.join(PROPOSED))?,
            held: HeldLines::open(&run.folder.join(HELD))?,
            waiting: None,
            skipped: (0, 0),
        })
    }

    fn next_past(&mut self) -> Result<Option<Past>, PastError> {
        if self.waiting.is_none() {
            self.waiting = match self.run.out() {
                Some(_) => self.next_of_out()?,
                None => self.next_of_ledger()?,
            };
        }
        let here = self.waiting.as_ref().map(|spot| (spot.file, spot.line));
        let position = here.map(|(file, line)| self.in_input(file, line));
        if let Some(held) = self.held_before(position)? {
            return Ok(Some(held));
        }
        match (self.waiting.take(), position) {
            (Some(spot), Some(position)) => Ok(Some(self.document(spot, position)?)),
            _ => self.end().map(|()| None),
        }
    }

    /// The position in the input of a line of OUT, which lacks the held documents before it.
    fn in_input(&self, file: usize, line: u64) -> Position {
        let skipped = if self.skipped.0 == file { self.skipped.1 } else { 0 };
        Position { file, line: if line == 0 { 0 } else { line + skipped } }
    }

    fn held_before(&mut self, position: Option<Position>) -> Result<Option<Past>, PastError> {
        let Some(next) = self.held.peek()? else { return Ok(None) };
        let suffix = format!(":{}", next.line);
        let path = next.place.strip_suffix(&suffix).unwrap_or(&next.place);
        let file = self.order.of_input(Path::new(path));
        let here = Position { file, line: next.line };
        if position.is_some_and(|position| here > position) {
            return Ok(None);
        }
        if self.skipped.0 != file {
            self.skipped = (file, 0);
        }
        self.skipped.1 += 1;
        Ok(self.held.take()?.map(|held| Past::Held(here, Box::new(held))))
    }

    /// The next record of OUT.
    fn next_of_out(&mut self) -> Result<Option<Spot>, PastError> {
        loop {
            let Some(piece) = self.batch.pieces.get(self.looked_at) else {
                let Some(batch) = self.batches.next() else { return Ok(None) };
                (self.batch, self.looked_at) = (batch, 0);
                continue;
            };
            self.looked_at += 1;
            match piece {
                Piece::Record { input, line, range } => {
                    self.line += u64::from(*line > 0);
                    let record = self.batch.record(*line, range);
                    return Ok(Some(self.spot(*input, record)));
                }
                Piece::Blank { .. } => self.line += 1,
                Piece::End { .. } => self.line = 0,
                Piece::Unreadable { input, reason, .. } => {
                    let error = io::Error::other(reason.to_string());
                    let path = self.run.files[*input].path.clone();
                    return Err(PathError { path, error }.into());
                }
            }
        }
    }

    fn spot(&self, input: usize, record: Record<'_>) -> Spot {
        let file = &self.run.files[input];
        let mut document = Document::default();
        let is_read = match record.shape {
            // OUT is UTF-8, whatever it looks like.
            Shape::Text => {
                str::from_utf8(record.bytes).map(|text| document.text = text.into()).is_ok()
            }
            _ => parse(record, &self.run.facts.fields, &mut document).is_ok(),
        };
        Spot {
            file: self.order.of_output(&file.relative),
            name: file.relative.to_string_lossy().replace('\\', "/"),
            line: self.line,
            document: is_read.then_some(document),
        }
    }

    /// The next place that the ledger speaks of.
    fn next_of_ledger(&mut self) -> Result<Option<Spot>, PastError> {
        let mut spots = vec![];
        for lines in [&mut self.applied, &mut self.proposed] {
            if let Some(line) = lines.peek()? {
                spots.push((
                    self.order.of_output(Path::new(&*line.path)),
                    line.line,
                    line.path.to_string(),
                ));
            }
        }
        let first = spots.into_iter().min();
        Ok(first.map(|(file, line, name)| Spot { file, name, line, document: None }))
    }

    fn document(&mut self, spot: Spot, position: Position) -> Result<Past, PastError> {
        let applied = self.applied.take(&spot.name, spot.line)?.map(|line| line.body);
        let proposed = self.proposed.take(&spot.name, spot.line)?.map(|line| line.body);
        let shown = self.shown(&spot.name);
        let place = place(&shown, spot.line);
        let body = applied.as_ref().or(proposed.as_ref());
        let id = body.map(|body| body.id.to_string());
        let input = self.run.facts.inputs.get(spot.file).map_or(&*shown, |(path, _)| path);
        let document = spot.document.unwrap_or_default();
        let past = PastDocument {
            position,
            names_site: document.site.is_some(),
            site: document.site.unwrap_or_else(|| near(input, spot.line)),
            language: document.language.map(|tag| tag.to_string()),
            id: id
                .or((!document.id.is_empty()).then_some(document.id))
                .unwrap_or_else(|| place.clone()),
            place,
            clean: self.run.out().is_some().then_some(document.text),
            applied,
            proposed,
        };
        Ok(Past::Document(Box::new(past)))
    }

    /// A file's name for people: if OUT is a file, the ledger has none.
    fn shown(&self, name: &str) -> PathBuf {
        let out = self.run.out().unwrap_or(&self.run.facts.out);
        match name {
            "" => out.file_name().unwrap_or_default().into(),
            name => name.into(),
        }
    }

    /// Everything that the ledger speaks of must have been in OUT.
    fn end(&mut self) -> Result<(), PastError> {
        for lines in [&mut self.applied, &mut self.proposed] {
            if let Some(line) = lines.peek()? {
                let place = place(Path::new(&*line.path), line.line);
                return Err(PastError::Missing { out: self.run.facts.out.clone(), place });
            }
        }
        Ok(())
    }
}
