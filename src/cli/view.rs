//! Prints documents with their edits, in order: what `diff` and `explain FILE` share.

use std::{io::Write, path::PathBuf};

use super::{
    Records, Selection, Status, Workers,
    documents::each,
    inner,
    pager::{Out, width},
    say, say_held,
};
use crate::{
    clean::Fault,
    page::Page,
    rule::Rules,
    run::run,
    source::{Batch, Batches, Input, MAX_DOCUMENT, inputs::expand, place},
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
        let (mut faults, mut is_empty) = (vec![], true);
        let printed = run(
            self.workers.count(),
            Batches::new(&inputs, 0, &fields, MAX_DOCUMENT),
            worker,
            |(text, held)| {
                faults.extend(held);
                is_empty &= text.is_empty();
                out.write_all(&text)
            },
        );
        drop(out);
        printed.map_err(inner)?;
        if is_empty && faults.is_empty() {
            say("Nothing would change; `jernih explain FILE` shows whole documents.");
        }
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
        let mut out = vec![];
        let Printer { worker, inputs, rules, whole, width } = self;
        let name = |input: &Input, line| place(&input.path, line);
        let faults = each(batch, inputs, worker, name, |_, _, cleaned| {
            if *whole || !cleaned.ledger.is_empty() {
                let page = Page {
                    rules,
                    id: &cleaned.document.id,
                    original: cleaned.original,
                    clean: &cleaned.document.text,
                    ledger: cleaned.ledger,
                    width: *width,
                };
                page.write(*whole, &mut out).expect("writing to a vector cannot fail");
            }
        });
        (out, faults)
    }
}
