//! A lone word of another script among words of the main script.

use std::{collections::HashSet, sync::Arc};

use unicode_script::Script;

use super::{group_of, remove, script_of};
use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Span, Text},
};

/// In a document with more foreign words they were meant.
const MAX_WORDS: usize = 3;
/// A document with more foreign words than this is about them, and none is proposed.
const MANY_WORDS: usize = 12;
/// How many words on each side may say that the word is named, quoted or explained.
const REACH: usize = 2;

#[derive(Clone)]
pub(super) struct Stray {
    stray_word: RuleId,
    foreign_word: RuleId,
    /// Words that introduce a word of another script, and words that explain it, in lower case.
    before: Arc<HashSet<String>>,
    after: Arc<HashSet<String>>,
    /// Words of other scripts that only grammar needs: never how a name is written, nor a unit.
    particles: Arc<HashSet<String>>,
    /// The foreign words of the document.
    words: Vec<Span>,
    /// Those that stand alone within a sentence.
    found: Vec<Span>,
}

impl Stray {
    pub(super) fn new(rules: &Rules) -> Result<Stray, RuleError> {
        let code = |id| rules.code("script", id);
        let (stray_word, foreign_word) = (code("stray-word")?, code("foreign-word")?);
        let words = |id| Arc::new(rules.get(id).rule.words.iter().cloned().collect());
        Ok(Stray {
            stray_word,
            foreign_word,
            before: words(stray_word),
            after: words(foreign_word),
            particles: Arc::new(particles(rules)),
            words: vec![],
            found: vec![],
        })
    }

    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.found.clear();
    }

    /// Judges a word whose letters are all of one script, which is not the main one.
    pub(super) fn add(&mut self, text: Text<'_>, word: Span, main: Script) {
        self.words.push(word);
        if self.words.len() > MANY_WORDS {
            return;
        }
        let letters = text.slice(word);
        let first = letters.chars().next().unwrap_or_default();
        let formula = script_of(first) == Script::Greek && letters.chars().count() <= 2;
        // Formulas of reverence, each one character, as after the name of the prophet.
        let reverence = ('\u{fdf0}'..='\u{fdff}').contains(&first);
        if !formula && !reverence && is_within_sentence(text.as_str(), word, main) {
            self.found.push(word);
        }
    }

    /// True if nothing says that the word was meant: it is no name, stands within a sentence, and
    /// no word beside it introduces or explains it.
    fn is_stray(&self, text: &str, word: Span) -> bool {
        let line = |c: char| c == '\n';
        let before = text[..word.start as usize].rsplit(line).next().unwrap_or_default();
        let after = text[word.end as usize..].split(line).next().unwrap_or_default();
        let is_capital = |word: &str| word.starts_with(char::is_uppercase);
        let letters = &text[word.range()];
        // Where a script has capitals, a word without one is no name.
        let is_small = letters.starts_with(char::is_lowercase) || self.particles.contains(letters);
        let mut above = before.split_whitespace().rev();
        let previous = above.next().unwrap_or_default();
        let starts_sentence = above.next().is_none_or(|word| word.ends_with(['.', '!', '?', ':']));
        // After a name, unless within it, the word may be how the name is written.
        let next = after.split_whitespace().next().unwrap_or_default();
        let after_name = is_capital(previous)
            && !starts_sentence
            && !previous.ends_with(',')
            && !next.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
        let introduced = before.split_whitespace().rev().take(REACH).any(|w| has(&self.before, w));
        let explained = after.split_whitespace().take(REACH).any(|word| has(&self.after, word));
        !is_capital(letters) && (is_small || !after_name) && !introduced && !explained
    }

    /// Proposes to remove the words that were found.
    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let few = self.words.len() <= MAX_WORDS;
        if self.words.len() > MANY_WORDS {
            return;
        }
        for word in self.found.iter().copied() {
            let sure = few && self.is_only(text, word) && self.is_stray(text.as_str(), word);
            remove(text, word, if sure { self.stray_word } else { self.foreign_word }, edits);
        }
    }

    /// True if the document does not have the word again, and its line no other foreign word.
    fn is_only(&self, text: Text<'_>, word: Span) -> bool {
        let others = self.words.iter().filter(|other| **other != word);
        others.copied().all(|other| {
            let between = word.end.min(other.end)..word.start.max(other.start);
            let between = &text.as_str()[between.start as usize..between.end as usize];
            text.slice(other) != text.slice(word) && between.contains('\n')
        })
    }
}

/// The function words of the languages that are not written in Latin letters.
fn particles(rules: &Rules) -> HashSet<String> {
    let words = rules.facts().flat_map(|(_, facts)| &facts.function_words);
    let foreign = |word: &&String| word.starts_with(|c| script_of(c) != Script::Latin);
    words.filter(foreign).cloned().collect()
}

/// True if words of the main script stand on both sides, one space away: a comma may stand before
/// the word, and a number after it.
fn is_within_sentence(text: &str, word: Span, main: Script) -> bool {
    let native = |word: &str| word.chars().any(|c| group_of(c) == main);
    let quiet = |c: char| c.is_alphanumeric();
    let before = text[..word.start as usize].strip_suffix(' ').is_some_and(|before| {
        let previous = before.rsplit(char::is_whitespace).next().unwrap_or_default();
        previous.ends_with(|c: char| quiet(c) || matches!(c, ',' | '%')) && native(previous)
    });
    let after = text[word.end as usize..].strip_prefix(' ').is_some_and(|after| {
        let next = after.split(char::is_whitespace).next().unwrap_or_default();
        next.starts_with(quiet) && (native(next) || next.starts_with(|c: char| c.is_ascii_digit()))
    });
    before && after
}

fn has(words: &HashSet<String>, word: &str) -> bool {
    words.contains(&word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase())
}
