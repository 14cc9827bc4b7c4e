//! How much may go before a person should look: of one document, and of a run by one rule.
//!
//! Only counts what was done; what follows from it is the run's business.

use crate::{
    ledger::Ledger,
    report::Report,
    rule::{RuleId, Rules},
};

/// The share of a document's letters and digits that may go, in all.
///
/// Of 13,263 news articles no one loses more than 0.71. Of 4,344 pages, whole and extracted, one
/// loses more than 0.8: a picture and its caption above a list of headlines.
pub const IN_ALL: f64 = 0.9;
/// The share that one stage may take of what [`IN_ALL`] allows.
const ONE_STAGE: f64 = 0.95;
/// In a shorter document, one line of furniture is most of it.
const MIN_LETTERS: usize = 200;
/// Bytes that go from a document in which nothing needs counting: one in so many.
const FEW: usize = 4;

/// The share of a run's bytes of text that one rule may take. In the corpora above the greediest
/// takes 0.008.
pub const ONE_RULE: f64 = 0.05;
/// Documents of a run in which a rule must have been at work before its share says something.
const MIN_DOCUMENTS: u64 = 100;
/// The stage that weighs each line has no such share: most of a whole page is furniture.
const WEIGHED: &str = "lines";

/// What one document may lose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    in_all: f64,
}

/// A document that lost more than it may.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "{by} would take {taken:.0} % of its letters, more than {allowed:.0} %; read it with `jernih \
     diff`, and raise --max-removed if all of it is furniture"
)]
pub struct Exceeded {
    by: String,
    taken: f64,
    allowed: f64,
}

impl Budget {
    /// A budget of this share in all, 0 to 1; 1 and more means that there is none.
    pub fn new(in_all: f64) -> Budget {
        Budget { in_all }
    }

    /// Which part of the budget a document exceeds, if any. `stages` are those that the ledger's
    /// steps count.
    pub fn exceeded(
        self,
        original: &str,
        ledger: &Ledger,
        stages: &[&'static str],
    ) -> Option<Exceeded> {
        // What is replaced is repaired, as letters in the wrong codec are.
        let gone = || ledger.applied().filter(|change| change.after.is_empty());
        let bytes: usize = gone().map(|change| change.before.len()).sum();
        if self.in_all >= 1.0 || bytes * FEW < original.len() {
            return None;
        }
        let all = letters(original);
        if all < MIN_LETTERS {
            return None;
        }
        let mut taken = vec![0; stages.len()];
        for change in gone() {
            taken[usize::from(change.step.stage)] += letters(change.before);
        }
        let over = |by: &str, taken: usize, allowed: f64| {
            let share = taken as f64 / all as f64;
            let (taken, allowed) = (share * 100.0, allowed * 100.0);
            (taken > allowed).then(|| Exceeded { by: by.into(), taken, allowed })
        };
        let mut by_stage = stages.iter().zip(&taken);
        by_stage
            .find_map(|(stage, taken)| over(stage, *taken, self.in_all * ONE_STAGE))
            .or_else(|| over("all stages together", taken.iter().sum(), self.in_all))
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget::new(IN_ALL)
    }
}

/// The rules that took more of a run's text than one rule may, and the share that each took.
pub fn greedy(report: &Report, rules: &Rules) -> Vec<(RuleId, f64)> {
    let share = |rule| report.applied(rule).removed as f64 / report.bytes_in.max(1) as f64;
    rules
        .iter()
        .filter(|(_, filed)| filed.stage != WEIGHED)
        .filter(|(rule, _)| report.applied(*rule).documents >= MIN_DOCUMENTS)
        .map(|(rule, _)| (rule, share(rule)))
        .filter(|(_, share)| *share > ONE_RULE)
        .collect()
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}
