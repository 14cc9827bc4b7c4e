//! What a text must have for a pattern to match: cheap tests before the pattern itself is compiled
//! and tried.

use regex_syntax::hir::{Class, Hir, HirKind, Look, literal::ExtractKind};

use super::{fits, tips::Tips};
use crate::{rule::kinds::is_plain, text::gather};

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bytes([u64; 4]);

/// What a text is written with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    bytes: Bytes,
    is_plain: bool,
}

/// What every text that matches has.
#[derive(Debug)]
pub(super) struct Required {
    /// A byte of each of these sets.
    sets: Box<[Bytes]>,
    /// One of these as its first byte, where a match starts with the text.
    first: Bytes,
    /// One of these as its last byte, where a match ends with the text.
    last: Bytes,
    /// What a match starts with, where it starts with the text, and ends with, where it ends so.
    tips: Box<[Tips]>,
    /// At most so many characters, where a match is the whole text.
    max_chars: usize,
}

/// A set with more bytes than this is in nearly every line.
const FEW: u32 = 64;

impl Bytes {
    const ALL: Bytes = Bytes([u64::MAX; 4]);

    /// The bytes that a text has.
    fn of(text: &str) -> Bytes {
        let mut seen = [0; 256];
        text.bytes().for_each(|byte| seen[usize::from(byte)] = 1);
        let mut bytes = Bytes::default();
        let (seen, _) = seen.as_chunks();
        bytes.0.iter_mut().zip(seen).for_each(|(bits, seen)| *bits = gather(seen));
        bytes
    }

    fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte / 64)] >> (byte % 64) & 1 == 1
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    fn or(mut self, other: &Bytes) -> Bytes {
        self.0.iter_mut().zip(other.0).for_each(|(mine, other)| *mine |= other);
        self
    }

    fn meets(&self, other: &Bytes) -> bool {
        self.0.iter().zip(other.0).any(|(mine, other)| mine & other != 0)
    }
}

impl Letters {
    /// Those of a text.
    pub(super) fn of(text: &str) -> Letters {
        let bytes = Bytes::of(text);
        let is_ascii = bytes.0[2] | bytes.0[3] == 0;
        Letters { bytes, is_plain: is_ascii || is_plain(text) }
    }

    /// True if all characters are plain.
    pub(super) fn is_plain(&self) -> bool {
        self.is_plain
    }
}

impl Required {
    /// What a pattern requires.
    pub(super) fn of(hir: &Hir) -> Required {
        let mut sets = sets(hir);
        sets.retain(|set| set.len() <= FEW);
        sets.sort_by_key(Bytes::len);
        sets.dedup();
        let starts = hir.properties().look_set_prefix().contains(Look::Start);
        let ends = hir.properties().look_set_suffix().contains(Look::End);
        let at = |edge: Edge, is: bool| {
            let bytes = Some(edge.of(hir)).filter(|(_, empty)| is && !empty);
            bytes.map_or(Bytes::ALL, |(bytes, _)| bytes)
        };
        let whole = max_chars(hir).filter(|_| starts && ends);
        let anchored = [(starts, ExtractKind::Prefix), (ends, ExtractKind::Suffix)];
        let tips = anchored.into_iter().filter(|(is, _)| *is);
        Required {
            sets: sets.into(),
            first: at(Edge::First, starts),
            last: at(Edge::Last, ends),
            tips: tips.filter_map(|(_, kind)| Tips::of(hir, kind)).collect(),
            max_chars: whole.unwrap_or(usize::MAX),
        }
    }

    /// False if the length and the ends of a text show that it cannot match.
    pub(super) fn may_be(&self, text: &str) -> bool {
        let has = |bytes: &Bytes, byte: Option<&u8>| byte.is_none_or(|byte| bytes.has(*byte));
        has(&self.first, text.as_bytes().first())
            && has(&self.last, text.as_bytes().last())
            && self.tips.iter().all(|tips| tips.may_be(text))
            && fits(text, self.max_chars)
    }

