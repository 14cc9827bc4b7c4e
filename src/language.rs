//! Guesses the language of a text by its function words.
//!
//! Knows only the languages that have facts, and would rather say nothing than guess wrong: what
//! depends on it leaves a text of unknown language alone.

use hashbrown::HashMap;

use crate::{document::Language, rule::Rules};

/// Words at the head of a text that are looked at: enough to tell Malay from Indonesian.
const SAMPLE: usize = 400;
/// In running text, a quarter to a half of the words are function words; in lists, almost none.
const MIN_SHARE: f64 = 0.1;
const MIN_WORDS: usize = 5;
/// At most this many languages can be told apart.
const MAX_LANGUAGES: usize = 64;

/// The function words of every language that has facts.
#[derive(Debug)]
pub struct Languages {
    tags: Vec<Language>,
    /// For each word, the languages that have it, one bit each.
    words: HashMap<Box<str>, u64>,
    longest: usize,
}

impl Languages {
    /// Collects the words.
    pub fn new(rules: &Rules) -> Languages {
        let mut languages = Languages { tags: vec![], words: HashMap::new(), longest: 0 };
        for (index, (tag, facts)) in rules.facts().take(MAX_LANGUAGES).enumerate() {
            languages.tags.push(tag);
            for word in &facts.function_words {
                *languages.words.entry(word.as_str().into()).or_default() |= 1 << index;
                languages.longest = languages.longest.max(word.len());
            }
        }
        languages
    }

    /// True if the word, in lower case, is a function word of this language, or of any.
    pub fn has(&self, word: &str, language: Option<Language>) -> bool {
        let bits = self.words.get(word).copied().unwrap_or(0);
        match language {
            None => bits != 0,
            Some(language) => {
                let index = self.tags.iter().position(|tag| *tag == language);
                index.is_some_and(|index| bits & (1 << index) != 0)
            }
        }
    }

    /// The language whose function words the head of the text has most of; `None` if too few.
    pub fn guess(&self, text: &str) -> Option<Language> {
        let (mut counts, mut all) = ([0_usize; MAX_LANGUAGES], 0);
        let mut key = String::with_capacity(self.longest);
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()).take(SAMPLE)
        {
            all += 1;
            if word.len() > self.longest {
                continue;
            }
            key.clear();
            key.extend(word.chars().flat_map(char::to_lowercase));
            let mut has = self.words.get(key.as_str()).copied().unwrap_or(0);
            while has != 0 {
                counts[has.trailing_zeros() as usize] += 1;
                has &= has - 1;
            }
        }
        let ranked = self.tags.iter().zip(counts);
        let (tag, count) = ranked.max_by_key(|(tag, count)| (*count, std::cmp::Reverse(**tag)))?;
        (count >= MIN_WORDS && count as f64 >= all as f64 * MIN_SHARE).then_some(*tag)
    }
}
