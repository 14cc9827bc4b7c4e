//! The alphabets that patterns are compiled for, and which of them a text is written in.
//!
//! The smaller an alphabet, the smaller every class of characters that a pattern names: `\p{L}` is
//! two ranges in plain text and hundreds in all scripts.

use std::sync::LazyLock;

use regex_syntax::hir::{ClassUnicode, ClassUnicodeRange};

/// The characters of a text, as a set that has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alphabet {
    /// ASCII, and marks of which no word consists: quotes, dashes, bullets.
    Plain,
    /// Latin letters, signs and pictures.
    Latin,
    /// Greek and Cyrillic letters as well.
    European,
    /// Latin, Hebrew and Arabic letters.
    Near,
    /// Latin letters, and those of India, Thailand and their neighbours.
    South,
    /// Latin letters, Han, Kana and Hangul.
    East,
    /// All.
    Any,
}

use Alphabet::{Any, East, European, Latin, Near, Plain, South};

/// The smaller ones first, so that the first that has a text is taken.
const ALL: [Alphabet; Alphabet::COUNT] = [Plain, Latin, European, Near, South, East, Any];

const PLAIN: &[(char, char)] = &[
    ('\0', '\u{a9}'),
    ('\u{ab}', '\u{b4}'),
    ('\u{b6}', '\u{b9}'),
    ('\u{bb}', '\u{bf}'),
    ('\u{2010}', '\u{203e}'),
];

const LATIN: &[(char, char)] = &[
    ('\0', '\u{36f}'),
    ('\u{1e00}', '\u{1eff}'),
    ('\u{2000}', '\u{2bff}'),
    ('\u{fb00}', '\u{fb06}'),
    ('\u{fe0f}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{1f000}', '\u{1fbff}'),
];

impl Alphabet {
    pub(super) const COUNT: usize = 7;

    /// The smallest alphabet that a text is written in.
    pub(super) fn of(text: &str) -> Alphabet {
        let bytes = text.as_bytes();
        let leads = (0..bytes.len()).filter(|at| bytes[*at] >= 0xC0);
        let having = leads.fold(u8::MAX, |having, at| {
            let lead = &LEADS[usize::from(bytes[at])];
            having & if lead.all == lead.some { lead.all } else { having_char(&text[at..]) }
        });
        ALL[having.trailing_zeros() as usize]
    }

    /// The alphabet's characters.
    pub(super) fn class(self) -> ClassUnicode {
        let ranges = self.ranges().flatten();
        ClassUnicode::new(ranges.map(|(first, last)| ClassUnicodeRange::new(*first, *last)))
    }

    fn has(self, c: char) -> bool {
        self.ranges().flatten().any(|(first, last)| (*first..=*last).contains(&c))
    }

    fn ranges(self) -> impl Iterator<Item = &'static [(char, char)]> {
        let (base, own): (_, &[_]) = match self {
            Plain => (PLAIN, &[]),
            Latin => (LATIN, &[]),
            European => (LATIN, &[('\u{370}', '\u{53f}'), ('\u{1f00}', '\u{1fff}')]),
            Near => (
                LATIN,
                &[('\u{590}', '\u{8ff}'), ('\u{fb1d}', '\u{fdff}'), ('\u{fe70}', '\u{fefc}')],
            ),
            South => (
                LATIN,
                &[('\u{900}', '\u{fff}'), ('\u{1000}', '\u{109f}'), ('\u{1780}', '\u{17ff}')],
            ),
            East => (
                LATIN,
                &[('\u{3000}', '\u{9fff}'), ('\u{ac00}', '\u{d7ff}'), ('\u{ff00}', '\u{ffef}')],
            ),
            Any => (&[('\0', char::MAX)], &[]),
        };
        [base, own].into_iter()
    }
}

/// Which alphabets have all, and which have some, of the characters that start with a byte; a bit
/// for each.
#[derive(Clone, Copy)]
struct Lead {
    all: u8,
    some: u8,
}

static LEADS: LazyLock<[Lead; 256]> = LazyLock::new(|| {
    let lead = |byte| {
        let (first, last) = started_by(byte);
        let bits = |is: &dyn Fn(u32, u32) -> bool| {
            let has = |alphabet: &Alphabet| {
                alphabet.ranges().flatten().any(|(a, b)| is(u32::from(*a), u32::from(*b)))
            };
            ALL.iter().fold(0, |bits, alphabet| bits | u8::from(has(alphabet)) << *alphabet as u8)
        };
        Lead {
            all: bits(&|a, b| a <= first && last <= b),
            some: bits(&|a, b| a <= last && first <= b),
        }
    };
    std::array::from_fn(|byte| lead(byte as u8))
});

/// The first and the last character that a byte starts.
fn started_by(byte: u8) -> (u32, u32) {
    // The bits of the character that the bytes after this one have.
    let (bits, rest) = match byte {
        ..0xE0 => (byte & 0x1F, 6),
        ..0xF0 => (byte & 0x0F, 12),
        _ => (byte & 0x07, 18),
    };
    let first = u32::from(bits) << rest;
    (first, (first | ((1 << rest) - 1)).min(u32::from(char::MAX)))
}

/// The alphabets that have the first character of a text.
fn having_char(text: &str) -> u8 {
    text.chars().next().map_or(0, having)
}

fn having(c: char) -> u8 {
    ALL.iter().fold(0, |all, alphabet| all | u8::from(alphabet.has(c)) << *alphabet as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alphabet_has_every_character_of_its_texts() {
        for c in '\0'..=char::MAX {
            let alphabet = Alphabet::of(&format!("a{c}b"));
            assert!(alphabet.has(c), "U+{:04X} is not in {alphabet:?}", c as u32);
            assert!(ALL[..alphabet as usize].iter().all(|smaller| !smaller.has(c)));
        }
        for (text, alphabet) in [
            ("“Kata” – kata…", Plain),
            ("Café ★ 🎉", Latin),
            ("Слово, word", European),
            ("كلمة – café", Near),
            ("คำ “word”", South),
            ("词、word", East),
            ("คำ كلمة", Any),
        ] {
            assert_eq!(Alphabet::of(text), alphabet, "{text}");
        }
    }

    #[test]
    fn no_word_of_plain_text_has_other_letters_than_those_of_ascii() {
        let word = regex::Regex::new(r"^\w$").expect("it is a pattern");
        for (first, last) in PLAIN {
            for c in (*first..=*last).filter(|c| !c.is_ascii()) {
                assert!(!word.is_match(c.encode_utf8(&mut [0; 4])), "U+{:04X}", c as u32);
            }
        }
    }
}
