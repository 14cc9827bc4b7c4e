//! Bytes without which a pattern cannot match: a cheap test before the pattern itself is compiled
//! and tried.

use regex_syntax::hir::{Class, Hir, HirKind};

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bytes([u64; 4]);

/// Sets of bytes; every text that matches has a byte of each.
#[derive(Debug)]
pub(super) struct Required(Box<[Bytes]>);

/// A set with more bytes than this is in nearly every line.
const FEW: u32 = 64;

impl Bytes {
    /// The bytes that a text has.
    pub(super) fn of(text: &str) -> Bytes {
        let mut bytes = Bytes::default();
        text.bytes().for_each(|byte| bytes.add(byte));
        bytes
    }

    fn add(&mut self, byte: u8) {
        self.0[usize::from(byte / 64)] |= 1 << (byte % 64);
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

impl Required {
    /// What a pattern requires; nothing if it cannot be read.
    pub(super) fn of(pattern: &str) -> Required {
        let mut sets = regex_syntax::parse(pattern).map_or_else(|_| vec![], |hir| sets(&hir));
        sets.retain(|set| set.len() <= FEW);
        sets.sort_by_key(Bytes::len);
        sets.dedup();
        Required(sets.into())
    }

    /// False if a text with these bytes cannot match.
    pub(super) fn may_match(&self, bytes: &Bytes) -> bool {
        self.0.iter().all(|set| set.meets(bytes))
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

fn one(first: u8, last: u8) -> Bytes {
    let mut bytes = Bytes::default();
    (first..=last).for_each(|byte| bytes.add(byte));
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matches_has_what_is_required() {
        let may = |pattern: &str, text: &str| Required::of(pattern).may_match(&Bytes::of(text));
        assert!(may(r"(?i)^\d{1,2} (?:mei|juni)$", "12 JUNI"));
        assert!(!may(r"(?i)^\d{1,2} (?:mei|juni)$", "Kata Juni"), "no digit");
        assert!(!may(r"^(?:\([a-z]+\)|\[[a-z]+\])$", "Kata"), "no bracket of either kind");
        assert!(may(r"^(?:\([a-z]+\)|\[[a-z]+\]|x?)$", ""), "one way needs nothing");
        assert!(may(r"(?i)^k$", "\u{212a}"), "the sign of the kelvin folds to k");
        assert!(!may("é+", "e"));
    }

    #[test]
    fn every_byte_of_a_set_is_kept() {
        for byte in 0..=u8::MAX {
            assert!(one(byte, byte).meets(&one(0, u8::MAX)));
            assert_eq!(one(byte, u8::MAX).len(), 256 - u32::from(byte));
        }
    }
}
