//! Which lines go most often, when what differs between them is case, spaces and digits.

use std::collections::HashMap;

use serde::Serialize;

use crate::{
    decisions,
    tally::{Room, shorten},
};

/// Templates that are counted at once. When there are more, the rarest are forgotten.
const COUNTED: usize = 50_000;
/// Templates on the page in all, and of one rule.
const SHOWN: usize = 600;
const OF_ONE_RULE: usize = 25;
/// Characters of a template.
const LONGEST: usize = 160;

/// Counts of removed lines.
#[derive(Debug, Default)]
pub(super) struct Templates {
    counts: HashMap<(String, String), u64>,
    /// A template that is counted may have been seen so often more: it was forgotten in between.
    forgotten: u64,
}

/// A line that goes often.
#[derive(Debug, Serialize)]
pub(super) struct Template {
    rule: String,
    text: String,
    edits: u64,
    /// It may be more.
    at_least: bool,
}

impl Templates {
    /// Counts what an edit removes, line by line; an edit that puts something else is none.
    pub(super) fn add(&mut self, rule: &str, before: &str, after: &str) {
        if !after.trim().is_empty() {
            return;
        }
        for line in before.lines().filter(|line| line.chars().any(char::is_alphanumeric)) {
            *self.counts.entry((rule.to_owned(), masked(line))).or_default() += 1;
        }
        while self.counts.len() > COUNTED {
            self.forgotten += 1;
            self.counts.retain(|_, count| *count > self.forgotten);
        }
    }

    /// The most frequent that there is room for.
    pub(super) fn shown(self, room: &mut Room) -> Vec<Template> {
        let mut all: Vec<((String, String), u64)> = self.counts.into_iter().collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let mut of_rule: HashMap<String, usize> = HashMap::new();
        let fits = |((rule, text), edits): ((String, String), u64)| {
            let shown = of_rule.entry(rule.clone()).or_default();
            *shown += 1;
            let at_least = self.forgotten > 0;
            (*shown <= OF_ONE_RULE).then_some(Template { rule, text, edits, at_least })
        };
        all.into_iter()
            .filter_map(fits)
            .take(SHOWN)
            .take_while(|template| room.take(template))
            .collect()
    }
}

/// The folded line, with `#` for every number.
pub(super) fn masked(line: &str) -> String {
    shorten(&decisions::masked(line), LONGEST)
}
