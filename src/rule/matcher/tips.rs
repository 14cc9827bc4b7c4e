//! The few bytes with which every match of a pattern starts or ends, where they can be listed: most
//! lines have others, and are read no further.

use hashbrown::HashSet;
use regex_syntax::hir::{
    Hir,
    literal::{ExtractKind, Extractor},
};

/// Bytes of the longest tip: hardly a sentence has the four with which a pattern ends.
const LONGEST: usize = 4;

/// What stands at one end of every match.
#[derive(Debug)]
pub(super) struct Tips {
    kind: ExtractKind,
    /// Shorter ones with zeros after them.
    tips: HashSet<[u8; LONGEST]>,
    /// How long the tips are.
    lengths: Vec<usize>,
}

impl Tips {
    /// The starts or the ends of a pattern's matches; none if they are too many or one has no byte.
    pub(super) fn of(hir: &Hir, kind: ExtractKind) -> Option<Tips> {
        let listed = Extractor::new().kind(kind.clone()).extract(hir);
        let mut tips = Tips { kind, tips: HashSet::new(), lengths: vec![] };
        for literal in listed.literals()? {
            let length = literal.len().min(LONGEST);
            tips.tips.insert(tips.tip(literal.as_bytes(), length).filter(|_| length > 0)?);
            tips.lengths.push(length);
        }
        tips.lengths.sort_unstable();
        tips.lengths.dedup();
        Some(tips)
    }

    /// False if the text has another start or end.
    pub(super) fn may_be(&self, text: &str) -> bool {
        let has = |length: &usize| {
            self.tip(text.as_bytes(), *length).is_some_and(|tip| self.tips.contains(&tip))
        };
        self.lengths.iter().any(has)
    }

    fn tip(&self, text: &[u8], length: usize) -> Option<[u8; LONGEST]> {
        let bytes = match self.kind {
            ExtractKind::Suffix => text.get(text.len().checked_sub(length)?..)?,
            _ => text.get(..length)?,
        };
        let mut tip = [0; LONGEST];
        tip[..length].copy_from_slice(bytes);
        Some(tip)
    }
}
