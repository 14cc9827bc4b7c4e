//! Composes the edits of all stages into one set of replacements in the original.
//!
//! A hunk is what a person sees in a diff: this stood there, that stands there, these rules did
//! it. Edits that touch become one hunk.

use super::{Change, Step};
use crate::{rule::RuleId, text::Span};

/// As much of an edit as finding its place in the original needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// When it was made.
    pub step: Step,
    /// Where, in bytes of the stage's input.
    pub span: Span,
    /// Bytes that were put there.
    pub after: usize,
    /// Why.
    pub rule: RuleId,
}

impl From<Change<'_>> for Shift {
    fn from(change: Change<'_>) -> Shift {
        let Change { step, span, after, rule, .. } = change;
        Shift { step, span, after: after.len(), rule }
    }
}

/// A place of the original that reads otherwise in the clean text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Where, in the original.
    pub original: Span,
    /// Where, in the cleaned text.
    pub clean: Span,
    /// The rules that had a part in it, in the order in which they did, each once.
    pub rules: Vec<RuleId>,
}

/// Composes edits given step by step, in order within each step.
pub fn compose(edits: &[Shift]) -> Vec<Hunk> {
    let mut hunks = vec![];
    for step in edits.chunk_by(|a, b| a.step == b.step) {
        hunks = add(hunks, step);
    }
    hunks
}

/// The place of each edit in the original, as a byte; where an earlier step put other text, what
/// that replaced begins there.
pub fn origins(edits: &[Shift]) -> Vec<usize> {
    let (mut hunks, mut found) = (vec![], Vec::with_capacity(edits.len()));
    for step in edits.chunk_by(|a, b| a.step == b.step) {
        found.extend(step.iter().map(|edit| origin(&hunks, edit.span.start)));
        hunks = add(hunks, step);
    }
    found
}

/// The place of each edit in the original. Where an earlier step put other text, the place is all of
/// what that replaced.
pub fn spans(edits: &[Shift]) -> Vec<Span> {
    let (mut hunks, mut found) = (vec![], Vec::with_capacity(edits.len()));
    for step in edits.chunk_by(|a, b| a.step == b.step) {
        found.extend(step.iter().map(|edit| {
            let start = origin(&hunks, edit.span.start);
            Span::new(start, origin_of_end(&hunks, edit.span.end).max(start))
        }));
        hunks = add(hunks, step);
    }
    found
}

fn origin(hunks: &[Hunk], at: u32) -> usize {
    let before = hunks.partition_point(|hunk| hunk.clean.start <= at);
    let byte = match hunks[..before].last() {
        None => at,
        Some(hunk) if at < hunk.clean.end => hunk.original.start,
        Some(hunk) => hunk.original.end + (at - hunk.clean.end),
    };
    byte as usize
}

fn origin_of_end(hunks: &[Hunk], at: u32) -> usize {
    let before = hunks.partition_point(|hunk| hunk.clean.start < at);
    let byte = match hunks[..before].last() {
        None => at,
        Some(hunk) if at <= hunk.clean.end => hunk.original.end,
        Some(hunk) => hunk.original.end + (at - hunk.clean.end),
    };
    byte as usize
}

/// Puts one step's changes, whose spans are positions in the clean text so far, on top of `hunks`.
fn add(hunks: Vec<Hunk>, step: &[Shift]) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::with_capacity(hunks.len() + step.len());
    // Clean text before minus original, and clean text after minus before, up to here.
    let (mut drift, mut grown) = (0, 0);
    let mut hunks = hunks.into_iter().peekable();
    let mut step = step.iter().peekable();
    loop {
        let hunk_first = match (hunks.peek(), step.peek()) {
            (None, None) => return out,
            (Some(hunk), Some(change)) => hunk.clean.start <= change.span.start,
            (hunk, _) => hunk.is_some(),
        };
        // A group of hunks and changes that touch, as one span of the clean text before the step.
        let mut group =
            if hunk_first { hunks.peek().map(|h| h.clean) } else { step.peek().map(|c| c.span) }
                .unwrap_or_default();
        let (drift_before, grown_before) = (drift, grown);
        let mut rules = vec![];
        loop {
            if let Some(hunk) = hunks.next_if(|hunk| hunk.clean.start <= group.end) {
                group.end = group.end.max(hunk.clean.end);
                drift += hunk.clean.len() as i64 - hunk.original.len() as i64;
                rules.extend(hunk.rules);
            } else if let Some(change) = step.next_if(|change| change.span.start <= group.end) {
                group.end = group.end.max(change.span.end);
                grown += change.after as i64 - change.span.len() as i64;
                rules.push(change.rule);
            } else {
                break;
            }
        }
        out.push(Hunk {
            original: shifted(group, -drift_before, -drift),
            clean: shifted(group, grown_before, grown),
            rules: each_once(rules),
        });
    }
}

fn shifted(span: Span, start: i64, end: i64) -> Span {
    Span::new((i64::from(span.start) + start) as usize, (i64::from(span.end) + end) as usize)
}

fn each_once(rules: Vec<RuleId>) -> Vec<RuleId> {
    let mut seen = vec![];
    for rule in rules {
        if !seen.contains(&rule) {
            seen.push(rule);
        }
    }
    seen
}