    /// False if a text with these letters cannot match.
    pub(super) fn may_match(&self, letters: &Letters) -> bool {
        self.sets.iter().all(|set| set.meets(&letters.bytes))
    }
}

/// An end of a match.
#[derive(Clone, Copy, Debug)]
enum Edge {
    First,
    Last,
}

impl Edge {
    /// The bytes that may stand at this end of a match of a part of a pattern, and whether a match
    /// may be empty.
    fn of(self, hir: &Hir) -> (Bytes, bool) {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => (Bytes::default(), true),
            HirKind::Literal(literal) => {
                let byte = match self {
                    Edge::First => literal.0.first(),
                    Edge::Last => literal.0.last(),
                };
                byte.map_or((Bytes::default(), true), |byte| (one(*byte, *byte), false))
            }
            HirKind::Class(class) => match self {
                Edge::First => (starts(class), false),
                Edge::Last => (ends(class), false),
            },
            HirKind::Repetition(repetition) => {
                let (bytes, empty) = self.of(&repetition.sub);
                (bytes, empty || repetition.min == 0)
            }
            HirKind::Capture(capture) => self.of(&capture.sub),
            HirKind::Concat(parts) => match self {
                Edge::First => self.of_parts(parts.iter()),
                Edge::Last => self.of_parts(parts.iter().rev()),
            },
            HirKind::Alternation(ways) => ways
                .iter()
                .map(|way| self.of(way))
                .fold((Bytes::default(), false), |all, way| (all.0.or(&way.0), all.1 | way.1)),
        }
    }

    /// The same of parts one after another, from this end on.
    fn of_parts<'h>(self, parts: impl Iterator<Item = &'h Hir>) -> (Bytes, bool) {
        let mut all = Bytes::default();
        for part in parts {
            let (bytes, empty) = self.of(part);
            all = all.or(&bytes);
            if !empty {
                return (all, false);
            }
        }
        (all, true)
    }
}

/// The most characters that a match of a part of a pattern has; none if there is no limit.
fn max_chars(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(0),
        // At most, for a byte may be a part of one.
        HirKind::Literal(literal) => Some(literal.0.len()),
        HirKind::Class(_) => Some(1),
        HirKind::Repetition(repetition) => {
            max_chars(&repetition.sub)?.checked_mul(repetition.max? as usize)
        }
        HirKind::Capture(capture) => max_chars(&capture.sub),
        HirKind::Concat(parts) => parts.iter().map(max_chars).sum(),
        HirKind::Alternation(ways) => {
            ways.iter().map(max_chars).try_fold(0, |most, way| Some(most.max(way?)))
        }
    }
}

/// The sets of a part of a pattern.
fn sets(hir: &Hir) -> Vec<Bytes> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => vec![],
        HirKind::Literal(literal) => literal.0.iter().map(|byte| one(*byte, *byte)).collect(),
        HirKind::Class(class) => vec![starts(class)],
        HirKind::Repetition(repetition) if repetition.min == 0 => vec![],
        HirKind::Repetition(repetition) => sets(&repetition.sub),
        HirKind::Capture(capture) => sets(&capture.sub),
        HirKind::Concat(parts) => parts.iter().flat_map(sets).collect(),
        HirKind::Alternation(ways) => any_of(ways),
    }
}

/// The one set that holds a set of each way to match, the smallest of each.
fn any_of(ways: &[Hir]) -> Vec<Bytes> {
    let mut smallest = ways.iter().map(|way| sets(way).into_iter().min_by_key(Bytes::len));
    let all = smallest.try_fold(Bytes::default(), |all, set| Some(all.or(&set?)));
    all.into_iter().collect()
}

/// The bytes with which the characters of a class start.
fn starts(class: &Class) -> Bytes {
    let first = |c: char| c.encode_utf8(&mut [0; 4]).as_bytes()[0];
    let (none, or) = (Bytes::default(), |all: Bytes, set: Bytes| all.or(&set));
    match class {
        // The first bytes of characters are in the order of the characters.
        Class::Unicode(class) => {
            class.ranges().iter().map(|r| one(first(r.start()), first(r.end()))).fold(none, or)
        }
        Class::Bytes(class) => {
            class.ranges().iter().map(|range| one(range.start(), range.end())).fold(none, or)
        }
    }
}

