//! Capitals that an article spinner left in mid-sentence.
//!
//! Two decisions. First: does this document show the pattern, capitalised function words between
//! words in lower case? If not, nothing is touched. Then, word by word: function words, words that
//! spinners swap in, and words that the document itself writes in lower case are lowered, unless
//! they are part of a name.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    document::Language,
    edit::Edits,
    language::Languages,
    rule::{Facts, Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Span, Text},
};

mod gate;
mod words;

use gate::Gate;
use words::{Shape, Word, split};

#[derive(Clone)]
struct Case {
    rules: Matcher,
    function_word: RuleId,
    spun_word: RuleId,
    lower_elsewhere: RuleId,
    gate: Gate,
    tables: Arc<HashMap<Language, Table>>,
    words: Vec<Word>,
    lowered: Vec<Option<RuleId>>,
}

/// What one language says about its words, in lower case.
struct Table {
    function_words: HashSet<String>,
    spun_words: HashSet<String>,
    /// Two words, the first a function word, that are a name or part of one.
    names: HashSet<String>,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let code = |id| rules.code("case", id);
    let function_word = code("function-word")?;
    Ok(Box::new(Case {
        rules: rules.matcher("case")?,
        function_word,
        spun_word: code("spun-word")?,
        lower_elsewhere: code("lower-elsewhere")?,
        gate: Gate::new(Languages::new(rules), rules.limit(function_word)?),
        tables: Arc::new(rules.facts().map(|(tag, facts)| (tag, Table::new(facts))).collect()),
        words: vec![],
        lowered: vec![],
    }))
}

impl Stage for Case {
    fn run(&mut self, text: Text<'_>, language: Option<Language>, edits: &mut Edits) {
        self.rules.propose(text, edits);
        let tables = self.tables.clone();
        let Some(language) = self.gate.spun_language(text.as_str(), language) else { return };
        let Some(table) = tables.get(&language) else { return };
        split(text, &mut self.words);
        self.decide(text, table);
        for (word, rule) in self.words.iter().zip(&self.lowered) {
            if let Some(rule) = rule {
                let len = text.slice(word.span).chars().next().map_or(0, char::len_utf8);
                let capital = Span { end: word.span.start + len as u32, ..word.span };
                edits.replace(capital, &text.slice(capital).to_lowercase(), *rule);
            }
        }
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Case {
    /// Decides for every word by which rule it is lowered, if by any.
    fn decide(&mut self, text: Text<'_>, table: &Table) {
        let lower_words: HashSet<&str> = self
            .words
            .iter()
            .filter(|word| word.shape == Shape::Lower)
            .map(|word| text.slice(word.span))
            .collect();
        self.lowered.clear();
        for index in 0..self.words.len() {
            let word = self.words[index];
            let rule = if word.shape == Shape::Title && !word.starts {
                let letters = text.slice(word.span).to_lowercase();
                if table.function_words.contains(&letters) {
                    (!self.is_name(text, table, index, &letters)).then_some(self.function_word)
                } else if table.spun_words.contains(&letters) {
                    (!self.is_within_name(index)).then_some(self.spun_word)
                } else {
                    let odd = self.is_between_lower(index) && lower_words.contains(letters.as_str());
                    odd.then_some(self.lower_elsewhere)
                }
            } else {
                None
            };
            self.lowered.push(rule);
        }
    }

    fn is_name(&self, text: Text<'_>, table: &Table, index: usize, letters: &str) -> bool {
        let next = self.words.get(index + 1).filter(|next| next.joined);
        next.is_some_and(|next| {
            table.names.contains(&format!("{letters} {}", text.slice(next.span).to_lowercase()))
        })
    }

    /// True if a capital that stays stands right before the word: an institution or a title. At
    /// the start of a sentence a capital says nothing by itself, but two of them around the word do.
    fn is_within_name(&self, index: usize) -> bool {
        let (word, before) = (self.words[index], self.words[index - 1]);
        if !word.joined || before.shape == Shape::Lower || self.lowered[index - 1].is_some() {
            return false;
        }
        let next_is_capital =
            self.words.get(index + 1).is_some_and(|next| next.joined && next.shape != Shape::Lower);
        !before.starts || next_is_capital
    }

    fn is_between_lower(&self, index: usize) -> bool {
        let lower = |word: &Word| word.shape == Shape::Lower;
        self.words[index].joined
            && lower(&self.words[index - 1])
            && self.words.get(index + 1).is_some_and(|next| next.joined && lower(next))
    }
}

impl Table {
    fn new(facts: &Facts) -> Table {
        Table {
            function_words: facts.function_words.iter().cloned().collect(),
            spun_words: facts.spun_words.iter().cloned().collect(),
            names: facts.names.iter().cloned().collect(),
        }
    }
}
