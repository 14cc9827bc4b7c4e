//! UTF-8 that was decoded as a codec other than windows-1252.
//!
//! Many letters of these codecs are letters of a living language, so a line is changed only where
//! something in it cannot be text, and reads as text through one codec.

use std::sync::LazyLock;

use super::{
    LAYERS,
    codecs::{CODECS, Codec},
    is_named,
    judge::{is_usual, oddities},
};
use crate::{
    character,
    edit::Edits,
    rule::RuleId,
    text::{Span, Text, next_non_ascii},
};

/// Proposes to put right the runs of a text that were decoded by such a codec.
pub(super) fn propose(text: Text<'_>, rule: RuleId, edits: &mut Edits) {
    let text = text.as_str();
    let mut from = 0;
    while let Some(at) = suspect(text, from) {
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1).max(from);
        let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
        let repairs = repair(text, Span::new(start, end)).into_iter();
        for (span, repaired) in repairs.filter(|(span, _)| !is_named(text, *span)) {
            edits.replace(span, &repaired, rule);
        }
        from = end;
    }
}

/// The place at or after `from` of a sequence of UTF-8 through some codec.
fn suspect(text: &str, mut from: usize) -> Option<usize> {
    let (roles, bytes) = (&*ROLES, text.as_bytes());
    while let Some(at) = next_non_ascii(bytes, from) {
        // Most scripts are in no codec.
        let passed = |byte: &&u8| !byte.is_ascii() && !roles.starts[usize::from(**byte)];
        let passed = bytes[at..].iter().take_while(passed).count();
        if passed > 0 {
            from = at + passed;
            continue;
        }
        let mut chars = text[at..].chars();
        let c = chars.next()?;
        let next = chars.next().unwrap_or_default();
        let codecs = roles.lead(c) & roles.continuation(next);
        if codecs != 0 && reads(&text[at..], codecs) {
            return Some(at);
        }
        from = at + c.len_utf8();
    }
    None
}

/// True if the text starts with UTF-8 of a usual character through one of these codecs.
fn reads(text: &str, codecs: u16) -> bool {
    let codecs = CODECS.iter().enumerate().filter(|(index, _)| codecs >> index & 1 == 1);
    codecs
        .map(|(_, codec)| sequence(text.chars(), codec))
        .any(|read| read.is_some_and(|(c, _)| is_usual(c)))
}

/// For each character, the codecs in which it is a lead byte and those in which it continues one.
struct Roles {
    lead: Vec<u16>,
    continuation: Vec<u16>,
    /// Whether some lead byte is a character that starts with this byte.
    starts: [bool; 256],
}

/// One above the last character of Mac Roman but its ligatures, `◊`.
const END: usize = 0x25CB;

impl Roles {
    /// The codecs in which some sequence may start in the run.
    fn codecs(&self, run: &[char]) -> u16 {
        if run.iter().any(|c| *c as usize >= END) {
            return u16::MAX;
        }
        let pairs = run.windows(2).map(|two| self.lead(two[0]) & self.continuation(two[1]));
        pairs.fold(0, |all, pair| all | pair)
    }

    fn lead(&self, c: char) -> u16 {
        self.lead.get(c as usize).copied().unwrap_or(0)
    }

    fn continuation(&self, c: char) -> u16 {
        self.continuation.get(c as usize).copied().unwrap_or(0)
    }
}

static ROLES: LazyLock<Roles> = LazyLock::new(|| {
    let table = |role: fn(u8) -> bool| {
        let codecs = |c: char| {
            let mask = CODECS
                .iter()
                .enumerate()
                .map(|(index, codec)| u16::from(codec.byte(c).is_some_and(role)) << index);
            mask.fold(0, |all, one| all | one)
        };
        (0..END as u32).map(|c| char::from_u32(c).map_or(0, codecs)).collect()
    };
    let lead: Vec<u16> = table(|byte| (0xC2..=0xF4).contains(&byte));
    let mut starts = [false; 256];
    let leads = ('\0'..).zip(&lead).filter(|(_, codecs)| **codecs != 0);
    for (c, _) in leads {
        starts[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])] = true;
    }
    Roles { lead, continuation: table(|byte| (0x80..=0xBF).contains(&byte)), starts }
});

