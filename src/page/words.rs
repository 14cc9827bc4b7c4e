//! Finds lines again that an edit of several lines changed within, word by word.

use std::ops::Range;

use similar::{DiffOp, TextDiff};

/// Lines of a change in which the same lines are looked for; the time grows with their square.
const MOST: usize = 60;
/// Two lines are the same, changed, if so much of their words is.
const ALIKE: f32 = 0.5;

/// Pairs of a line before and a line after that are the same, changed; in order, as byte ranges.
pub(super) fn pairs(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let (before, after) = (lines(old), lines(new));
    let mut pairs = vec![];
    if before.len() > MOST || after.len() > MOST {
        return pairs;
    }
    let mut from = 0;
    for line in after {
        let is_like = |other: &Range<usize>| {
            TextDiff::from_unicode_words(&old[other.clone()], &new[line.clone()]).ratio() > ALIKE
        };
        let found = (from..before.len()).find(|at| is_like(&before[*at]));
        if let Some(at) = found.filter(|_| !new[line.clone()].trim().is_empty()) {
            pairs.push((before[at].clone(), line));
            from = at + 1;
        }
    }
    pairs
}

/// The places of two lines that differ, in whole words.
pub(super) fn differences(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let diff = TextDiff::from_unicode_words(old, new);
    let starts = |tokens: &[&str]| {
        let mut at = 0;
        let mut starts: Vec<usize> = vec![0];
        for token in tokens {
            at += token.len();
            starts.push(at);
        }
        starts
    };
    let (old_at, new_at) = (starts(diff.old_slices()), starts(diff.new_slices()));
    let changed = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    let mut found: Vec<(Range<usize>, Range<usize>)> = vec![];
    for op in changed {
        let (from, to) = (op.old_range(), op.new_range());
        let (from, to) = (old_at[from.start]..old_at[from.end], new_at[to.start]..new_at[to.end]);
        match found.last_mut() {
            Some(last) if last.0.end == from.start && last.1.end == to.start => {
                (last.0.end, last.1.end) = (from.end, to.end);
            }
            _ => found.push((from, to)),
        }
    }
    found
}

/// Lines without their ends.
fn lines(text: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let line = |line: &str| {
        let range = at..at + line.trim_end_matches('\n').len();
        at += line.len();
        range
    };
    text.split_inclusive('\n').map(line).collect()
}
