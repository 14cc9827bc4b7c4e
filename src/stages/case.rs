//! Capitals that an article spinner left in mid-sentence.
//!
//! Two decisions. First: does this document show the pattern? If not, nothing is touched. Then, word
//! by word: where the language has a table of how words are written, what it says of the word and
//! its neighbours; where it has none, function words, words that spinners swap in, and words that the
//! document itself writes in lower case are lowered, unless they are part of a name.

use std::{collections::HashMap, sync::Arc};

use crate::{
    document::{Language, Origin},
    edit::Edits,
    language::Languages,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Span, Text},
    words::{self, Word},
};

mod gate;
mod judge;
mod lowered;
mod page;
mod pattern;
mod vocabulary;

use gate::Gate;
use lowered::Lowered;
use page::Page;
use vocabulary::Vocabulary;

#[derive(Clone)]
struct Case {
    rules: Matcher,
    codes: Codes,
    gate: Gate,
    vocabularies: Arc<HashMap<Language, Vocabulary>>,
    words: Vec<Word>,
    lowered: Vec<Option<RuleId>>,
}

/// The rules that are applied here.
#[derive(Clone, Copy)]
struct Codes {
    function_word: RuleId,
    spun_word: RuleId,
    usually_small: RuleId,
    lower_elsewhere: RuleId,
    lost_stop: RuleId,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let code = |id| rules.code("case", id);
    let codes = Codes {
        function_word: code("function-word")?,
        spun_word: code("spun-word")?,
        usually_small: code("usually-small")?,
        lower_elsewhere: code("lower-elsewhere")?,
        lost_stop: code("lost-full-stop")?,
    };
    let vocabulary = |(tag, facts)| (tag, Vocabulary::new(facts, rules.casing(tag).cloned()));
    Ok(Box::new(Case {
        rules: rules.matcher("case")?,
        codes,
        gate: Gate::new(Languages::new(rules), rules.limit(codes.function_word)?),
        vocabularies: Arc::new(rules.facts().map(vocabulary).collect()),
        words: vec![],
        lowered: vec![],
    }))
}

impl Stage for Case {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        let Some(language) = self.gate.language(text.as_str(), origin.language) else { return };
        let vocabularies = self.vocabularies.clone();
        let Some(vocabulary) = vocabularies.get(&language) else { return };
        words::split(text, &mut self.words);
        if !pattern::is_spun(text, &self.words, vocabulary) {
            self.propose_stops(text, vocabulary, edits);
            return;
        }
        let lowered = Lowered::new(text, &self.words);
        let page = Page::new(text, &self.words, &lowered, vocabulary, self.codes);
        self.lowered.clear();
        for index in 0..self.words.len() {
            self.lowered.push(page.rule(index, self.lowered.last().copied().flatten()));
        }
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
    fn propose_stops(&self, text: Text<'_>, vocabulary: &Vocabulary, edits: &mut Edits) {
        for index in pattern::lost_stops(text, &self.words, vocabulary) {
            let end = self.words[index - 1].span.end as usize;
            edits.replace(Span::new(end, end), ".", self.codes.lost_stop);
        }
    }
}
