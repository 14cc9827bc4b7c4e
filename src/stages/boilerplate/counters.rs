//! Counters that a theme prints between the headline and the text.

use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Line, Text},
};

/// Views and comments as bare numbers, one a line, below the headline.
#[derive(Clone)]
pub(super) struct Counters {
    rule: RuleId,
}

/// Above the counters stand the breadcrumb, the headline and perhaps a standfirst.
const LINES_ABOVE: usize = 4;
const DIGITS: usize = 6;

impl Counters {
    pub(super) fn new(rules: &Rules) -> Result<Counters, RuleError> {
        Ok(Counters { rule: rules.code("boilerplate", "bare-counters")? })
    }

    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let mut shown = [None; LINES_ABOVE + 4];
        let lines = text.lines().filter(|line| !line.is_blank());
        for (slot, line) in shown.iter_mut().zip(lines) {
            *slot = Some(line);
        }
        let is_number =
            |line: &Option<Line>| line.is_some_and(|line| is_count(text.slice(line.body)));
        let Some(first) =
            shown.iter().position(is_number).filter(|n| (1..=LINES_ABOVE).contains(n))
        else {
            return;
        };
        let numbers = shown[first..].iter().take_while(|line| is_number(line)).count();
        // More of them, or nothing but words around them, is a table.
        let below = shown.get(first + numbers).copied().flatten();
        let words = |line: Option<Line>| {
            line.is_some_and(|line| text.slice(line.body).split_whitespace().count() >= 3)
        };
        if numbers == 2 && words(shown[first - 1]) && words(below) {
            for line in shown[first..first + numbers].iter().flatten() {
                edits.delete(line.whole, self.rule);
            }
        }
    }
}

fn is_count(body: &str) -> bool {
    (1..=DIGITS).contains(&body.len()) && body.bytes().all(|b| b.is_ascii_digit())
}
