//! Prints documents with their edits, in order: what `diff` and `explain FILE` share.

use std::{
    io::{self, Write},
    path::PathBuf,
};

use super::{Records, Selection, Status, Workers, page::Page, say, summary};
use crate::{
    clean::Fault,
    run::{RunError, run},
    source::{Batch, Batches, Input, Piece, inputs::expand, place},
    worker::Worker,
};

/// What to print.
pub(super) struct View<'v> {
    pub(super) input: &'v [PathBuf],
    pub(super) selection: &'v Selection,
    pub(super) records: &'v Records,
    pub(super) workers: &'v Workers,
    /// Every line of every document, or only the lines that change.
    pub(super) whole: bool,
}

impl View<'_> {
    pub(super) fn print(&self) -> anyhow::Result<Status> {
        let (rules, pipeline) = self.selection.compile()?;
        let (inputs, fields) = (expand(self.input)?, self.records.fields());
        let page = Page { rules: &rules, whole: self.whole };
        let worker = || {
            let mut worker = Worker::new(&pipeline, &fields);
            let inputs = &inputs;
            move |batch| render(&mut worker, inputs, page, &batch)
        };
        let mut out = anstream::stdout().lock();
        let mut faults = vec![];
        let printed = run(self.workers.count(), Batches::new(&inputs, 0), worker, |(text, held)| {
            faults.extend(held);
            out.write_all(&text)
        });
        match printed {
            Err(RunError::Finish(error)) => return Err(error.into()),
            printed => printed?,
        }
        say_held(&faults)
    }
}

fn say_held(faults: &[Fault]) -> anyhow::Result<Status> {
    if faults.is_empty() {
        return Ok(Status::Done);
    }
    say(summary::faults(faults, faults.len() as u64).trim());
    Ok(Status::Incomplete)
}

/// The pages of a batch, and what could not be read.
fn render(worker: &mut Worker, inputs: &[Input], page: Page<'_>, batch: &Batch) -> (Vec<u8>, Vec<Fault>) {
    let (mut out, mut faults) = (vec![], vec![]);
    for piece in &batch.pieces {
        let (input, line, reason) = match piece {
            Piece::End { .. } => continue,
            Piece::Unreadable { input, line, reason } => (*input, *line, Some(reason.to_string())),
            Piece::Record { input, line, range } => {
                let bytes = &batch.bytes[range.clone()];
                let is_blank = *line > 0 && bytes.trim_ascii().is_empty();
                let reason = (!is_blank).then(|| document(worker, inputs, page, (*input, *line, bytes), &mut out));
                (*input, *line, reason.flatten())
            }
        };
        if let Some(reason) = reason {
            faults.push(Fault { place: place(&inputs[input].path, line), reason });
        }
    }
    (out, faults)
}

/// Prints one document; the reason if it cannot be cleaned.
fn document(
    worker: &mut Worker,
    inputs: &[Input],
    page: Page<'_>,
    (input, line, bytes): (usize, u64, &[u8]),
    out: &mut Vec<u8>,
) -> Option<String> {
    match worker.clean(bytes, line, &place(&inputs[input].path, line)) {
        Ok(cleaned) => {
            if page.whole || !cleaned.ledger.is_empty() {
                let printed: io::Result<()> = page.print(&cleaned, out);
                printed.expect("writing to a vector cannot fail");
            }
            None
        }
        Err(held) => Some(held.to_string()),
    }
}
