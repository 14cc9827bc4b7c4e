//! What one language says about its words: the lists of its pack, and the table of how they are
//! written, if it has one.

use hashbrown::HashMap;

use crate::{casing::Casing, rule::Facts};

/// The words of one language, in lower case.
pub(super) struct Vocabulary {
    words: HashMap<String, Kind>,
    /// Two words, the first a function word, that are a name or part of one: the second by the
    /// first.
    names: HashMap<String, Vec<String>>,
    /// How words are written in mid-sentence.
    pub(super) casing: Option<Casing>,
}

/// What a word may be lowered as.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kind {
    pub(super) function: bool,
    /// Cannot end a sentence.
    pub(super) binding: bool,
    /// Stays small in a headline.
    pub(super) small: bool,
    /// Has a capital where it means God.
    pub(super) reverent: bool,
    pub(super) verb: bool,
    pub(super) spun: bool,
}

impl Vocabulary {
    pub(super) fn new(facts: &Facts, casing: Option<Casing>) -> Vocabulary {
        let mut words: HashMap<String, Kind> = HashMap::new();
        let mut mark = |list: &[String], mark: fn(&mut Kind)| {
            for word in list {
                mark(words.entry(word.clone()).or_default());
            }
        };
        mark(&facts.function_words, |kind| kind.function = true);
        mark(&facts.binding_words, |kind| kind.binding = true);
        mark(&facts.small_words, |kind| kind.small = true);
        mark(&facts.reverent_words, |kind| kind.reverent = true);
        mark(&facts.spun_verbs, |kind| kind.verb = true);
        mark(&facts.spun_words, |kind| kind.spun = true);
        let mut names: HashMap<String, Vec<String>> = HashMap::new();
        for (word, next) in facts.names.iter().filter_map(|name| name.split_once(' ')) {
            names.entry(word.to_owned()).or_default().push(next.to_owned());
        }
        Vocabulary { words, names, casing }
    }

    /// What the lists say about a word, however it is written.
    pub(super) fn kind(&self, word: &str) -> Kind {
        let has_capital = |word: &str| word.bytes().any(|b| b.is_ascii_uppercase() | !b.is_ascii());
        match self.words.get(word) {
            None if has_capital(word) => self.lowered(word),
            known => known.copied(),
        }
        .unwrap_or_default()
    }

    fn lowered(&self, word: &str) -> Option<Kind> {
        const MOST: usize = 32;
        let mut letters = [0; MOST];
        match letters.get_mut(..word.len()).filter(|_| word.is_ascii()) {
            Some(letters) => {
                letters.copy_from_slice(word.as_bytes());
                letters.make_ascii_lowercase();
                self.words.get(std::str::from_utf8(letters).ok()?).copied()
            }
            None => self.words.get(&word.to_lowercase()).copied(),
        }
    }

    /// True if the two words are a name that the language knows.
    pub(super) fn is_name(&self, word: &str, next: &str) -> bool {
        self.names.get(word).is_some_and(|seconds| seconds.iter().any(|second| second == next))
    }
}
