//! Rules about single characters.

use super::{Filed, RuleError, RuleId, When, refused};
use crate::{
    edit::Edits,
    text::{Span, Text},
};

/// A table from characters to the rule that names them.
#[derive(Debug)]
pub(super) struct Chars {
    /// Disjoint ranges in order.
    ranges: Vec<Range>,
    /// Which bytes can start a character that some range has. Most text has none of them, and one
    /// look per byte says so.
    starts: [bool; 256],
    /// The first and the last byte of a range, around the letters of ASCII, none of which can; nor
    /// can a line feed. Empty where that is not so.
    plain: (u8, u8),
    rules: usize,
}

#[derive(Debug)]
struct Range {
    first: char,
    last: char,
    rule: RuleId,
    put: Box<str>,
}

impl Chars {
    pub(super) fn new(filed: &[(RuleId, &Filed)]) -> Result<Chars, RuleError> {
        let mut chars = Chars { ranges: vec![], starts: [false; 256], plain: (1, 0), rules: 0 };
        for (id, filed) in filed {
            let When::Chars(named) = &filed.rule.when else { continue };
            chars.rules += 1;
            for name in named {
                let (first, last) = range(name).ok_or_else(|| {
                    refused(
                        filed,
                        format!("`{name}` is no character; write `U+200B` or `U+2000-U+200A`"),
                    )
                })?;
                let put = filed.rule.put.as_deref().unwrap_or("").into();
                chars.ranges.push(Range { first, last, rule: *id, put });
            }
        }
        chars.ranges.sort_by_key(|range| range.first);
        for pair in chars.ranges.windows(2) {
            if pair[1].first <= pair[0].last {
                let (_, owner) =
                    filed[filed.iter().position(|(id, _)| *id == pair[1].rule).unwrap_or(0)];
                return Err(refused(
                    owner,
                    format!("U+{:04X} has a rule already", pair[1].first as u32),
                ));
            }
        }
        for range in &chars.ranges {
            for c in range.first..=range.last {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes);
                chars.starts[usize::from(bytes[0])] = true;
            }
        }
        chars.plain = chars.plain();
        Ok(chars)
    }

    fn plain(&self) -> (u8, u8) {
        let free = |byte: &u8| !self.starts[usize::from(*byte)];
        let first = (0..=b'a').rev().take_while(free).last();
        let last = (b'a'..=0x7f).take_while(free).last();
        match (first, last) {
            (Some(first), Some(last)) if free(&b'\n') => (first, last),
            _ => (1, 0),
        }
    }

    /// The number of rules in the table.
    pub(super) fn len(&self) -> usize {
        self.rules
    }

    /// Proposes an edit for every run of characters that one rule names.
    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        if self.ranges.is_empty() {
            return;
        }
        let (text, mut at) = (text.as_str(), 0);
        while let Some(next) = self.next_start(text.as_bytes(), at) {
            at = next;
            // A continuation byte is never a start, so this is a character boundary.
            let Some(c) = text[at..].chars().next() else { return };
            let end = at + c.len_utf8();
            if let Some(range) = self.find(c) {
                edits.replace(Span::new(at, end), &range.put, range.rule);
            }
            at = end;
        }
    }

    /// The next byte at or after `from` that can start a character. In most text few are ASCII and
    /// no letter of it is one, so thirty-two bytes are looked at together.
    fn next_start(&self, bytes: &[u8], mut from: usize) -> Option<usize> {
        const CHUNK: usize = 32;
        let starts = |byte: &u8| self.starts[usize::from(*byte)];
        let quiet = |byte: &u8| (self.plain.0..=self.plain.1).contains(byte) | (*byte == b'\n');
        while from < bytes.len() {
            let chunk = &bytes[from..bytes.len().min(from + CHUNK)];
            let all_quiet = chunk.iter().fold(true, |all, byte| all & quiet(byte));
            let start = if all_quiet { None } else { chunk.iter().position(starts) };
            if let Some(at) = start {
                return Some(from + at);
            }
            from += chunk.len();
        }
        None
    }

    fn find(&self, c: char) -> Option<&Range> {
        let after = self.ranges.partition_point(|range| range.first <= c);
        self.ranges[..after].last().filter(|range| c <= range.last)
    }
}

/// Reads a character, `U+200B` or `U+2000-U+200A`.
fn range(name: &str) -> Option<(char, char)> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some((c, c));
    }
    let code = |name: &str| char::from_u32(u32::from_str_radix(name.strip_prefix("U+")?, 16).ok()?);
    let (first, last) = name.split_once('-').unwrap_or((name, name));
    let (first, last) = (code(first)?, code(last)?);
    (first <= last).then_some((first, last))
}
