//! Prints documents with their edits, in order: what `diff` and `explain FILE` share.

use std::{io::Write, path::PathBuf};

use super::{
    Records, Selection, Status, Workers, inner,
    pager::{Out, width},
    say_held,
};
use crate::{
    clean::Fault,
    page::Page,
    rule::Rules,
    run::run,
    source::{Batch, Batches, Input, MAX_DOCUMENT, Piece, Record, inputs::expand, place},
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
        let width = width();
        let worker = || {
            let worker = Worker::new(&pipeline, &fields);
            let mut printer =
                Printer { worker, inputs: &inputs, rules: &rules, whole: self.whole, width };
            move |batch| printer.batch(&batch)
        };
        let mut out = Out::open();
        let mut faults = vec![];
        let printed = run(
            self.workers.count(),
            Batches::new(&inputs, 0, &fields, MAX_DOCUMENT),
            worker,
            |(text, held)| {
                faults.extend(held);
                out.write_all(&text)
            },
        );
        drop(out);
        printed.map_err(inner)?;
        say_held(&faults)
    }
}

/// A worker that prints what it cleans.
struct Printer<'p> {
    worker: Worker,
    inputs: &'p [Input],
    rules: &'p Rules,
    whole: bool,
    width: usize,
}

impl Printer<'_> {
    /// The pages of a batch, and what could not be read.
    fn batch(&mut self, batch: &Batch) -> (Vec<u8>, Vec<Fault>) {
        let (mut out, mut faults) = (vec![], vec![]);
        for piece in &batch.pieces {
            match piece {
                Piece::End { .. } | Piece::Blank { .. } => {}
                Piece::Unreadable { input, line, reason } => {
                    faults.push(Fault::of(self.place(*input, *line), reason));
                }
                Piece::Record { input, line, range } => {
                    let place = self.place(*input, *line);
                    let reason = self.record(batch.record(*line, range), &place, &mut out);
                    let is_damage = false;
                    faults.extend(reason.map(|reason| Fault { place, reason, is_damage }));
                }
            }
        }
        (out, faults)
    }

    fn place(&self, input: usize, line: u64) -> String {
        place(&self.inputs[input].path, line)
    }

    /// Prints one document; the reason if it cannot be cleaned.
    fn record(&mut self, record: Record<'_>, place: &str, out: &mut Vec<u8>) -> Option<String> {
        let cleaned = match self.worker.clean(record, place) {
            Ok(cleaned) => cleaned,
            Err(held) => return Some(held.to_string()),
        };
        if self.whole || !cleaned.ledger.is_empty() {
            let page = Page {
                rules: self.rules,
                id: &cleaned.document.id,
                original: cleaned.original,
                clean: &cleaned.document.text,
                ledger: cleaned.ledger,
                width: self.width,
            };
            page.write(self.whole, out).expect("writing to a vector cannot fail");
        }
        None
    }
}
