//! Words of two scripts that nobody writes on purpose, and what the rest of the document says of them.

use std::{cell::OnceCell, sync::Arc};

use hashbrown::HashSet;
use unicode_script::Script;

use super::{group_of, is_of_letters, remove};
use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Span, Text, is_unspaced},
};

/// A document with so many letters of a script in words of their own is written in it too, and may
/// write its words to those of another. Where machines left a word or two, there are fewer. A letter
/// of Thai or Chinese, which says more, counts [`DENSE`].
const WRITTEN: usize = 30;
const DENSE: usize = 3;

#[derive(Clone)]
pub(super) struct Mixed {
    mixed_word: RuleId,
    /// What some languages write to a word of any script.
    attached: Arc<HashSet<String>>,
    /// The words, each with the document's main script.
    words: Vec<(Span, Script)>,
    /// How many letters stand in words of one script, for each script.
    letters: [usize; 256],
}

impl Mixed {
    pub(super) fn new(rules: &Rules) -> Result<Mixed, RuleError> {
        let mixed_word = rules.code("script", "mixed-word")?;
        let attached = Arc::new(rules.get(mixed_word).rule.words.iter().cloned().collect());
        Ok(Mixed { mixed_word, attached, words: vec![], letters: [0; 256] })
    }

    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.letters.fill(0);
    }

    /// Counts a word of one script.
    pub(super) fn see(&mut self, word: &str, script: Script) {
        let dense = word.starts_with(is_unspaced);
        self.letters[script as usize] += word.chars().count() * if dense { DENSE } else { 1 };
    }

    /// Adds a word of two.
    pub(super) fn add(&mut self, word: Span, main: Script) {
        self.words.push((word, main));
    }

    /// Proposes to remove the words that the rest of the document does not explain.
    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let latin = OnceCell::new();
        let is_word = |run| latin.get_or_init(|| latin_words(text.as_str())).contains(run);
        for &(word, main) in &self.words {
            let letters = text.slice(word);
            let lost_space = main != Script::Latin && runs(letters).any(is_word);
            if !lost_space && !self.is_attached(letters) && !self.is_written(letters, main) {
                remove(text, word, self.mixed_word, edits);
            }
        }
    }

    /// True for one run of Latin letters with such a word before or after it.
    fn is_attached(&self, word: &str) -> bool {
        let mut runs = runs(word);
        let rest = runs.next().filter(|_| runs.next().is_none()).map(|run| {
            word.strip_suffix(run).or_else(|| word.strip_prefix(run)).unwrap_or_default()
        });
        rest.is_some_and(|rest| self.attached.contains(rest))
    }

    /// True if the document has words of each script of the word.
    fn is_written(&self, word: &str, main: Script) -> bool {
        let foreign = word.chars().map(group_of).filter(|script| is_of_letters(*script));
        let mut foreign = foreign.filter(|script| *script != main).peekable();
        let seen =
            |script: Script| script != Script::Latin && self.letters[script as usize] >= WRITTEN;
        foreign.peek().is_some() && foreign.all(seen)
    }
}

/// The words of a text that are all in Latin letters and digits: where one of them is also a part of a
/// word of two scripts, a space was lost there.
fn latin_words(text: &str) -> HashSet<&str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| runs(word).next() == Some(word))
        .collect()
}

/// The runs of Latin letters and digits in a word; one letter alone says nothing.
fn runs(word: &str) -> impl Iterator<Item = &str> {
    let is_latin = |c: char| c.is_ascii_digit() || group_of(c) == Script::Latin;
    let runs = word.split(move |c| !is_latin(c));
    runs.filter(|run| run.chars().nth(1).is_some() && run.contains(char::is_alphabetic))
}
