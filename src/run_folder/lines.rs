//! Reads the files of a run folder line by line; the next line can be looked at before it is taken.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;

use super::{HeldLine, LedgerLine};
use crate::source::PathError;

/// Why a file of the run folder cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LedgerError {
    /// The system's error.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A line is damaged.
    #[error("{}:{line}: not a line of a ledger: {message}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
}

/// The lines of `edits.jsonl.zst` or `proposed.jsonl.zst`.
pub struct LedgerLines(Lines<LedgerLine<'static>>);

/// The lines of `held.jsonl`.
pub struct HeldLines(Lines<HeldLine<'static>>);

impl LedgerLines {
    /// Starts at the first line.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    pub fn open(path: &Path) -> Result<LedgerLines, PathError> {
        let decoder = File::open(path).and_then(zstd::stream::read::Decoder::new);
        let decoder = decoder.map_err(|error| PathError { path: path.into(), error })?;
        Ok(LedgerLines(Lines::new(path, Box::new(BufReader::new(decoder)))))
    }

    /// The next line, which stays.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn peek(&mut self) -> Result<Option<&LedgerLine<'static>>, LedgerError> {
        self.0.peek()
    }

    /// Takes the next line if it is about this place.
    ///
    /// # Errors
    ///
    /// As [`LedgerLines::peek`].
    pub fn take(
        &mut self,
        path: &str,
        line: u64,
    ) -> Result<Option<LedgerLine<'static>>, LedgerError> {
        let is_here = self.peek()?.is_some_and(|next| next.path == path && next.line == line);
        Ok(if is_here { self.0.next.take() } else { None })
    }
}

impl HeldLines {
    /// Starts at the first line.
    ///
    /// # Errors
    ///
    /// The file cannot be opened.
    pub fn open(path: &Path) -> Result<HeldLines, PathError> {
        let file = File::open(path).map_err(|error| PathError { path: path.into(), error })?;
        Ok(HeldLines(Lines::new(path, Box::new(BufReader::new(file)))))
    }

    /// The next line, which stays.
    ///
    /// # Errors
    ///
    /// It cannot be read.
    pub fn peek(&mut self) -> Result<Option<&HeldLine<'static>>, LedgerError> {
        self.0.peek()
    }

    /// Takes the next line.
    ///
    /// # Errors
    ///
    /// As [`HeldLines::peek`].
    pub fn take(&mut self) -> Result<Option<HeldLine<'static>>, LedgerError> {
        self.0.peek()?;
        Ok(self.0.next.take())
    }
}

struct Lines<L> {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    line: usize,
    next: Option<L>,
}

impl<L: DeserializeOwned> Lines<L> {
    fn new(path: &Path, reader: Box<dyn BufRead>) -> Lines<L> {
        Lines { path: path.into(), reader, line: 0, next: None }
    }

    fn peek(&mut self) -> Result<Option<&L>, LedgerError> {
        if self.next.is_none() {
            let mut text = String::new();
            let read = self.reader.read_line(&mut text);
            read.map_err(|error| PathError { path: self.path.clone(), error })?;
            self.line += 1;
            if !text.is_empty() {
                let line = serde_json::from_str(&text).map_err(|error| LedgerError::Line {
                    path: self.path.clone(),
                    line: self.line,
                    message: error.to_string(),
                })?;
                self.next = Some(line);
            }
        }
        Ok(self.next.as_ref())
    }
}
