//! Totals of a run.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::{
    ledger::{Change, Ledger},
    rule::RuleId,
};

/// What a run did. Adding reports gives the report of both runs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Documents that were cleaned.
    pub documents: u64,
    /// Documents that a rule changed.
    pub changed: u64,
    /// Documents that were in another encoding than UTF-8.
    pub decoded: u64,
    /// Documents that were not cleaned and not written.
    pub held: u64,
    /// Those of them that were held because they would lose too much: no failure.
    #[serde(default)]
    pub over_budget: u64,
    /// Bytes of text before.
    pub bytes_in: u64,
    /// Bytes of text after.
    pub bytes_out: u64,
    /// Edits that were made because a person decided so.
    #[serde(default)]
    pub accepted: u64,
    /// Edits that were not made because a person decided so.
    #[serde(default)]
    pub rejected: u64,
    /// What was applied, by rule.
    pub applied: Vec<Count>,
    /// What was only proposed, by rule.
    pub proposed: Vec<Count>,
}

/// How often one rule was at work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Edits.
    pub edits: u64,
    /// Documents with at least one.
    pub documents: u64,
    /// Bytes that went; what was replaced did not.
    #[serde(default)]
    pub removed: u64,
}

impl Report {
    /// Counts a cleaned document.
    pub fn count(&mut self, before: &str, after: &str, ledger: &Ledger) {
        self.documents += 1;
        self.changed += u64::from(!ledger.is_empty());
        self.bytes_in += before.len() as u64;
        self.bytes_out += after.len() as u64;
        self.accepted += ledger.applied().filter(|change| change.decided).count() as u64;
        self.rejected += ledger.proposed().filter(|change| change.decided).count() as u64;
        add(&mut self.applied, ledger.applied());
        add(&mut self.proposed, ledger.proposed());
    }

    /// True if something could not be cleaned.
    pub fn failed(&self) -> bool {
        self.held > self.over_budget
    }

    /// What a rule was applied to.
    pub fn applied(&self, rule: RuleId) -> Count {
        self.applied.get(rule.index()).copied().unwrap_or_default()
    }

    /// What a rule proposed.
    pub fn proposed(&self, rule: RuleId) -> Count {
        self.proposed.get(rule.index()).copied().unwrap_or_default()
    }
}

fn add<'l>(counts: &mut Vec<Count>, changes: impl Iterator<Item = Change<'l>>) {
    let mut seen: Vec<RuleId> = vec![];
    for change in changes {
        let index = change.rule.index();
        if counts.len() <= index {
            counts.resize(index + 1, Count::default());
        }
        counts[index].edits += 1;
        if change.after.is_empty() {
            counts[index].removed += change.before.len() as u64;
        }
        if !seen.contains(&change.rule) {
            seen.push(change.rule);
            counts[index].documents += 1;
        }
    }
}

impl AddAssign<&Report> for Report {
    fn add_assign(&mut self, other: &Report) {
        self.documents += other.documents;
        self.changed += other.changed;
        self.decoded += other.decoded;
        self.held += other.held;
        self.over_budget += other.over_budget;
        self.bytes_in += other.bytes_in;
        self.bytes_out += other.bytes_out;
        self.accepted += other.accepted;
        self.rejected += other.rejected;
        for (mine, others) in
            [(&mut self.applied, &other.applied), (&mut self.proposed, &other.proposed)]
        {
            mine.resize(mine.len().max(others.len()), Count::default());
            for (mine, other) in mine.iter_mut().zip(others) {
                mine.edits += other.edits;
                mine.documents += other.documents;
                mine.removed += other.removed;
            }
        }
    }
}
