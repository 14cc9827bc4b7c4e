//! A name that is garbled once in a document that spells it right many times.

use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Span, Text, pairs},
};

/// Shorter names are too near to other words.
const MIN_BYTES: usize = 5;
/// Counters of names, more than an article has; a prime, so that the last letters spread.
const COUNTS: usize = 509;
/// A garbled name has at most this many letters more than the name.
const MAX_EXTRA: usize = 2;

#[derive(Clone)]
pub(super) struct Garbled {
    rule: RuleId,
    /// How often the right spelling must stand in the document.
    min_right: usize,
    /// Capitalised words, each with its first letters.
    names: Vec<(u64, Span)>,
    /// Those that may stand often.
    frequent: Vec<(u64, Span)>,
    /// The first of each name that stands often, by their letters.
    often: Vec<Often>,
    /// The words that are like one of those.
    alike: Vec<(u64, Span)>,
}

/// A name that stands often.
#[derive(Clone, Copy)]
struct Often {
    span: Span,
    /// See [`letters`].
    letters: u64,
}

impl Garbled {
    pub(super) fn new(rules: &Rules) -> Result<Garbled, RuleError> {
        let rule = rules.code("script", "garbled-name")?;
        let min_right = rules.limit(rule)? as usize;
        let (names, frequent, often, alike) = (vec![], vec![], vec![], vec![]);
        Ok(Garbled { rule, min_right, names, frequent, often, alike })
    }

    /// Proposes the name that the document has elsewhere before the same next word.
    pub(super) fn propose(&mut self, text: Text<'_>, edits: &mut Edits) {
        self.collect(text);
        self.compare(text);
        // A word that stands twice is like the same names both times.
        sort(text, &mut self.alike);
        for alike in same(text, &self.alike).filter(|alike| alike.len() == 1) {
            let garbled = alike[0].1;
            let word = text.slice(garbled);
            let Some(next) = next_word(text.as_str(), garbled) else { continue };
            let names = self.often.iter().map(|name| name.span);
            let mut right = names.filter(|name| is_garbled(word, text.slice(*name)));
            if let Some(right) = right.find(|n| self.stands_before(text, text.slice(*n), next)) {
                edits.replace(garbled, text.slice(right), self.rule);
            }
        }
    }

    /// Collects the words that are like one of the names that stand often.
    fn compare(&mut self, text: Text<'_>) {
        self.alike.clear();
        let lengths = self.often.iter().fold(0, |lengths, name| lengths | length(name.span.len()));
        for name in &self.names {
            let len = name.1.len();
            // Nearly all words are told from all names by their length or their letters.
            if (1..=MAX_EXTRA).all(|extra| length(len - extra) & lengths == 0) {
                continue;
            }
            let word = text.slice(name.1);
            let has = letters(word);
            let alike = |often: &Often| {
                often.letters & !has == 0 && is_garbled(word, text.slice(often.span))
            };
            if self.often.iter().any(alike) {
                self.alike.push(*name);
            }
        }
    }

    /// Collects the capitalised words, and those of them that stand often.
    fn collect(&mut self, text: Text<'_>) {
        self.names.clear();
        self.often.clear();
        let mut counts = [0_u16; COUNTS];
        capitalised(text.as_str(), |span| {
            let letters = text.slice(span).as_bytes();
            let key = key(letters);
            self.names.push((key, span));
            let count = &mut counts[key as usize % COUNTS];
            *count = count.saturating_add(1);
        });
        // In most documents no name stands often enough, and few may.
        let may = |key: u64| usize::from(counts[key as usize % COUNTS]) >= self.min_right;
        self.frequent.clear();
        self.frequent.extend(self.names.iter().filter(|(key, _)| may(*key)));
        sort(text, &mut self.frequent);
        let often = same(text, &self.frequent).filter(|names| names.len() >= self.min_right);
        self.often.extend(often.map(|names| {
            let span = names[0].1;
            Often { span, letters: letters(text.slice(span)) }
        }));
    }

    /// True if the name stands at least twice before this word.
    fn stands_before(&self, text: Text<'_>, name: &str, next: &str) -> bool {
        let same = |(_, span): &&(u64, Span)| {
            text.slice(*span) == name && next_word(text.as_str(), *span) == Some(next)
        };
        self.names.iter().filter(same).nth(1).is_some()
    }
}

/// The first eight bytes, which tell most names apart; what they leave equal is compared whole.
fn key(letters: &[u8]) -> u64 {
    match letters.first_chunk() {
        Some(eight) => u64::from_be_bytes(*eight),
        None => letters.iter().fold(0, |key, byte| key << 8 | u64::from(*byte)),
    }
}

/// Puts names in the order of their letters, then of their places.
fn sort(text: Text<'_>, names: &mut [(u64, Span)]) {
    names.sort_unstable();
    for alike in names.chunk_by_mut(|a, b| a.0 == b.0) {
        // Most that start alike are the same name.
        let first = text.slice(alike[0].1);
        if alike.iter().any(|(_, span)| text.slice(*span) != first) {
            alike.sort_unstable_by(|a, b| text.slice(a.1).cmp(text.slice(b.1)).then(a.1.cmp(&b.1)));
        }
    }
}

/// A bit for each letter that a word has; some letters share one.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte % 64))
}

/// A bit for a length; the long ones share one.
fn length(len: usize) -> u64 {
    1 << len.min(63)
}

/// The groups of sorted names that are one.
fn same<'n>(text: Text<'n>, names: &'n [(u64, Span)]) -> impl Iterator<Item = &'n [(u64, Span)]> {
    names.chunk_by(move |a, b| a.0 == b.0 && text.slice(a.1) == text.slice(b.1))
}

/// Calls `found` for every capitalised ASCII word that is long enough.
fn capitalised(text: &str, mut found: impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let starts = |before: u8, byte: u8| {
        byte.is_ascii_uppercase() & before.is_ascii() & !before.is_ascii_alphabetic()
    };
    for start in pairs(bytes, starts) {
        let len = word_len(&bytes[start..]);
        if len >= MIN_BYTES && bytes[start + 1].is_ascii_lowercase() {
            found(Span::new(start, start + len));
        }
    }
}

fn word_len(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| b.is_ascii() && !b.is_ascii_alphabetic()).unwrap_or(bytes.len())
}

/// The word that follows after one space.
fn next_word(text: &str, span: Span) -> Option<&str> {
    let rest = text[span.end as usize..].strip_prefix(' ')?;
    let word = &rest[..word_len(rest.as_bytes())];
    (!word.is_empty()).then_some(word)
}

/// True if `word` is `name` with one or two letters too many.
fn is_garbled(word: &str, name: &str) -> bool {
    let extra = word.len().saturating_sub(name.len());
    if !(1..=MAX_EXTRA).contains(&extra) {
        return false;
    }
    let mut letters = word.bytes();
    name.bytes().all(|wanted| letters.any(|letter| letter == wanted))
}
