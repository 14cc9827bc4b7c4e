//! What was done to one document: every edit that was applied, with what stood there before, and
//! the edits that wait for a person.
//!
//! Positions are bytes of *that stage's* input: recording is a copy, and replaying is exact.
//! [`Ledger::hunks`] gives positions in the original.

use crate::{
    edit::{Edit, Edits, Ground},
    rule::RuleId,
    text::{Span, Text},
};

mod hunks;

pub use hunks::{Hunk, Shift, compose, origins, spans};

/// Where in the course of cleaning an edit was made: which pass over the stages, and which stage
/// of the pipeline, both counted from zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The pass over the stages.
    pub pass: u8,
    /// The stage's position in the pipeline.
    pub stage: u8,
}

/// One edit as the ledger keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'l> {
    /// When it was made.
    pub step: Step,
    /// Where, in bytes of the stage's input.
    pub span: Span,
    /// What stood there.
    pub before: &'l str,
    /// What was put there.
    pub after: &'l str,
    /// Why.
    pub rule: RuleId,
    /// What it rests on besides, if on anything.
    pub ground: Option<Ground>,
    /// A person decided that it is made, or that it is not.
    pub decided: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    step: Step,
    span: Span,
    before: Span,
    after: Span,
    rule: RuleId,
    ground: Option<Ground>,
    decided: bool,
}

/// Everything that was done to one document, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    applied: Vec<Entry>,
    proposed: Vec<Entry>,
    arena: String,
}

impl Ledger {
    /// Forgets the entries and keeps the buffers.
    pub fn clear(&mut self) {
        self.applied.clear();
        self.proposed.clear();
        self.arena.clear();
    }

    /// Records the settled `edits` that `step` applied to `text`; those of rules that are `accepted`,
    /// because a person decided so.
    pub fn record(
        &mut self,
        step: Step,
        text: Text<'_>,
        edits: &Edits,
        accepted: impl Fn(RuleId) -> bool,
    ) {
        for (edit, with) in edits.iter() {
            let entry = self.entry(step, text, edit, with);
            self.applied.push(Entry { decided: accepted(edit.rule), ..entry });
        }
    }

    /// Records the settled `edits` that `step` only proposed; with `refused`, because a person decided
    /// so.
    pub fn propose(&mut self, step: Step, text: Text<'_>, edits: &Edits, refused: bool) {
        for (edit, with) in edits.iter() {
            let entry = self.entry(step, text, edit, with);
            self.proposed.push(Entry { decided: refused, ..entry });
        }
    }

    fn entry(&mut self, step: Step, text: Text<'_>, edit: Edit, with: &str) -> Entry {
        let mut keep = |text: &str| {
            let start = self.arena.len();
            self.arena.push_str(text);
            Span::new(start, self.arena.len())
        };
        let Edit { span, rule, ground, .. } = edit;
        let (before, after) = (keep(text.slice(span)), keep(with));
        Entry { step, span, before, after, rule, ground, decided: false }
    }

    /// Forgets what a stage proposed, because it runs once more.
    pub fn forget_proposals(&mut self, stage: u8) {
        self.proposed.retain(|entry| entry.step.stage != stage);
    }

    /// Puts the proposals in the order of their steps.
    pub fn sort_proposals(&mut self) {
        self.proposed.sort_by_key(|entry| entry.step);
    }

    /// True if the document was left as it came.
    pub fn is_empty(&self) -> bool {
        self.applied.is_empty()
    }

    /// The number of passes that changed something.
    pub fn passes(&self) -> u8 {
        self.applied.last().map_or(0, |entry| entry.step.pass + 1)
    }

    /// The edits that were applied, in the order in which they were.
    pub fn applied(&self) -> impl DoubleEndedIterator<Item = Change<'_>> {
        self.applied.iter().map(|entry| self.change(entry))
    }

    /// The edits of tier likely that were not applied, and those that a person refused. Their positions are those of the cleaned
    /// text: proposals are taken from the pass that changed nothing.
    pub fn proposed(&self) -> impl DoubleEndedIterator<Item = Change<'_>> {
        self.proposed.iter().map(|entry| self.change(entry))
    }

    fn change(&self, entry: &Entry) -> Change<'_> {
        Change {
            step: entry.step,
            span: entry.span,
            before: &self.arena[entry.before.range()],
            after: &self.arena[entry.after.range()],
            rule: entry.rule,
            ground: entry.ground,
            decided: entry.decided,
        }
    }

    /// Redoes the applied edits on the original text.
    ///
    /// The ledger is honest if and only if this gives the cleaned text.
    pub fn replay(&self, original: &str) -> String {
        let mut text = original.to_owned();
        for step in self.applied.chunk_by(|a, b| a.step == b.step) {
            let mut out = String::with_capacity(text.len());
            let mut from = 0;
            for change in step.iter().map(|entry| self.change(entry)) {
                out.push_str(&text[from..change.span.start as usize]);
                out.push_str(change.after);
                from = change.span.end as usize;
            }
            out.push_str(&text[from..]);
            text = out;
        }
        text
    }

    /// Takes the applied edits back from the cleaned text; `None` if the text is not the one that
    /// this ledger describes.
    pub fn undo(&self, clean: &str) -> Option<String> {
        let changes: Vec<Undo<'_>> = self
            .applied()
            .map(|c| Undo { step: c.step, start: c.span.start, before: c.before, after: c.after })
            .collect();
        undo(clean, &changes)
    }

    /// The applied edits, each with its place in the original, in bytes.
    pub fn placed(&self) -> impl Iterator<Item = (Span, Change<'_>)> {
        let shifts: Vec<Shift> = self.applied().map(Shift::from).collect();
        spans(&shifts).into_iter().zip(self.applied())
    }

    /// The edits of all stages as one set of replacements in the original, for people to read.
    pub fn hunks(&self) -> Vec<Hunk> {
        compose(&self.applied().map(Shift::from).collect::<Vec<_>>())
    }
}

/// As much of an edit as taking it back needs.
#[derive(Clone, Copy, Debug)]
pub struct Undo<'l> {
    /// When the edit was made.
    pub step: Step,
    /// Its first byte, in the stage's input.
    pub start: u32,
    /// What stood there.
    pub before: &'l str,
    /// What was put there.
    pub after: &'l str,
}

/// Takes edits back, the last step first; `None` if `clean` is not the text that they made.
pub fn undo(clean: &str, changes: &[Undo<'_>]) -> Option<String> {
    let mut text = clean.to_owned();
    let steps: Vec<&[Undo<'_>]> = changes.chunk_by(|a, b| a.step == b.step).collect();
    for step in steps.into_iter().rev() {
        let mut out = String::with_capacity(text.len());
        let mut from = 0;
        for change in step {
            // Everything up to this edit is as it was, so its place is known from what is written.
            let kept = (change.start as usize).checked_sub(out.len())?;
            out.push_str(text.get(from..from + kept)?);
            from += kept;
            if !text.get(from..)?.starts_with(change.after) {
                return None;
            }
            from += change.after.len();
            out.push_str(change.before);
        }
        out.push_str(text.get(from..)?);
        text = out;
    }
    Some(text)
}
