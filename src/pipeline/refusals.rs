//! The places of a document where an edit was refused. A later pass finds them again, though what
//! stands around them may have changed.

use crate::{edit::Edits, rule::RuleId, text::Span};

/// Refused edits by their place in the text as it is now.
#[derive(Debug, Default)]
pub(super) struct Refusals(Vec<(Span, RuleId)>);

impl Refusals {
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    pub(super) fn has(&self, span: Span, rule: RuleId) -> bool {
        self.0.binary_search(&(span, rule)).is_ok()
    }

    /// Adds what is refused now.
    pub(super) fn add(&mut self, refused: &Edits) {
        self.0.extend(refused.iter().map(|(edit, _)| (edit.span, edit.rule)));
        self.0.sort_unstable();
        self.0.dedup();
    }

    /// Moves the places with the text, which settled `edits` change. A place that they change is
    /// forgotten.
    pub(super) fn shift(&mut self, edits: &Edits) {
        if self.0.is_empty() {
            return;
        }
        let (mut edits, mut moved) = (edits.iter().peekable(), 0);
        self.0.retain_mut(|(span, _)| {
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
        refusals.add(&edits(&[(10, 12, "x"), (4, 6, ""), (20, 21, "")]));
        refusals.shift(&edits(&[(0, 2, ""), (6, 6, "abc"), (11, 13, "")]));
        assert!(refusals.has(Span::new(2, 4), rule));
        assert!(!refusals.has(Span::new(11, 13), rule));
        assert!(refusals.has(Span::new(19, 20), rule));
    }
}
