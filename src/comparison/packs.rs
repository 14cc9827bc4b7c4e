//! Cleans one input with two sets of packs at once, and writes nothing.

use std::{convert::Infallible, path::Path};

use super::{Comparison, Pair, Placed, difference};
use crate::{
    budget::Budget,
    ledger::{Shift, origins},
    pipeline::Pipeline,
    rule::Rules,
    run::{RunError, run},
    source::{Batch, Batches, Fields, Input, MAX_DOCUMENT, Piece, Record, near, place},
    tally::Side,
    worker::{Cleaned, Worker},
};

/// A set of packs, and the stages compiled from it.
#[derive(Clone, Copy)]
pub struct Packs<'p> {
    /// The rules.
    pub rules: &'p Rules,
    /// The stages.
    pub pipeline: &'p Pipeline,
}

/// What to compare.
#[derive(Clone, Copy)]
pub struct Plan<'p> {
    /// What to read.
    pub inputs: &'p [Input],
    /// The names of the fields of JSON records.
    pub fields: &'p Fields,
    /// The packs of A.
    pub a: Packs<'p>,
    /// The packs of B.
    pub b: Packs<'p>,
    /// What a document may lose.
    pub budget: Budget,
    /// Workers.
    pub jobs: usize,
}

/// What became of a record.
enum Outcome {
    Both(Pair),
    Held(Side),
    BothHeld,
}

impl Plan<'_> {
    /// Cleans everything twice. `watch` is told how many documents were read.
    ///
    /// # Errors
    ///
    /// The workers cannot be started.
    pub fn compare(&self, mut watch: impl FnMut(u64)) -> Result<Comparison, RunError<Infallible>> {
        let mut comparison = Comparison::default();
        let worker = || {
            let mut workers =
                [self.a, self.b].map(|packs| Worker::new(packs.pipeline, self.fields));
            move |batch| self.batch(&mut workers, &batch)
        };
        run(
            self.jobs,
            Batches::new(self.inputs, 0, self.fields, MAX_DOCUMENT),
            worker,
            |outcomes: Vec<Outcome>| {
                for outcome in outcomes {
                    match outcome {
                        Outcome::Both(pair) => comparison.add(&pair),
                        Outcome::Held(side) => comparison.held(side),
                        Outcome::BothHeld => comparison.documents += 1,
                    }
                }
                watch(comparison.documents);
                Ok(())
            },
        )?;
        Ok(comparison)
    }

    fn batch(&self, workers: &mut [Worker; 2], batch: &Batch) -> Vec<Outcome> {
        let records = batch.pieces.iter().filter_map(|piece| match piece {
            Piece::Record { input, line, range } => {
                Some(self.record(workers, *input, batch.record(*line, range)))
            }
            Piece::Unreadable { .. } => Some(Outcome::BothHeld),
            Piece::Blank { .. } | Piece::End { .. } => None,
        });
        records.collect()
    }

    fn record(&self, [a, b]: &mut [Worker; 2], input: usize, record: Record<'_>) -> Outcome {
        let (path, line) = (&self.inputs[input].path, record.line);
        let place = place(path, line);
        let cleaned = [(a, self.a), (b, self.b)].map(|(worker, packs)| {
            let cleaned = worker.clean(record, &place).ok()?;
            let stages = packs.pipeline.stages();
            let exceeded = self.budget.exceeded(cleaned.original, cleaned.ledger, stages);
            exceeded.is_none().then_some(cleaned)
        });
        match cleaned {
            [None, None] => Outcome::BothHeld,
            [None, _] => Outcome::Held(Side::First),
            [_, None] => Outcome::Held(Side::Second),
            [Some(a), Some(b)] => Outcome::Both(self.pair(&a, &b, path, line)),
        }
    }

    fn pair(&self, a: &Cleaned<'_>, b: &Cleaned<'_>, path: &Path, line: u64) -> Pair {
        let only = difference(placed(a, self.a.rules), placed(b, self.b.rules));
        Pair {
            id: a.document.id.clone(),
            site: a.document.site.clone().unwrap_or_else(|| near(path, line)),
            language: a.document.language.map(|tag| tag.to_string()).unwrap_or_default(),
            original: (!only.is_empty()).then(|| a.original.to_owned()),
            only,
        }
    }
}

fn placed<'d>(cleaned: &Cleaned<'d>, rules: &'d Rules) -> Vec<Placed<'d>> {
    let shifts: Vec<Shift> = cleaned.ledger.applied().map(Shift::from).collect();
    let edits = cleaned.ledger.applied().zip(origins(&shifts));
    edits
        .map(|(change, at)| Placed {
            at,
            rule: &rules.get(change.rule).name,
            before: change.before,
            after: change.after,
        })
        .collect()
}
