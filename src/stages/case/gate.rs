//! Whether a document may show the pattern of an article spinner at all: the cheap test.

use std::{ops::Range, sync::Arc};

use crate::{
    character,
    document::Language,
    language::{FunctionWord, Languages, Set, push_lower},
    text::{is_sentence, pairs, word_count},
};

/// The least number of capitalised function words between words in lower case, and of distinct
/// ones.
const MIN_HITS: usize = 3;

#[derive(Clone)]
pub(super) struct Gate {
    languages: Arc<Languages>,
    /// The least share of all words.
    min_share: f64,
    /// A word in lower case.
    key: String,
    /// The capitalised words that some language has as function words.
    hits: Vec<FunctionWord>,
}

impl Gate {
    pub(super) fn new(languages: Languages, min_share: f64) -> Gate {
        Gate { languages: Arc::new(languages), min_share, key: String::new(), hits: vec![] }
    }

    /// The language of the text, `named` if the source says it, if the text has enough of them.
    pub(super) fn language(&mut self, text: &str, named: Option<Language>) -> Option<Language> {
        self.find(text, named.map_or(Set::ALL, |named| self.languages.set(named)));
        if self.hits.len() < MIN_HITS {
            return None;
        }
        let counts = self.counts();
        let distinct = |count: &&Count| count.distinct >= MIN_HITS;
        let most = counts.iter().filter(distinct).map(|count| count.all).max()?;
        // Both are dearer than what was done so far, so the dearer is asked last.
        let words = word_count(text) as f64;
        if most as f64 / words < self.min_share {
            return None;
        }
        let language = named.or_else(|| self.languages.guess(text))?;
        let count = self.languages.set(language).first().and_then(|index| counts.get(index))?;
        let enough = |count: &Count| count.all as f64 / words >= self.min_share;
        (count.distinct >= MIN_HITS && enough(count)).then_some(language)
    }

    /// Collects the words that one of these languages has, in lines that say something: code and
    /// lists of titles have capitals of their own.
    fn find(&mut self, text: &str, languages: Set) {
        self.hits.clear();
        let (mut line, mut is_prose) = (0..0, false);
        for (start, end) in odd_capitals(text, self.languages.longest()) {
            self.key.clear();
            push_lower(&text[start..end], &mut self.key);
            let word = self.languages.of(&self.key).and_then(|word| word.within(languages));
            if word.is_some() && !line.contains(&start) {
                line = line_at(text, start);
                is_prose = has_sentence(&text[line.clone()]);
            }
            self.hits.extend(word.filter(|_| is_prose));
        }
    }

    /// For each language how many of its words were found.
    fn counts(&mut self) -> [Count; Set::CAPACITY] {
        self.hits.sort_unstable_by_key(|word| word.index);
        let mut counts = [Count::default(); Set::CAPACITY];
        for same in self.hits.chunk_by(|a, b| a.index == b.index) {
            for language in same[0].languages.iter() {
                counts[language].distinct += 1;
                counts[language].all += same.len();
            }
        }
        counts
    }
}

/// How many words of a language were found.
#[derive(Clone, Copy, Default)]
struct Count {
    all: usize,
    distinct: usize,
}

/// The line that has the byte at `at`.
fn line_at(text: &str, at: usize) -> Range<usize> {
    let (before, after) = text.as_bytes().split_at(at);
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', after).map_or(text.len(), |newline| at + newline);
    start..end
}

/// True if a sentence ends in the line or with it.
fn has_sentence(line: &str) -> bool {
    is_sentence(line.trim_end()) || line.contains(". ")
}

/// The places of capitalised words with a word in lower case on both sides, one space away; without
/// those of more than `longest` bytes in ASCII.
fn odd_capitals(text: &str, longest: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
    let opens =
        |before: u8, byte: u8| (before == b' ') & (byte.is_ascii_uppercase() | !byte.is_ascii());
    pairs(text.as_bytes(), opens).filter_map(move |start| {
        let end = odd_capital(text, start, longest)?;
        Some((start, end))
    })
}

/// The end of the word that starts there after a space, if it is such a word.
fn odd_capital(text: &str, start: usize, longest: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // Most are ruled out by the byte before the space, and by the length of the word.
    let before = *bytes.get(start.checked_sub(2)?)?;
    if before.is_ascii() && !before.is_ascii_lowercase() {
        return None;
    }
    let ascii = bytes[start + 1..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
    let end = start + 1 + ascii;
    let quick = before.is_ascii() && bytes[start].is_ascii();
    match bytes.get(end..)? {
        [b' ', after, ..] if quick && after.is_ascii() => {
            (end - start <= longest && after.is_ascii_lowercase()).then_some(end)
        }
        [other, ..] if other.is_ascii() && quick && *other != b' ' => None,
        [] => None,
        // In lower case, a word outside ASCII may be shorter.
        _ => odd_capital_of_any(text, start),
    }
}

fn odd_capital_of_any(text: &str, start: usize) -> Option<usize> {
    let first = text[start..].chars().next().filter(|c| character::is_uppercase(*c))?;
    text[..start - 1].chars().next_back().filter(|c| character::is_lowercase(*c))?;
    let end = start + text[start..].find(|c| !character::is_alphabetic(c))?;
    let mut rest = text[start + first.len_utf8()..end].chars();
    let next = text[end..].strip_prefix(' ')?.chars().next()?;
    (rest.all(character::is_lowercase) && character::is_lowercase(next)).then_some(end)
}
