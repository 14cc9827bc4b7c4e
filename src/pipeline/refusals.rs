//! The places of a document where an edit was refused. A later pass finds them again, though what
//! stands around them may have changed.

use std::collections::HashSet;

use crate::{
    edit::Edits,
    ledger::{Ledger, Step},
    rule::RuleId,
    text::{Span, Text},
};

/// Refused edits by their place in the text as it is now.
#[derive(Debug, Default)]
pub(super) struct Refusals(Vec<Refusal>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Refusal {
    span: Span,
    rule: RuleId,
    after: String,
    stage: u8,
}

impl Refusals {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn has(&self, span: Span, rule: RuleId) -> bool {
        let at = self.0.partition_point(|refusal| (refusal.span, refusal.rule) < (span, rule));
        self.0.get(at).is_some_and(|refusal| (refusal.span, refusal.rule) == (span, rule))
    }

    /// Adds what is refused now.
    pub(super) fn add(&mut self, refused: &Edits, stage: u8) {
        let refusals = refused.iter().map(|(edit, with)| Refusal {
            span: edit.span,
            rule: edit.rule,
            after: with.to_owned(),
            stage,
        });
        self.0.extend(refusals);
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// Records those that no stage found again in the last pass, because of what was done since.
    pub(super) fn record(&self, pass: u8, text: Text<'_>, ledger: &mut Ledger) {
        if self.0.is_empty() {
            return;
        }
        let decided = ledger.proposed().filter(|change| change.decided);
        let known: HashSet<(Span, RuleId)> =
            decided.map(|change| (change.span, change.rule)).collect();
        let mut edits = Edits::default();
        for Refusal { span, rule, after, stage } in &self.0 {
            if !known.contains(&(*span, *rule)) {
                edits.clear();
                edits.replace(*span, after, *rule);
                ledger.propose(Step { pass, stage: *stage }, text, &edits, true);
            }
        }
    }

    /// Moves the places with the text, which settled `edits` change. A place that they change is
    /// forgotten.
    pub(super) fn shift(&mut self, edits: &Edits) {
        if self.0.is_empty() {
            return;
        }
        let (mut edits, mut moved) = (edits.iter().peekable(), 0);
        self.0.retain_mut(|Refusal { span, .. }| {
            while let Some((edit, with)) = edits.next_if(|(edit, _)| edit.span.end <= span.start) {
                moved += with.len() as i64 - edit.span.len() as i64;
            }
            let changed = edits.peek().is_some_and(|(edit, _)| edit.span.start < span.end);
            let at = |byte: u32| (i64::from(byte) + moved) as usize;
            *span = Span::new(at(span.start), at(span.end));
            !changed
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_move_with_the_text() {
        let rule = RuleId::new(0);
        let edits = |list: &[(usize, usize, &str)]| {
            let mut edits = Edits::default();
            for (start, end, with) in list {
                edits.replace(Span::new(*start, *end), with, rule);
            }
            edits
        };
        let mut refusals = Refusals::default();
        refusals.add(&edits(&[(10, 12, "x"), (4, 6, ""), (20, 21, "")]), 0);
        refusals.shift(&edits(&[(0, 2, ""), (6, 6, "abc"), (11, 13, "")]));
        assert!(refusals.has(Span::new(2, 4), rule));
        assert!(!refusals.has(Span::new(11, 13), rule));
        assert!(refusals.has(Span::new(19, 20), rule));
    }
}
