//! The first batches of a run, kept back until it is known that no rule takes more than it may.

use super::{Finished, Stop};
use crate::{budget, report::Report, rule::Rules};

/// Bytes of text after which the trial ends. What it keeps back is in memory until then.
const LENGTH: u64 = 16 << 20;

/// Batches that wait, and what they came to.
pub(super) struct Trial<'r> {
    rules: &'r Rules,
    waiting: Vec<Finished>,
    seen: Report,
    over: bool,
}

impl<'r> Trial<'r> {
    /// A trial of these rules; with `over`, none.
    pub(super) fn new(rules: &'r Rules, over: bool) -> Trial<'r> {
        Trial { rules, waiting: vec![], seen: Report::default(), over }
    }

    /// Takes the next batch, and gives those that may be written.
    pub(super) fn add(&mut self, finished: Finished) -> Result<Vec<Finished>, Stop> {
        if self.over {
            return Ok(vec![finished]);
        }
        self.seen += &finished.report;
        self.waiting.push(finished);
        if self.seen.bytes_in < LENGTH { Ok(vec![]) } else { self.end() }
    }

    /// Ends the trial, and gives the batches that waited for it.
    pub(super) fn end(&mut self) -> Result<Vec<Finished>, Stop> {
        self.over = true;
        let greedy = budget::greedy(&self.seen, self.rules);
        if greedy.is_empty() {
            Ok(std::mem::take(&mut self.waiting))
        } else {
            let name = |(rule, _)| self.rules.get(rule).name.clone();
            Err(Stop::Greedy(greedy.into_iter().map(name).collect()))
        }
    }
}
