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
    words: HashMap<Box<str>, FunctionWord>,
    longest: usize,
}

/// A function word of some languages.
#[derive(Clone, Copy, Debug)]
pub struct FunctionWord {
    /// Tells it from the others.
    pub index: u32,
    /// The languages that have it.
    pub languages: Set,
}

impl FunctionWord {
    /// The word in those of its languages that are among these, if one is.
    pub fn within(self, languages: Set) -> Option<FunctionWord> {
        let languages = self.languages & languages;
        (!languages.is_empty()).then_some(FunctionWord { languages, ..self })
    }
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
                let new = FunctionWord { index: languages.words.len() as u32, languages: Set(0) };
                languages.words.entry(word.as_str().into()).or_insert(new).languages.0 |=
                    1 << index;
                languages.longest = languages.longest.max(word.len());
            }
        }
        languages
    }

    /// The function word that a word in lower case is, if it is one.
    pub fn of(&self, word: &str) -> Option<FunctionWord> {
        self.words.get(word).copied()
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
        for word in words(text).take(SAMPLE) {
            all += 1;
            if word.len() > self.longest {
                continue;
            }
            key.clear();
            push_lower(word, &mut key);
            for language in self.of(&key).iter().flat_map(|word| word.languages.iter()) {
                counts[language] += 1;
            }
        }
        let ranked = self.tags.iter().zip(counts);
        let (tag, count) = ranked.max_by_key(|(tag, count)| (*count, std::cmp::Reverse(**tag)))?;
        (count >= MIN_WORDS && count as f64 >= all as f64 * MIN_SHARE).then_some(*tag)
    }
}

/// The runs of letters in a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let gap = rest.bytes().take_while(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic());
        rest = &rest[gap.count()..];
        if rest.bytes().next().is_some_and(|byte| !byte.is_ascii()) {
            rest = &rest[rest.find(character::is_alphabetic)?..];
        }
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let ascii = rest.as_bytes().get(letters).is_none_or(u8::is_ascii);
        let len = match ascii {
            true => letters,
            false => rest.find(|c| !character::is_alphabetic(c)).unwrap_or(rest.len()),
        };
        let (word, after) = rest.split_at(len);
        rest = after;
        (len > 0).then_some(word)
    })
}

/// Adds a word in lower case, letter by letter, to `key`.
pub fn push_lower(word: &str, key: &mut String) {
    if word.is_ascii() {
        let start = key.len();
        key.push_str(word);
        key[start..].make_ascii_lowercase();
    } else {
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_runs_of_letters() {
        let pieces = ["a", "B", "é", "Ж", " ", "1", "–", "'", "\u{301}", "中", "\n"];
        for n in 0..pieces.len().pow(4) {
            let text: String =
                (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
            let slow = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            assert!(words(&text).eq(slow), "{text}");
        }
    }
}