/// The bytes with which the characters of a class end.
fn ends(class: &Class) -> Bytes {
    match class {
        Class::Unicode(class) => class.ranges().iter().fold(Bytes::default(), |all, range| {
            let ascii = range.start().is_ascii().then(|| {
                one(range.start() as u8, u8::try_from(range.end()).unwrap_or(0x7F).min(0x7F))
            });
            let other = (!range.end().is_ascii()).then(|| one(0x80, 0xBF));
            [ascii, other].iter().flatten().fold(all, Bytes::or)
        }),
        Class::Bytes(class) => class
            .ranges()
            .iter()
            .fold(Bytes::default(), |all, range| all.or(&one(range.start(), range.end()))),
    }
}

fn one(first: u8, last: u8) -> Bytes {
    let mut bytes = Bytes::default();
    for (at, bits) in (0..).zip(&mut bytes.0) {
        // The bits of this part of the bytes, of which there are sixty-four.
        let from = u32::from(first).saturating_sub(at * 64).min(64);
        let to = (u32::from(last) + 1).saturating_sub(at * 64).min(64);
        let below = |end: u32| if end == 64 { u64::MAX } else { (1 << end) - 1 };
        *bits = below(to) & !below(from);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::pattern::parse;

    fn required(pattern: &str) -> Required {
        Required::of(&parse(pattern).expect("it is a pattern"))
    }

    #[test]
    fn what_matches_has_what_is_required() {
        let may = |pattern: &str, text: &str| required(pattern).may_match(&Letters::of(text));
        assert!(may(r"(?i)^\d{1,2} (?:mei|juni)$", "12 JUNI"));
        assert!(!may(r"(?i)^\d{1,2} (?:mei|juni)$", "Kata Juni"), "no digit");
        assert!(!may(r"^(?:\([a-z]+\)|\[[a-z]+\])$", "Kata"), "no bracket of either kind");
        assert!(may(r"^(?:\([a-z]+\)|\[[a-z]+\]|x?)$", ""), "one way needs nothing");
        assert!(may(r"(?i)^k$", "\u{212a}"), "the sign of the kelvin folds to k");
        assert!(!may("é+", "e"));
    }

    #[test]
    fn what_matches_has_the_ends_and_the_length_that_are_required() {
        let patterns = [
            r"(?i)^(?:k|straße)?\d?[a-c–]$",
            r"^\s?(?:x|y\b)z*$|^中$",
            r"^[^\p{L}]+|^x",
            r"(?:\.|…|\p{Lu})$",
            r"x*",
            r"[.z]\s?(?:xk|kk|中|zzz)\.?$",
            r"(?i)^(?:ss|–k|xx)|^z中…?",
        ];
        let pieces = ["k", "\u{212a}", "ẞ", "ss", "–", "中", "x", "z", " ", "1", "", "…"];
        for pattern in patterns {
            let required = required(pattern);
            let regex = regex::Regex::new(pattern).expect("it is a pattern");
            for n in 0..pieces.len().pow(3) {
                let text: String =
                    (0..3).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
                let may = required.may_be(&text) && required.may_match(&Letters::of(&text));
                assert!(may || !regex.is_match(&text), "{pattern} matches {text:?}");
            }
        }
        let may = |pattern: &str, text: &str| required(pattern).may_be(text);
        assert!(!may(r"^[0-9]{1,2}$", "123"), "too long");
        assert!(!may(r"^#\w+", "x#"), "another start");
        assert!(!may(r"[.!]\s?$", "x!y"), "another end");
        assert!(!may(r"\s(?:AP|ANTARA)\.?$", "Ia tetap di sini, kata SIAPA."), "as much");
    }

    #[test]
    fn every_byte_of_a_set_is_kept() {
        for byte in 0..=u8::MAX {
            assert!(one(byte, byte).meets(&one(0, u8::MAX)));
            assert_eq!(one(byte, u8::MAX).len(), 256 - u32::from(byte));
        }
    }
}
