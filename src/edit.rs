//! What a stage proposes: edits, settled and applied to the text that the stage was given.
//!
//! What was done in the end is the [`Ledger`](crate::ledger::Ledger)'s business.

use std::cmp::Reverse;

use crate::{line_score::Score, rule::RuleId, text::Span};

/// Replace `span` of the stage's input, because `rule` says so.
///
/// The replacement is a span of the owning list's arena. That keeps an edit `Copy`, 28 bytes
/// long, and free of allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where, in bytes of the stage's input.
    pub span: Span,
    with: Span,
    /// Why.
    pub rule: RuleId,
    /// What it rests on besides, if on anything.
    pub ground: Option<Ground>,
}

/// What an edit rests on besides its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// How likely it is right: the rule weighs each line.
    Score(Score),
    /// The rule that takes the line beside it.
    Near(RuleId),
}

/// The edits that one stage proposes for one document. Reused from document to document.
#[derive(Clone, Debug, Default)]
pub struct Edits {
    list: Vec<Edit>,
    arena: String,
}

impl Edits {
    /// Proposes to remove `span`.
    pub fn delete(&mut self, span: Span, rule: RuleId) {
        self.replace(span, "", rule);
    }

    /// Proposes to remove `span`, and says what that rests on besides the rule.
    pub fn delete_because(&mut self, span: Span, rule: RuleId, ground: Option<Ground>) {
        self.push(span, "", rule, ground);
    }

    /// Proposes to put `with` where `span` is.
    pub fn replace(&mut self, span: Span, with: &str, rule: RuleId) {
        self.push(span, with, rule, None);
    }

    fn push(&mut self, span: Span, with: &str, rule: RuleId, ground: Option<Ground>) {
        let start = self.arena.len();
        self.arena.push_str(with);
        let with = Span::new(start, self.arena.len());
        self.list.push(Edit { span, with, rule, ground });
    }

    /// True if nothing is proposed.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Forgets the edits and keeps the buffers.
    pub fn clear(&mut self) {
        self.list.clear();
        self.arena.clear();
    }

    /// Moves the edits that fail `applies`, which is given their replacement too, to the end of `others`.
    pub fn part(&mut self, others: &mut Edits, applies: impl Fn(&Edit, &str) -> bool) {
        self.list.retain(|edit| {
            let with = &self.arena[edit.with.range()];
            let stays = applies(edit, with);
            if !stays {
                others.push(edit.span, with, edit.rule, edit.ground);
            }
            stays
        });
    }

    /// Puts the edits of `text` in order and drops each one that changes nothing, or overlaps an
    /// earlier or longer one. The result does not depend on the order in which they were proposed.
    pub fn settle(&mut self, text: &str) {
        let arena = &self.arena;
        self.list.retain(|edit| text[edit.span.range()] != arena[edit.with.range()]);
        let key = |e: &Edit| (e.span.start, Reverse(e.span.end), e.rule, &arena[e.with.range()]);
        self.list.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
        let mut last: Option<Span> = None;
        self.list.retain(|edit| {
            let clear = last.is_none_or(|last| edit.span.start >= last.end && edit.span != last);
            if clear {
                last = Some(edit.span);
            }
            clear
        });
    }

    /// Writes `text` with the edits applied to `out`, which is cleared first. The edits must be
    /// settled.
    pub fn apply(&self, text: &str, out: &mut String) {
        out.clear();
        let mut from = 0;
        for (edit, with) in self.iter() {
            out.push_str(&text[from..edit.span.start as usize]);
            out.push_str(with);
            from = edit.span.end as usize;
        }
        out.push_str(&text[from..]);
    }

    /// The edits, each with its replacement.
    pub fn iter(&self) -> impl Iterator<Item = (Edit, &str)> {
        self.list.iter().map(|edit| (*edit, &self.arena[edit.with.range()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_twenty_eight_bytes() {
        assert_eq!(size_of::<Edit>(), 28);
    }

    #[test]
    fn settling_forgets_the_order_of_proposal() {
        let proposals =
            [(0, 4, "x"), (2, 6, "y"), (2, 3, ""), (6, 6, "z"), (6, 9, ""), (6, 6, "a")];
        let settled = |order: &[usize]| {
            let mut edits = Edits::default();
            for &i in order {
                let (start, end, with) = proposals[i];
                edits.replace(Span::new(start, end), with, RuleId::new(i % 2));
            }
            edits.settle("0123456789");
            let mut out = String::new();
            edits.apply("0123456789", &mut out);
            out
        };
        assert_eq!(settled(&[0, 1, 2, 3, 4, 5]), "x459");
        assert_eq!(settled(&[5, 3, 1, 0, 4, 2]), "x459");
    }
}
