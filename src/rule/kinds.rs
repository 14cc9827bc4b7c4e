//! The kinds of characters that a pattern can tell apart.
//!
//! `\p{L}` is hundreds of ranges of thousands of bytes' sequences, and an automaton of a pattern that
//! says it ten times takes megabytes and milliseconds to make. But the pattern sees no difference
//! between two letters unless it names one of them. So a text is read with one character of each
//! kind in place of the others of this kind, and the pattern is compiled for these few.

use std::{collections::BTreeSet, ops::Range};

use hashbrown::HashMap;
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, LookSet};

/// ASCII, and marks of which no word consists: quotes, dashes, bullets. Every pattern reads them as
/// they are.
const PLAIN: [(char, char); 5] = [
    ('\0', '\u{a9}'),
    ('\u{ab}', '\u{b4}'),
    ('\u{b6}', '\u{b9}'),
    ('\u{bb}', '\u{bf}'),
    ('\u{2010}', '\u{203e}'),
];

/// Most text is written with characters below this, whose kind is known by a table.
const TABLE: usize = 0x3000;

/// One character for each kind.
#[derive(Debug)]
pub(super) struct Kinds {
    /// Where the kind may change, with the kind from there on.
    starts: Vec<(u32, u16)>,
    /// The kinds of the first characters.
    table: Box<[u16]>,
    /// The first character of each kind; of plain text, where each is its own kind, none.
    chosen: Vec<Option<char>>,
}

/// True if a text has only plain characters.
pub(super) fn is_plain(text: &str) -> bool {
    text.is_ascii() || text.chars().all(is_plain_char)
}

/// The plain characters.
pub(super) fn plain() -> ClassUnicode {
    ClassUnicode::new(PLAIN.map(|(first, last)| ClassUnicodeRange::new(first, last)))
}

fn is_plain_char(c: char) -> bool {
    c.is_ascii() || PLAIN.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

impl Kinds {
    /// Those of a pattern; none if it tells apart more than can be counted.
    pub(super) fn of(hir: &Hir) -> Option<Kinds> {
        let mut classes = BTreeSet::new();
        let mut other = plain();
        other.negate();
        add(&mut classes, &other, &other);
        collect(hir, &other, &mut classes);
        let edges = classes.iter().flatten().flat_map(|(first, last)| [*first, *last + 1]);
        let mut edges: Vec<u32> = [0].into_iter().chain(edges).collect();
        edges.sort_unstable();
        edges.dedup();
        let (mut kinds, mut count) = (vec![0_usize; edges.len()], 1);
        for class in &classes {
            // What is of one kind so far is of two if the class has only some of it.
            let mut split = HashMap::new();
            for (first, last) in class {
                let from = edges.partition_point(|edge| edge < first);
                let to = edges.partition_point(|edge| edge <= last);
                for kind in &mut kinds[from..to] {
                    *kind = *split.entry(*kind).or_insert_with(|| {
                        count += 1;
                        count - 1
                    });
                }
            }
        }
        let kinds = kinds.into_iter().map(u16::try_from).collect::<Result<Vec<_>, _>>().ok()?;
        Some(Kinds::new(edges.into_iter().zip(kinds).collect(), count))
    }

    fn new(starts: Vec<(u32, u16)>, count: usize) -> Kinds {
        let (mut chosen, mut table) = (vec![None; count], vec![0; TABLE]);
        let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([u32::MAX]);
        for ((start, kind), end) in starts.iter().zip(ends) {
            if *kind > 0 {
                let chosen = &mut chosen[usize::from(*kind)];
                *chosen = chosen.or(char::from_u32(*start));
            }
            table[TABLE.min(*start as usize)..TABLE.min(end as usize)].fill(*kind);
        }
        Kinds { starts, table: table.into(), chosen }
    }

    /// The plain characters and one of each kind.
    pub(super) fn class(&self) -> ClassUnicode {
        let mut class = plain();
        for c in self.chosen.iter().flatten() {
            class.push(ClassUnicodeRange::new(*c, *c));
        }
        class
    }

    /// Writes the text to `out`, which is cleared first, with a character of the same kind in place of
    /// each.
    pub(super) fn write(&self, text: &str, out: &mut String) {
        out.clear();
        out.reserve(text.len());
        let mut last = (0..0, 0);
        for c in text.chars() {
            let code = c as u32;
            let kind = match self.table.get(code as usize) {
                Some(kind) => *kind,
                None => {
                    // The characters of a text above the table are nearly all of one range.
                    if !last.0.contains(&code) {
                        last = self.search(code);
                    }
                    last.1
                }
            };
            out.push(self.chosen[usize::from(kind)].unwrap_or(c));
        }
    }

    /// The kind of a character, and all characters around it that are of this kind.
    fn search(&self, code: u32) -> (Range<u32>, u16) {
        let after = self.starts.partition_point(|(start, _)| *start <= code);
        let (start, kind) = self.starts[after - 1];
        let end = self.starts.get(after).map_or(u32::MAX, |(next, _)| *next);
        (start..end, kind)
    }
}

/// Tells where in `text` stands what is at a place in the same text written with kinds. Places must
/// be asked for in order.
pub(super) fn unwritten<'t>(text: &'t str, written: &'t str) -> impl FnMut(usize) -> usize + 't {
    let mut chars = text.chars().zip(written.chars());
    let (mut at, mut in_written) = (0, 0);
    move |place| {
        while in_written < place
            && let Some((c, like)) = chars.next()
        {
            at += c.len_utf8();
            in_written += like.len_utf8();
        }
        at
    }
}

/// The ranges of a class.
type Ranges = Vec<(u32, u32)>;

/// Adds the classes of a pattern, and its literals as a class each, without what is plain.
fn collect(hir: &Hir, other: &ClassUnicode, classes: &mut BTreeSet<Ranges>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Look(look) => {
            if LookSet::singleton(*look).contains_word() {
                let word = regex_syntax::parse(r"\w");
                word.iter().for_each(|word| collect(word, other, classes));
            }
        }
        HirKind::Literal(literal) => {
            for c in String::from_utf8_lossy(&literal.0).chars().filter(|c| !is_plain_char(*c)) {
                classes.insert(vec![(c as u32, c as u32)]);
            }
        }
        HirKind::Class(Class::Unicode(class)) => add(classes, class, other),
        HirKind::Repetition(repetition) => collect(&repetition.sub, other, classes),
        HirKind::Capture(capture) => collect(&capture.sub, other, classes),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().for_each(|part| collect(part, other, classes));
        }
    }
}

