//! Counts how the words of sentences are written, and writes the table.

use std::{collections::HashMap, fmt::Write};

use super::Seen;
use crate::{
    text::Text,
    words::{self, Shape, Word},
};

/// A word that was seen small less often says little: with 2 the tables grow by a fifth and restore
/// nothing more.
const MIN_SMALL: u32 = 3;
/// Two words are a name, or part of one, if the capital was seen this often and stands in a share
/// of its places that is this many times the usual one. With one capital the tables are twice as
/// large and restore no more.
const MIN_CAPITAL: u32 = 2;
const MIN_LIFT: f64 = 2.0;
/// The usual share of capitals is taken to be at least this, or a single capital would be a name.
const MIN_SHARE: f64 = 0.02;

/// What was counted so far.
#[derive(Debug, Default)]
pub struct Counts {
    seen: HashMap<String, Seen>,
    words: Vec<Word>,
    /// Sentences that counted; a headline does not.
    pub sentences: u64,
    /// Words in mid-sentence.
    pub total: u64,
}

impl Counts {
    /// Counts the words of a sentence that stand in mid-sentence, each alone and with the word
    /// before and after it.
    pub fn add(&mut self, sentence: &str) {
        let text = Text::new(sentence);
        words::split(text, &mut self.words);
        if words::mostly_capitals(&self.words) {
            return;
        }
        self.sentences += 1;
        let lower = |word: &Word| text.slice(word.span).to_lowercase();
        for (index, word) in self.words.iter().enumerate().filter(|(_, word)| !word.starts) {
            let Some(capital) = has_capital(text.slice(word.span), word.shape) else { continue };
            let key = lower(word);
            let mut count = |key| {
                let seen: &mut Seen = self.seen.entry(key).or_default();
                *(if capital { &mut seen.capital } else { &mut seen.small }) += 1;
            };
            if word.joined {
                count(format!("{key} <{}", lower(&self.words[index - 1])));
            }
            if let Some(next) = self.words.get(index + 1).filter(|next| next.joined) {
                count(format!("{key} >{}", lower(next)));
            }
            count(key);
            self.total += 1;
        }
    }

    /// The lines of the table, in the order of the bytes of their keys.
    pub fn table(&self) -> String {
        let mut kept: Vec<_> =
            self.seen.iter().filter(|(key, seen)| self.keeps(key, **seen)).collect();
        kept.sort_unstable_by_key(|(key, _)| *key);
        kept.iter().fold(String::new(), |mut table, (key, seen)| {
            let line = writeln!(table, "{key}\t{}\t{}", seen.small, seen.capital);
            debug_assert!(line.is_ok(), "a string takes every line");
            table
        })
    }

    /// True for a word that is usually small, and for two words in which its capital is usual.
    fn keeps(&self, key: &str, seen: Seen) -> bool {
        let Some((word, _)) = key.split_once(' ') else { return seen.small >= MIN_SMALL };
        let Some(alone) = self.seen.get(word).filter(|alone| alone.small >= MIN_SMALL) else {
            return false;
        };
        let share = |seen: Seen| f64::from(seen.capital) / f64::from(seen.small + seen.capital);
        seen.capital >= MIN_CAPITAL && share(seen) > MIN_LIFT * share(*alone).max(MIN_SHARE)
    }
}

/// Whether the word has a capital; `None` if it shows nothing, as a number does.
fn has_capital(word: &str, shape: Shape) -> Option<bool> {
    let counts = shape != Shape::Other || word.chars().all(char::is_alphabetic);
    counts.then(|| !word.starts_with(char::is_lowercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_in_mid_sentence_count() {
        let mut counts = Counts::default();
        for _ in 0..3 {
            counts.add("Untuk itu, ia pergi ke Desa Sukamaju. Warga desa itu senang di desa.");
        }
        counts.add("Harga Beras Naik Lagi");
        let table = counts.table();
        assert_eq!(counts.sentences, 3);
        assert!(table.contains("desa\t6\t3\n") && !table.contains("warga"), "{table}");
        assert!(table.contains("desa <ke\t0\t3\n"), "the capital is usual there: {table}");
        assert!(!table.contains("pergi >"), "{table}");
    }
}
