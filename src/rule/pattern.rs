//! Compiles patterns, each for the alphabets of the lines that it meets.
//!
//! `\p{L}` is a thousand ranges, and an automaton of a pattern that says it ten times takes megabytes
//! and milliseconds to make. A line of English has letters of a few ranges. So a pattern is compiled
//! for lines of such letters, without what cannot be in them, and in whole only for other lines.

use regex_automata::meta::Regex;
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};

/// The characters of a line, as a set that has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Alphabet {
    /// Up to U+023F, and U+2000 to U+207F: Latin letters, quotes and dashes.
    Latin,
    /// Up to U+053F as well: Greek and Cyrillic letters.
    European,
    /// All.
    Any,
}

impl Alphabet {
    pub(super) const COUNT: usize = 3;

    /// The smallest alphabet that a text is written in.
    pub(super) fn of(text: &str) -> Alphabet {
        let bytes = text.as_bytes();
        let leads = (0..bytes.len()).filter(|at| bytes[*at] >= 0xC0);
        leads.fold(Alphabet::Latin, |all, at| {
            all.max(match bytes[at..] {
                [..=0xC8, ..] | [0xE2, 0x80 | 0x81, ..] => Alphabet::Latin,
                [..=0xD4, ..] => Alphabet::European,
                _ => Alphabet::Any,
            })
        })
    }

    fn class(self) -> ClassUnicode {
        let last = match self {
            Alphabet::Latin => '\u{23f}',
            Alphabet::European => '\u{53f}',
            Alphabet::Any => char::MAX,
        };
        let ranges = [('\0', last), ('\u{2000}', '\u{207f}')];
        ClassUnicode::new(ranges.map(|(first, last)| ClassUnicodeRange::new(first, last)))
    }
}

/// Compiles a pattern for texts of an alphabet; the message if it is refused.
pub(super) fn compile(pattern: &str, alphabet: Alphabet) -> Result<Regex, String> {
    let mut hir = regex_syntax::parse(pattern).map_err(|error| error.to_string())?;
    if alphabet != Alphabet::Any {
        hir = narrow(&hir, &alphabet.class());
    }
    let limit = Regex::config().nfa_size_limit(Some(10 << 20));
    let compiled = Regex::builder().configure(limit).build_from_hir(&hir);
    compiled.map_err(|error| error.to_string())
}

/// The pattern without the characters that an alphabet lacks.
fn narrow(hir: &Hir, alphabet: &ClassUnicode) -> Hir {
    let all = |parts: &[Hir]| parts.iter().map(|part| narrow(part, alphabet)).collect();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => hir.clone(),
        HirKind::Literal(literal) => {
            let has =
                |c: char| alphabet.ranges().iter().any(|r| (r.start()..=r.end()).contains(&c));
            let lacks = |text: &str| !text.chars().all(has);
            let outside = std::str::from_utf8(&literal.0).is_ok_and(lacks);
            if outside { Hir::fail() } else { hir.clone() }
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.intersect(alphabet);
            Hir::class(Class::Unicode(class))
        }
        HirKind::Repetition(repetition) => {
            let sub = Box::new(narrow(&repetition.sub, alphabet));
            Hir::repetition(Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(capture) => {
            let sub = Box::new(narrow(&capture.sub, alphabet));
            Hir::capture(Capture { sub, ..capture.clone() })
        }
        HirKind::Concat(parts) => Hir::concat(all(parts)),
        HirKind::Alternation(ways) => Hir::alternation(all(ways)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alphabet_has_every_character_of_its_texts() {
        for c in '\0'..=char::MAX {
            let alphabet = Alphabet::of(&format!("a{c}b"));
            let has = alphabet.class().ranges().iter().any(|r| (r.start()..=r.end()).contains(&c));
            assert!(has, "U+{:04X} is not in {alphabet:?}", c as u32);
        }
    }

    #[test]
    fn a_pattern_for_an_alphabet_matches_as_the_whole_one() {
        let patterns = [
            r"(?i)^(?<take>\w+)[\s–]+\p{Lu}.{2,5}$",
            r"(?:»|k|Ж)+|\bκ\b",
            r"(?i)[^\p{L}\d]{1,3}(?:straße|ёлка|中)?$",
            "é?中*x",
        ];
        let pieces = ["K", "ß", "é", "–", " ", "»", "Ж", "ё", "κ", "中", "1", "x", "\u{212a}"];
        for pattern in patterns {
            let whole = compile(pattern, Alphabet::Any).expect("it is a pattern");
            let narrow = [Alphabet::Latin, Alphabet::European, Alphabet::Any]
                .map(|alphabet| compile(pattern, alphabet).expect("it is a pattern"));
            for n in 0..pieces.len().pow(4) {
                let text: String =
                    (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
                let all = |regex: &Regex| {
                    regex.captures_iter(&text).map(|c| format!("{c:?}")).collect::<Vec<_>>()
                };
                let smallest = Alphabet::of(&text) as usize;
                for regex in &narrow[smallest..] {
                    assert_eq!(all(regex), all(&whole), "{pattern} in {text}");
                }
            }
        }
    }
}
