//! Guesses the language of a text by its function words.
//!
//! Knows only the languages that have facts, and would rather say nothing than guess wrong: what
//! depends on it leaves a text of unknown language alone.

use std::ops::BitAnd;

use hashbrown::HashMap;

use crate::{character, document::Language, rule::Rules};

/// Words at the head of a text that are looked at: enough to tell Malay from Indonesian.
const SAMPLE: usize = 400;
/// In running text, a quarter to a half of the words are function words; in lists, almost none.
const MIN_SHARE: f64 = 0.1;
const MIN_WORDS: usize = 5;

/// Some of the languages of a [`Languages`], by their places in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Set(u64);

/// The function words of every language that has facts.
#[derive(Debug)]
pub struct Languages {
    tags: Vec<Language>,
    /// For each word, the languages that have it.
    words: HashMap<Box<str>, Set>,
    longest: usize,
}

impl Set {
    /// At most this many languages can be told apart.
    pub const CAPACITY: usize = 64;
    /// Every language.
    pub const ALL: Set = Set(u64::MAX);

    /// True if it has none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The first of them.
    pub fn first(self) -> Option<usize> {
        self.iter().next()
    }

    /// Their places, in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let first = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
            rest &= rest - 1;
            Some(first)
        })
    }
}

impl BitAnd for Set {
    type Output = Set;

    fn bitand(self, other: Set) -> Set {
        Set(self.0 & other.0)
    }
}

impl Languages {
    /// Collects the words.
    pub fn new(rules: &Rules) -> Languages {
        let mut languages = Languages { tags: vec![], words: HashMap::new(), longest: 0 };
        for (index, (tag, facts)) in rules.facts().take(Set::CAPACITY).enumerate() {
            languages.tags.push(tag);
            for word in &facts.function_words {
                languages.words.entry(word.as_str().into()).or_default().0 |= 1 << index;
                languages.longest = languages.longest.max(word.len());
            }
        }
        languages
    }

    /// The languages of which the word, in lower case, is a function word.
    pub fn of(&self, word: &str) -> Set {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// The set of one language; empty if it has no facts.
    pub fn set(&self, language: Language) -> Set {
        let index = self.tags.iter().position(|tag| *tag == language);
        index.map_or(Set::default(), |index| Set(1 << index))
    }

    /// The bytes of the longest word.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// The language whose function words the head of the text has most of; `None` if too few.
    pub fn guess(&self, text: &str) -> Option<Language> {
        let (mut counts, mut all) = ([0_usize; Set::CAPACITY], 0);
        let mut key = String::with_capacity(self.longest);
        let words = text.split(|c: char| !character::is_alphabetic(c));
        for word in words.filter(|word| !word.is_empty()).take(SAMPLE) {
            all += 1;
            if word.len() > self.longest {
                continue;
            }
            key.clear();
            if word.is_ascii() {
                key.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
            } else {
                key.extend(word.chars().flat_map(char::to_lowercase));
            }
            for language in self.of(&key).iter() {
                counts[language] += 1;
            }
        }
        let ranked = self.tags.iter().zip(counts);
        let (tag, count) = ranked.max_by_key(|(tag, count)| (*count, std::cmp::Reverse(**tag)))?;
        (count >= MIN_WORDS && count as f64 >= all as f64 * MIN_SHARE).then_some(*tag)
    }
}
