//! Lines that a document says twice: a headline printed again, and paragraphs of an article that
//! the page holds in two copies. The first copy stays.
//!
//! Verses, tables and lists repeat lines on purpose, so short lines count only in the head of a
//! document that has prose, or between repeated paragraphs.

use std::{
    collections::HashMap,
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
};

use crate::{
    document::Language,
    edit::Edits,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Line, Text, is_sentence},
};

mod headline;

use headline::Headlines;

#[derive(Clone)]
struct Repeats {
    rules: Matcher,
    paragraph: RuleId,
    between: RuleId,
    min_bytes: usize,
    headlines: Headlines,
    lines: Vec<Line>,
    /// The first line with a hash.
    seen: HashMap<u64, usize>,
    repeated: Vec<Option<RuleId>>,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let paragraph = rules.code("repeats", "paragraph")?;
    Ok(Box::new(Repeats {
        rules: rules.matcher("repeats")?,
        paragraph,
        between: rules.code("repeats", "between-repeats")?,
        min_bytes: rules.limit(paragraph)? as usize,
        headlines: Headlines::new(rules)?,
        lines: vec![],
        seen: HashMap::new(),
        repeated: vec![],
    }))
}

impl Stage for Repeats {
    fn run(&mut self, text: Text<'_>, _: Option<Language>, edits: &mut Edits) {
        self.rules.propose(text, edits);
        self.lines.clear();
        self.lines.extend(text.lines().filter(|line| !line.is_blank()));
        self.repeated.clear();
        self.repeated.resize(self.lines.len(), None);
        self.headlines.mark(text, &self.lines, &mut self.repeated);
        self.mark_paragraphs(text);
        self.mark_between(text);
        for (line, rule) in self.lines.iter().zip(&self.repeated) {
            if let Some(rule) = rule {
                edits.delete(line.whole, *rule);
            }
        }
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Repeats {
    /// Marks paragraphs that an earlier line says word for word.
    fn mark_paragraphs(&mut self, text: Text<'_>) {
        self.seen.clear();
        for (index, line) in self.lines.iter().enumerate() {
            let body = text.slice(line.body);
            if body.len() < self.min_bytes {
                continue;
            }
            let first = *self.seen.entry(hash(body)).or_insert(index);
            if first < index && text.slice(self.lines[first].body) == body && is_sentence(body) {
                self.repeated[index].get_or_insert(self.paragraph);
            }
        }
    }

    /// Marks groups of lines that stand between repeated lines and were all said before the first
    /// repeated paragraph: the short lines of a second copy.
    fn mark_between(&mut self, text: Text<'_>) {
        let Some(first) = self.repeated.iter().position(|r| *r == Some(self.paragraph)) else { return };
        self.seen.clear();
        for (index, line) in self.lines[..first].iter().enumerate() {
            self.seen.entry(hash(text.slice(line.body))).or_insert(index);
        }
        let said = |index: usize| {
            let body = text.slice(self.lines[index].body);
            self.seen.get(&hash(body)).is_some_and(|n| text.slice(self.lines[*n].body) == body)
        };
        let marked: Vec<usize> = (first..self.lines.len()).filter(|n| self.repeated[*n].is_some()).collect();
        for pair in marked.windows(2) {
            let between = pair[0] + 1..pair[1];
            if between.clone().all(said) {
                self.repeated[between].fill(Some(self.between));
            }
        }
    }
}

fn hash(body: &str) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(body)
}