/// The runs of a line that read as text through one codec, with that text; none if nothing in the
/// line proves it.
fn repair(text: &str, line: Span) -> Vec<(Span, String)> {
    let runs: Vec<Run> = runs(text, line).collect();
    let through = |(index, codec): (usize, &Codec)| {
        let runs = runs.iter().filter(|run| run.codecs >> index & 1 == 1);
        let read: Vec<_> = runs.filter_map(|run| run.through(codec)).collect();
        let proven = read.iter().any(|reading| reading.certain);
        proven.then(|| (read.iter().map(|reading| reading.sequences).sum::<usize>(), read))
    };
    // Of two codecs, the one that explains more; the earlier one if they explain the same.
    let best =
        CODECS.iter().enumerate().filter_map(through).rev().max_by_key(|(sequences, _)| *sequences);
    let readings = best.map(|(_, readings)| readings).unwrap_or_default();
    readings.into_iter().map(|reading| (reading.span, reading.text)).collect()
}

/// A stretch of characters outside ASCII, with what stands around it.
struct Run {
    span: Span,
    chars: Vec<char>,
    /// Those in which some sequence may start.
    codecs: u16,
    before: Option<char>,
    after: Option<char>,
}

/// What a run is through a codec.
struct Reading {
    span: Span,
    text: String,
    sequences: usize,
    /// Nothing speaks for the run as it stands.
    certain: bool,
}

fn runs(text: &str, line: Span) -> impl Iterator<Item = Run> + '_ {
    let mut from = line.start as usize;
    std::iter::from_fn(move || {
        let rest = &text[from..line.end as usize];
        let start = from + rest.find(|c: char| !c.is_ascii())?;
        let rest = &text[start..line.end as usize];
        let end = start + rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        from = end;
        let chars: Vec<char> = text[start..end].chars().collect();
        Some(Run {
            span: Span::new(start, end),
            codecs: ROLES.codecs(&chars),
            chars,
            before: text[..start].chars().next_back(),
            after: text[end..].chars().next(),
        })
    })
}

impl Run {
    /// The run through a codec, if it is UTF-8 there and comes out as text.
    fn through(&self, codec: &Codec) -> Option<Reading> {
        let odd = |chars: &[char]| oddities(chars, self.before, self.after);
        let (mut chars, mut sequences) = decode(&self.chars, codec)?;
        let mut is = odd(&chars);
        for _ in 1..LAYERS {
            if is == 0 {
                break;
            }
            let Some((decoded, found)) = decode(&chars, codec) else { break };
            (chars, sequences) = (decoded, sequences + found);
            is = odd(&chars);
        }
        if is > 0 || !chars.iter().all(|c| is_usual(*c)) {
            return None;
        }
        let was = odd(&self.chars);
        let long = chars.iter().any(|c| ('\u{2010}'..='\u{20ac}').contains(c));
        let certain = was >= 2 || (was == 1 && (sequences >= 2 || long));
        Some(Reading { span: self.span, text: chars.iter().collect(), sequences, certain })
    }
}

/// Undoes one layer: the characters, and how many sequences were read; `None` if there was none, or
/// if letters were left over.
fn decode(run: &[char], codec: &Codec) -> Option<(Vec<char>, usize)> {
    let (mut out, mut at, mut found) = (vec![], 0, 0);
    while at < run.len() {
        let (c, len) = sequence(run[at..].iter().copied(), codec).unwrap_or((run[at], 1));
        if len == 1 && character::is_alphabetic(c) {
            return None;
        }
        found += usize::from(len > 1);
        out.push(c);
        at += len;
    }
    (found > 0).then_some((out, found))
}

/// The character whose UTF-8 bytes the text starts with, and how many bytes that took.
fn sequence(mut text: impl Iterator<Item = char>, codec: &Codec) -> Option<(char, usize)> {
    let mut bytes = [codec.byte(text.next()?)?, 0, 0, 0];
    let len = match bytes[0] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    for byte in &mut bytes[1..len] {
        *byte = codec.byte(text.next()?)?;
    }
    Some((std::str::from_utf8(&bytes[..len]).ok()?.chars().next()?, len))
}
