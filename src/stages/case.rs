//! Capitals that an article spinner left in mid-sentence.
//!
//! Two decisions. First: does this document show the pattern? If not, nothing is touched. Then, word
//! by word: function words, words that spinners swap in, and words that the document itself writes
//! in lower case are lowered, unless they are part of a name.

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
    words: HashMap<String, Kind>,
    /// Two words, the first a function word, that are a name or part of one.
    names: HashSet<String>,
}

/// What a word may be lowered as.
#[derive(Clone, Copy, Debug, Default)]
struct Kind {
    function: bool,
    /// Cannot end a sentence.
    binding: bool,
    /// Stays small in a headline.
    small: bool,
    verb: bool,
    spun: bool,
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
        let Some(language) = self.gate.language(text.as_str(), language) else { return };
        let tables = self.tables.clone();
        let Some(table) = tables.get(&language) else { return };
        split(text, &mut self.words);
        if !self.binds_capitals(text, table) {
            return;
        }
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
    /// True if some capitals stand where no sentence can start: after a word that binds what
    /// follows. Otherwise it is the full stops that are missing, and lowering would hide that.
    fn binds_capitals(&self, text: Text<'_>, table: &Table) -> bool {
        const BOUND: usize = 2;
        let bound = self.words.windows(3).filter(|words| {
            let odd = table.kind(text.slice(words[1].span));
            words[1].joined
                && words[1].shape == Shape::Title
                && words[0].shape == Shape::Lower
                // In a headline that runs on, the next word has a capital too.
                && words[2].shape == Shape::Lower
                && (odd.function || odd.verb || odd.spun)
                && table.kind(text.slice(words[0].span)).binding
        });
        bound.take(BOUND).count() == BOUND
    }

    /// Decides for every word by which rule it is lowered, if by any.
    fn decide(&mut self, text: Text<'_>, table: &Table) {
        let lower = self.words.iter().filter(|word| word.shape == Shape::Lower);
        let lower: HashSet<&str> = lower.map(|word| text.slice(word.span)).collect();
        let headlines = words::headlines(text, &self.words);
        self.lowered.clear();
        for (index, is_headline) in headlines.into_iter().enumerate() {
            let word = self.words[index];
            let letters = text.slice(word.span).to_lowercase();
            let kind = table.kind(&letters);
            let rule = match word.shape {
                Shape::Title if word.starts => None,
                Shape::Title if is_headline => kind.small.then_some(self.function_word),
                Shape::Title if kind.function => {
                    // A preposition or conjunction ends no name; other function words do, as in
                    // the names of eras and alliances.
                    let ends_name = !kind.binding && !kind.small && self.is_within_name(index);
                    (!ends_name).then_some(self.function_word)
                }
                Shape::Title if kind.verb => Some(self.spun_word),
                Shape::Title if kind.spun => {
                    (!self.is_within_name(index)).then_some(self.spun_word)
                }
                Shape::Title => {
                    let odd = self.is_between_lower(index) && lower.contains(letters.as_str());
                    odd.then_some(self.lower_elsewhere)
                }
                _ => None,
            };
            self.lowered.push(rule.filter(|_| !self.opens_name(text, table, index, &letters)));
        }
    }

    /// True if the word and the next are a name that the language knows.
    fn opens_name(&self, text: Text<'_>, table: &Table, index: usize, letters: &str) -> bool {
        let next = self.words.get(index + 1).filter(|next| next.joined);
        next.is_some_and(|next| {
            let next = text.slice(next.span).to_lowercase();
            table.names.contains(&format!("{letters} {next}"))
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
        let mut words: HashMap<String, Kind> = HashMap::new();
        let mut mark = |list: &[String], mark: fn(&mut Kind)| {
            for word in list {
                mark(words.entry(word.clone()).or_default());
            }
        };
        mark(&facts.function_words, |kind| kind.function = true);
        mark(&facts.binding_words, |kind| kind.binding = true);
        mark(&facts.small_words, |kind| kind.small = true);
        mark(&facts.spun_verbs, |kind| kind.verb = true);
        mark(&facts.spun_words, |kind| kind.spun = true);
        Table { words, names: facts.names.iter().cloned().collect() }
    }

    fn kind(&self, word: &str) -> Kind {
        let known = self.words.get(word).copied();
        known.or_else(|| self.words.get(&word.to_lowercase()).copied()).unwrap_or_default()
    }
}
