//! Composes the edits of all stages into one set of replacements in the original.
//!
//! A hunk is what a person sees in a diff: this stood there, that stands there, these rules did
//! it. Edits that touch become one hunk.

use super::Change;
use crate::{rule::RuleId, text::Span};

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

/// Composes changes given step by step, in order within each step.
pub(super) fn compose<'l>(changes: impl Iterator<Item = Change<'l>>) -> Vec<Hunk> {
    let changes: Vec<Change<'_>> = changes.collect();
    let mut hunks = vec![];
    for step in changes.chunk_by(|a, b| a.step == b.step) {
        hunks = add(hunks, step);
    }
    hunks
}

/// Puts one step's changes, whose spans are positions in the clean text so far, on top of `hunks`.
fn add(hunks: Vec<Hunk>, step: &[Change<'_>]) -> Vec<Hunk> {
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
                grown += change.after.len() as i64 - change.span.len() as i64;
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
