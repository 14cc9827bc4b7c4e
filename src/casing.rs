//! How the words of a language are written in mid-sentence: small or with a capital, and how often.
//!
//! The table is the text of `lang/<tag>/case.tsv` itself, with an index of its lines that is made when
//! a word is first asked for: a run that never asks spends nothing on it. [`Counts`] makes the text;
//! what the numbers mean for a word in a document is decided by the stage.

use std::{
    borrow::Cow,
    hash::BuildHasher,
    sync::{Arc, OnceLock},
};

use hashbrown::{DefaultHashBuilder, HashTable};

mod counts;

pub use counts::Counts;

/// How often a word was seen in mid-sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// In lower case.
    pub small: u32,
    /// With a capital.
    pub capital: u32,
}

/// The table of one language.
#[derive(Clone, Debug)]
pub struct Casing {
    /// `key TAB small TAB capital` a line, sorted by the bytes of the key. A key is a word, a word
    /// after another (`negeri <dalam`) or a word before another (`dalam >negeri`).
    lines: Cow<'static, str>,
    index: Arc<OnceLock<Index>>,
}

/// Where each line starts and what it says, by the hash of its key.
#[derive(Debug, Default)]
struct Index {
    hasher: DefaultHashBuilder,
    starts: HashTable<(u32, Seen)>,
}

impl Casing {
    /// Takes a table that comes with jernih, which a test has read.
    pub fn builtin(text: &'static str) -> Casing {
        Casing { lines: Cow::Borrowed(&text[head(text)..]), index: Arc::default() }
    }

    /// Reads a table.
    ///
    /// # Errors
    ///
    /// The line, from 1, that is no entry or stands in the wrong place, and what is wrong.
    pub fn read(text: &str) -> Result<Casing, (usize, &'static str)> {
        let (head, lines) = text.split_at(head(text));
        let above = head.matches('\n').count();
        let mut last = "";
        for (index, line) in lines.lines().enumerate() {
            let (key, _) = entry(line).ok_or((above + index + 1, "not a word and two numbers"))?;
            if key <= last {
                return Err((above + index + 1, "not in the order of the words' bytes"));
            }
            last = key;
        }
        Ok(Casing { lines: Cow::Owned(lines.to_owned()), index: Arc::default() })
    }

    /// How the word, given in lower case, is written.
    pub fn word(&self, word: &str) -> Option<Seen> {
        self.find(word)
    }

    /// How the word is written right after another, if that differs.
    pub fn after(&self, before: &str, word: &str) -> Option<Seen> {
        self.find(&[word, " <", before].concat())
    }

    /// How the word is written right before another, if that differs.
    pub fn before(&self, word: &str, after: &str) -> Option<Seen> {
        self.find(&[word, " >", after].concat())
    }

    fn find(&self, key: &str) -> Option<Seen> {
        self.index.get_or_init(|| Index::new(&self.lines)).find(&self.lines, key)
    }
}

impl Index {
    fn new(lines: &str) -> Index {
        let mut index = Index::default();
        let mut start = 0;
        for line in lines.split_inclusive('\n') {
            let hash = |start: u32| index.hasher.hash_one(key_at(lines, start));
            let entry = line.lines().next().and_then(entry);
            let found = (start as u32, entry.map_or(Seen::default(), |(_, seen)| seen));
            index.starts.insert_unique(hash(found.0), found, |(start, _)| hash(*start));
            start += line.len();
        }
        index
    }

    fn find(&self, lines: &str, key: &str) -> Option<Seen> {
        let is_here = |start: u32| {
            let rest = lines.as_bytes()[start as usize..].strip_prefix(key.as_bytes());
            rest.is_some_and(|rest| rest.first() == Some(&b'\t'))
        };
        let hash = self.hasher.hash_one(key.as_bytes());
        self.starts.find(hash, |(start, _)| is_here(*start)).map(|(_, seen)| *seen)
    }
}

/// The key of the line that starts there.
fn key_at(lines: &str, start: u32) -> &[u8] {
    let line = &lines.as_bytes()[start as usize..];
    &line[..memchr::memchr(b'\t', line).unwrap_or(line.len())]
}

/// The length of the lines that say where the table is from.
fn head(text: &str) -> usize {
    text.split_inclusive('\n').take_while(|line| line.starts_with('#')).map(str::len).sum()
}

fn entry(line: &str) -> Option<(&str, Seen)> {
    let (key, numbers) = line.split_once('\t')?;
    let (small, capital) = numbers.split_once('\t')?;
    let seen = Seen { small: small.parse().ok()?, capital: capital.parse().ok()? };
    (!key.is_empty()).then_some((key, seen))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str =
        "# made\n# by hand\ndalam\t9\t2\ndalam >negeri\t0\t2\ndi\t8\t0\nyang\t7\t0\n";

    #[test]
    fn every_entry_is_found_and_nothing_else() {
        let casing = Casing::read(TABLE).expect("the table is right");
        let seen = |small, capital| Some(Seen { small, capital });
        assert_eq!(casing.word("dalam"), seen(9, 2));
        assert_eq!(casing.before("dalam", "negeri"), seen(0, 2));
        assert_eq!(casing.word("di"), seen(8, 0));
        assert_eq!(casing.word("yang"), seen(7, 0));
        for other in ["", "a", "dal", "dalamnya", "z", "negeri"] {
            assert_eq!(casing.word(other), None, "{other}");
        }
        assert_eq!(casing.after("dalam", "negeri"), None);
    }

    #[test]
    fn a_wrong_line_is_named() {
        assert_eq!(Casing::read("# x\nb\t1\t0\na\t1\t0\n").err().map(|(line, _)| line), Some(3));
        assert_eq!(Casing::read("a\t1\n").err().map(|(line, _)| line), Some(1));
        assert_eq!(Casing::read("a\t1\tx\n").err().map(|(line, _)| line), Some(1));
    }
}
