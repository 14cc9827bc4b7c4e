//! Whether a document may show the pattern of an article spinner at all: the cheap test.

use std::sync::Arc;

use crate::{document::Language, language::Languages, text::pairs};

/// The least number of capitalised function words between words in lower case, and of distinct
/// ones.
const MIN_HITS: usize = 3;

#[derive(Clone)]
pub(super) struct Gate {
    languages: Arc<Languages>,
    /// The least share of all words.
    min_share: f64,
    key: String,
    /// The places of capitalised words that some language has as function words.
    hits: Vec<(usize, usize)>,
}

impl Gate {
    pub(super) fn new(languages: Languages, min_share: f64) -> Gate {
        Gate { languages: Arc::new(languages), min_share, key: String::new(), hits: vec![] }
    }

    /// The language of the text, `named` if the source says it, if the text has enough of them.
    pub(super) fn language(&mut self, text: &str, named: Option<Language>) -> Option<Language> {
        self.hits.clear();
        for (start, end) in odd_capitals(text) {
            self.key.clear();
            self.key.extend(text[start..end].chars().flat_map(char::to_lowercase));
            if self.languages.has(&self.key, named) {
                self.hits.push((start, end));
            }
        }
        if self.hits.len() < MIN_HITS {
            return None;
        }
        let language = named.or_else(|| self.languages.guess(text))?;
        let lower = |hit: &(usize, usize)| text[hit.0..hit.1].to_lowercase();
        let mut hits: Vec<String> = self
            .hits
            .iter()
            .map(lower)
            .filter(|word| self.languages.has(word, Some(language)))
            .collect();
        let all = hits.len();
        hits.sort_unstable();
        hits.dedup();
        let share = all as f64 / text.split_whitespace().count() as f64;
        (hits.len() >= MIN_HITS && share >= self.min_share).then_some(language)
    }
}

/// The places of capitalised words with a word in lower case on both sides, one space away.
fn odd_capitals(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let opens =
        |before: u8, byte: u8| (before == b' ') & (byte.is_ascii_uppercase() | !byte.is_ascii());
    pairs(text.as_bytes(), opens).filter_map(move |start| {
        let space = start - 1;
        let first = text[start..].chars().next().filter(|c| c.is_uppercase())?;
        text[..space].chars().next_back().filter(|c| c.is_lowercase())?;
        let end = start + text[start..].find(|c: char| !c.is_alphabetic())?;
        let mut rest = text[start + first.len_utf8()..end].chars();
        let next = text[end..].strip_prefix(' ')?.chars().next()?;
        (rest.all(char::is_lowercase) && next.is_lowercase()).then_some((start, end))
    })
}
