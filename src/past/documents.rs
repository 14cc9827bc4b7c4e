//! Goes through OUT and the files of the run folder in step.

use std::{
    collections::VecDeque,
    io::{BufRead, Read},
    path::{Path, PathBuf},
};

use super::{Past, PastDocument, PastError, PastRun, Position, order::Order};
use crate::{
    document::Document,
    run_folder::{EDITS, HELD, HeldLines, LedgerLines, PROPOSED},
    source::{Fields, Format, Input, PathError, inputs::expand, jsonl, near, open, place},
};

/// The documents of a run, and those that it held, in the order of the input.
pub struct Documents<'r> {
    run: &'r PastRun,
    order: Order<'r>,
    files: VecDeque<(usize, Input)>,
    open: Option<OpenFile>,
    applied: LedgerLines,
    proposed: LedgerLines,
    held: HeldLines,
    waiting: Option<Spot>,
    /// The file whose held documents are counted, and how many of them were.
    skipped: (usize, u64),
}

/// A file of lines of OUT.
struct OpenFile {
    file: usize,
    name: String,
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    line: u64,
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
        let order = Order::new(&run.facts.inputs);
        let mut files = vec![];
        if let Some(out) = run.out() {
            let single = out.is_file();
            for mut input in expand(&[out.to_path_buf()])? {
                if single {
                    input.relative = PathBuf::new();
                }
                let file = if single { 0 } else { order.of_output(&input.relative) };
                files.push((file, input));
            }
            files.sort_by_key(|(file, _)| *file);
        }
        Ok(Documents {
            run,
            order,
            files: files.into(),
            open: None,
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
            if let Some(open) = &mut self.open {
                match open.next(&self.run.facts.fields)? {
                    None => self.open = None,
                    spot => return Ok(spot),
                }
            }
            let Some((file, input)) = self.files.pop_front() else { return Ok(None) };
            let name = input.relative.to_string_lossy().replace('\\', "/");
            let at = |error| PathError { path: input.path.clone(), error };
            let mut reader = open(&input).map_err(at)?.0;
            if input.format == Format::Jsonl {
                let path = input.path;
                self.open = Some(OpenFile { file, name, path, reader, line: 0 });
                continue;
            }
            let mut bytes = vec![];
            reader.read_to_end(&mut bytes).map_err(at)?;
            let text = String::from_utf8(bytes).ok();
            let document = text.map(|text| Document { text, ..Document::default() });
            return Ok(Some(Spot { file, name, line: 0, document }));
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

impl OpenFile {
    /// The next line that is not blank.
    fn next(&mut self, fields: &Fields) -> Result<Option<Spot>, PathError> {
        let mut bytes = vec![];
        loop {
            bytes.clear();
            let read = self.reader.read_until(b'\n', &mut bytes);
            if read.map_err(|error| PathError { path: self.path.clone(), error })? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if !bytes.trim_ascii().is_empty() {
                let mut document = Document::default();
                let document = jsonl::parse(&bytes, fields, &mut document).ok().map(|_| document);
                let (file, name, line) = (self.file, self.name.clone(), self.line);
                return Ok(Some(Spot { file, name, line, document }));
            }
        }
    }
}
