//! A finished run, read again: its documents in the order of the input, each with what was done to
//! it, and those that were held.
//!
//! OUT is read in step with the ledger, one document at a time. Where OUT is gone, the documents
//! are those that the ledger speaks of, without their text.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{
    ledger::{self, Shift, Step},
    rule::RuleId,
    run_folder::{EditLine, HeldLine, LedgerBody, LedgerError, RUN, RunFolder},
    source::{
        Fields, Input, InputError, PathError, exists,
        inputs::{expand, is_file},
        is_url,
    },
    text::Span,
};

mod documents;
mod order;

pub use documents::Documents;

use order::Order;

/// A run folder and its OUT.
#[derive(Debug)]
pub struct PastRun {
    folder: PathBuf,
    out: Option<PathBuf>,
    /// The files of OUT in the order of the inputs, under the names that the ledger has for them.
    files: Vec<Input>,
    /// What `run.json` says.
    pub facts: Facts,
}

/// What `run.json` says, as far as it matters here.
#[derive(Clone, Debug, Deserialize)]
pub struct Facts {
    /// The version.
    pub jernih: String,
    /// The hash of the packs.
    pub rules_sha256: String,
    /// The arguments.
    pub command: Vec<String>,
    /// The stages, in order.
    pub stages: Vec<String>,
    /// The names of the fields of JSON records.
    pub fields: Fields,
    /// The files that were read, with their sizes in bytes.
    pub inputs: Vec<(PathBuf, u64)>,
    /// Where OUT was.
    pub out: PathBuf,
    /// When it began, in seconds since 1970.
    pub started_unix_seconds: u64,
    /// How long it took.
    pub seconds: f64,
    /// Documents that were cleaned.
    pub documents: u64,
    /// Documents that were not.
    pub held: u64,
    /// Bytes of text before.
    pub bytes_in: u64,
    /// Bytes of text after.
    pub bytes_out: u64,
}