fn add(classes: &mut BTreeSet<Ranges>, class: &ClassUnicode, other: &ClassUnicode) {
    let mut class = class.clone();
    class.intersect(other);
    let ranges = class.ranges().iter().map(|r| (r.start() as u32, r.end() as u32));
    classes.insert(ranges.collect());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_names_is_a_kind() {
        let hir = regex_syntax::parse(r"^\p{Lu}\p{L}+é?[ж中]").expect("it is a pattern");
        let kinds = Kinds::of(&hir).expect("they are few");
        let mut written = String::new();
        kinds.write("Öä “éж中” Ж日2²", &mut written);
        let (like, text): (Vec<char>, Vec<char>) =
            (written.chars().collect(), "Öä “éж中” Ж日2²".chars().collect());
        assert_eq!(like.len(), text.len());
        let same: Vec<bool> = like.iter().zip(&text).map(|(a, b)| a == b).collect();
        assert!(same[2] && same[3] && same[4] && same[7] && same[11], "{written}");
        assert_eq!(like[0], like[9], "capitals of two scripts");
        assert_eq!(like[1], like[10], "letters of two scripts");
        assert_ne!(like[5], like[1], "named");
        assert_eq!(like[5], like[6], "named together");
        let mut place = unwritten("Öä “éж", &written);
        let bytes = |chars: usize| like[..chars].iter().map(|c| c.len_utf8()).sum();
        assert_eq!([place(0), place(bytes(1)), place(bytes(5))], [0, 2, "Öä “é".len()]);
    }

    #[test]
    fn no_word_of_plain_text_has_other_letters_than_those_of_ascii() {
        let word = regex::Regex::new(r"^\w$").expect("it is a pattern");
        for (first, last) in PLAIN {
            for c in (first..=last).filter(|c| !c.is_ascii()) {
                assert!(!word.is_match(c.encode_utf8(&mut [0; 4])), "U+{:04X}", c as u32);
            }
        }
    }
}
