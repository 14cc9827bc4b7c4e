//! A document that shows the pattern: by which rule each of its capitals is lowered, if by any.

use std::cell::OnceCell;

use hashbrown::HashSet;

use super::{
    Codes,
    judge::Judge,
    lowered::Lowered,
    vocabulary::{Kind, Vocabulary},
};
use crate::{
    rule::RuleId,
    text::Text,
    words::{self, Shape, Word},
};

pub(super) struct Page<'d> {
    text: Text<'d>,
    words: &'d [Word],
    lowered: &'d Lowered<'d>,
    vocabulary: &'d Vocabulary,
    codes: Codes,
    judge: Option<Judge<'d>>,
    /// What the document itself writes small, once that is asked.
    small: OnceCell<HashSet<&'d str>>,
    headlines: Vec<bool>,
    titles: Vec<bool>,
}

impl<'d> Page<'d> {
    pub(super) fn new(
        text: Text<'d>,
        words: &'d [Word],
        lowered: &'d Lowered<'d>,
        vocabulary: &'d Vocabulary,
        codes: Codes,
    ) -> Page<'d> {
        Page {
            text,
            words,
            lowered,
            vocabulary,
            codes,
            judge: Judge::new(text, words, lowered, vocabulary),
            small: OnceCell::new(),
            headlines: words::headlines(text, words),
            titles: words::titles(text, words),
        }
    }

    /// By which rule a word is lowered; `before` is that of the word before it.
    pub(super) fn rule(&self, index: usize, before: Option<RuleId>) -> Option<RuleId> {
        let word = self.words[index];
        if word.shape != Shape::Title || self.titles[index] {
            return None;
        }
        let letters = self.lowered.get(index);
        if word.starts && !self.goes_on(index, letters) {
            return None;
        }
        if self.opens_name(index, letters) || self.opens_speech(index) {
            return None;
        }
        let kind = self.vocabulary.kind(letters);
        match &self.judge {
            _ if self.headlines[index] => kind.small.then_some(self.codes.function_word),
            Some(judge) if judge.knows(index) => judge
                .is_odd(index, kind, word.joined && before.is_some())
                .then(|| self.rule_for(kind)),
            Some(_) => self.by_document(index, letters),
            None => self.by_lists(index, kind, before).or_else(|| self.by_document(index, letters)),
        }
    }

    /// The rule that says best why the word is lowered.
    fn rule_for(&self, kind: Kind) -> RuleId {
        match kind {
            Kind { function: true, .. } => self.codes.function_word,
            Kind { verb: true, .. } | Kind { spun: true, .. } => self.codes.spun_word,
            _ => self.codes.usually_small,
        }
    }

    fn by_lists(&self, index: usize, kind: Kind, before: Option<RuleId>) -> Option<RuleId> {
        let within_name = self.is_within_name(index, before);
        let lowered = if kind.function {
            // A preposition or conjunction ends no name; other function words do, as in the names
            // of eras and alliances.
            kind.binding || kind.small || !within_name
        } else {
            kind.verb || kind.spun && !within_name
        };
        lowered.then(|| self.rule_for(kind))
    }

    fn by_document(&self, index: usize, letters: &str) -> Option<RuleId> {
        let odd = self.is_between_lower(index) && self.writes_small(letters);
        odd.then_some(self.codes.lower_elsewhere)
    }

    fn writes_small(&self, letters: &str) -> bool {
        let small = || {
            let words = self.words.iter().filter(|word| word.shape == Shape::Lower);
            words.map(|word| self.text.slice(word.span)).collect()
        };
        self.small.get_or_init(small).contains(letters)
    }

    /// True if the word and the next are a name that the language knows.
    fn opens_name(&self, index: usize, letters: &str) -> bool {
        let next = self.words.get(index + 1).filter(|next| next.joined);
        next.is_some() && self.vocabulary.is_name(letters, self.lowered.get(index + 1))
    }

    /// True for a function word that opens a bracket within a sentence.
    fn goes_on(&self, index: usize, letters: &str) -> bool {
        let lower = |at: usize| self.words.get(at).is_some_and(|word| word.shape == Shape::Lower);
        let opens = self.text.as_str()[..self.words[index].span.start as usize].ends_with(" (");
        opens
            && index > 0
            && lower(index - 1)
            && lower(index + 1)
            && self.vocabulary.kind(letters).function
    }

    /// True if a quotation may start here without its mark: `Ia berkata, Jika …`
    fn opens_speech(&self, index: usize) -> bool {
        let before = || self.vocabulary.kind(self.text.slice(self.words[index - 1].span));
        !self.words[index].joined && before().verb
    }

    /// True if a capital that stays stands right before the word: an institution or a title. At
    /// the start of a sentence a capital says nothing by itself, but two of them around the word do.
    fn is_within_name(&self, index: usize, before: Option<RuleId>) -> bool {
        let (word, last) = (self.words[index], self.words[index - 1]);
        if !word.joined || last.shape == Shape::Lower || before.is_some() {
            return false;
        }
        let next_is_capital =
            self.words.get(index + 1).is_some_and(|next| next.joined && next.shape != Shape::Lower);
        !last.starts || next_is_capital
    }

    fn is_between_lower(&self, index: usize) -> bool {
        let lower = |word: &Word| word.shape == Shape::Lower;
        self.words[index].joined
            && lower(&self.words[index - 1])
            && self.words.get(index + 1).is_some_and(|next| next.joined && lower(next))
    }
}