/// Why a run cannot be read again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PastError {
    /// There is no run.
    #[error("{}: no run: there is no run.json in it, nor in {}; name what `jernih clean` wrote", .0.display(), RunFolder::path_for(.0).display())]
    NoRun(PathBuf),
    /// The folder that a url has here is another run's.
    #[error("{}: {} here is of a run into {}; go to the folder in which this one was started", path.display(), folder.display(), of.display())]
    OtherRun {
        /// The folder.
        folder: PathBuf,
        /// What its run wrote.
        of: PathBuf,
        /// What was asked for.
        path: PathBuf,
    },
    /// `run.json` is damaged.
    #[error("{}: not what `jernih clean` writes: {message}", path.display())]
    Facts {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A file cannot be read.
    #[error(transparent)]
    Path(#[from] PathError),
    /// A file of the run folder cannot be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// OUT has no files.
    #[error(transparent)]
    Inputs(#[from] InputError),
    /// The ledger speaks of something that OUT does not have.
    #[error("{}: {place} is in the ledger, but not in OUT; give the OUT of this run its name back, or move it away to do without it", out.display())]
    Missing {
        /// OUT.
        out: PathBuf,
        /// The document.
        place: String,
    },
}

/// Where a document was in the input: the file, counted from 0, and its line, 0 for a text file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The file.
    pub file: usize,
    /// The line.
    pub line: u64,
}

/// What became of a document.
#[derive(Debug)]
pub enum Past {
    /// It is in OUT.
    Document(Box<PastDocument>),
    /// It was held.
    Held(Position, Box<HeldLine<'static>>),
}

/// A document of OUT.
#[derive(Debug)]
pub struct PastDocument {
    /// Where it was in the input.
    pub position: Position,
    /// Its name.
    pub id: String,
    /// Where it is in OUT: `kota.jsonl:17`, or only the file.
    pub place: String,
    /// The site, or else the file of lines or the folder of texts that it was in.
    pub site: String,
    /// The record itself names the site.
    pub names_site: bool,
    /// The language tag, if the record has one.
    pub language: Option<String>,
    /// Its text in OUT, if that is there.
    pub clean: Option<String>,
    /// What was done.
    pub applied: Option<LedgerBody<'static>>,
    /// What was proposed.
    pub proposed: Option<LedgerBody<'static>>,
}

impl PastRun {
    /// Opens the run that wrote `path`, or whose folder `path` is.
    ///
    /// # Errors
    ///
    /// There is none, or its `run.json` is damaged.
    pub fn open(path: &Path) -> Result<PastRun, PastError> {
        let folder = [path.to_path_buf(), RunFolder::path_for(path)];
        let folder = folder.into_iter().find(|folder| folder.join(RUN).is_file());
        let folder = folder.ok_or_else(|| PastError::NoRun(path.into()))?;
        let run = folder.join(RUN);
        let bytes = fs::read(&run).map_err(|error| PathError { path: run.clone(), error })?;
        let facts: Facts = serde_json::from_slice(&bytes)
            .map_err(|error| PastError::Facts { path: run, message: error.to_string() })?;
        // The folder of a url does not say the bucket.
        if is_url(path) && facts.out != path {
            return Err(PastError::OtherRun { folder, of: facts.out, path: path.into() });
        }
        let beside =
            folder.to_string_lossy().trim_end_matches('/').strip_suffix(".run").map(PathBuf::from);
        let beside = beside.filter(|out| out.exists());
        let out = match beside {
            None if exists(&facts.out)? => Some(facts.out.clone()),
            beside => beside,
        };
        let files = out.as_deref().map_or(Ok(vec![]), |out| files(out, &facts))?;
        Ok(PastRun { folder, out, files, facts })
    }

    /// OUT, if it is still there.
    pub fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    /// Its documents, from the first.
    ///
    /// # Errors
    ///
    /// A file of the run folder or OUT cannot be opened.
    pub fn documents(&self) -> Result<Documents<'_>, PastError> {
        Documents::new(self)
    }
}

/// The files of OUT.
fn files(out: &Path, facts: &Facts) -> Result<Vec<Input>, InputError> {
    let mut files = expand(&[out.to_path_buf()])?;
    if is_file(out, &files) {
        files.iter_mut().for_each(|file| file.relative = PathBuf::new());
    }
    let order = Order::new(&facts.inputs);
    files.sort_by_key(|file| order.of_output(&file.relative));
    Ok(files)
}

impl PastDocument {
    /// The edits that were applied.
    pub fn edits(&self) -> &[EditLine<'static>] {
        self.applied.as_ref().map_or(&[], |body| &body.edits)
    }

    /// The edits that were only proposed.
    pub fn proposals(&self) -> &[EditLine<'static>] {
        self.proposed.as_ref().map_or(&[], |body| &body.edits)
    }

    /// Its text before the run, if OUT is there and as the run left it.
    pub fn original(&self) -> Option<String> {
        let clean = self.clean.as_deref()?;
        match &self.applied {
            None => Some(clean.to_owned()),
            Some(body) => ledger::undo(clean, &body.undo()),
        }
    }

    /// The applied edits as [`ledger::compose`] and [`ledger::origins`] take them. Their rules count the
    /// edits.
    pub fn shifts(&self) -> Vec<Shift> {
        let edits = self.edits().chunk_by(|a, b| (a.pass, &a.stage) == (b.pass, &b.stage));
        let steps =
            edits.enumerate().flat_map(|(step, edits)| edits.iter().map(move |e| (step, e)));
        let shift = |(rule, (step, edit)): (usize, (usize, &EditLine<'_>))| Shift {
            // Which stage it was does not matter here, only that it was another.
            step: Step { pass: edit.pass, stage: step as u8 },
            span: Span { start: edit.start, end: edit.end },
            after: edit.after.len(),
            rule: RuleId::new(rule),
        };
        steps.enumerate().map(shift).collect()
    }
}
