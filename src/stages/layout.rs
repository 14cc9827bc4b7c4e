//! Blank lines and the end of the text.
//!
//! A final line feed is never added: a text of a JSONL record seldom has one, and a document that
//! nothing else changes must stay as it is.

use crate::{
    document::Origin,
    edit::Edits,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Span, Text},
};

#[derive(Clone)]
struct Layout {
    rules: Matcher,
    blank_start: RuleId,
    blank_run: RuleId,
    blank_end: RuleId,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    Ok(Box::new(Layout {
        rules: rules.matcher("layout")?,
        blank_start: rules.code("layout", "blank-start")?,
        blank_run: rules.code("layout", "blank-run")?,
        blank_end: rules.code("layout", "blank-end")?,
    }))
}

impl Stage for Layout {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        let bytes = text.as_str().as_bytes();
        let first = count_feeds(bytes);
        if first > 0 {
            edits.delete(Span::new(0, first), self.blank_start);
        }
        let mut from = first;
        while let Some(at) = memchr::memmem::find(&bytes[from..], b"\n\n") {
            let start = from + at;
            let feeds = count_feeds(&bytes[start..]);
            from = start + feeds;
            if from == bytes.len() {
                edits.delete(Span::new(start + 1, from), self.blank_end);
            } else if feeds > 2 {
                edits.delete(Span::new(start + 2, from), self.blank_run);
            }
        }
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

fn count_feeds(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| **b == b'\n').count()
}
