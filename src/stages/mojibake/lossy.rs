//! Sequences of which a byte was lost: a program put a question mark or the replacement character
//! in its place.

use crate::{
    edit::Edits,
    rule::RuleId,
    text::{Span, Text},
};

/// The mark that programs put for what they cannot decode.
const LOST: char = '\u{fffd}';

/// Proposes the replacement character for each such sequence: in a text that has other damage,
/// which `edits` repair, or where a byte of it that is left shows it. What it was is not known; that
/// it was one character is.
pub(super) fn propose(text: Text<'_>, rule: RuleId, edits: &mut Edits) {
    let damaged = !edits.is_empty();
    let text = text.as_str();
    let mut from = 0;
    while let Some(at) = next_lead(text, from, damaged) {
        let len = lossy(&text[at..], damaged);
        if len > 0 {
            edits.replace(Span::new(at, at + len), "\u{fffd}", rule);
        }
        from = at + len.max(text[at..].chars().next().map_or(1, char::len_utf8));
    }
}

fn next_lead(text: &str, from: usize, damaged: bool) -> Option<usize> {
    let found = match damaged {
        true => text[from..].find(is_lead),
        false => memchr::memmem::find(&text.as_bytes()[from..], "â?".as_bytes()),
    };
    found.map(|found| from + found)
}

/// The lead bytes of UTF-8 through windows-1252, and the most frequent through windows-1250.
fn is_lead(c: char) -> bool {
    matches!(c, 'Ã' | 'Â' | 'Ä' | 'Å' | 'Ð' | 'Ñ' | 'Ø' | 'Ù' | 'â' | 'Ă' | 'Ĺ')
}

/// The bytes of the sequence at the start of `text`, if one of its own was lost. What `â€` and the
/// replacement character were is likely a closing quote, which another rule proposes.
fn lossy(text: &str, damaged: bool) -> usize {
    let mut chars = text.chars();
    match (chars.next(), chars.next(), chars.next()) {
        (Some('â'), Some('?'), Some('¦' | '\u{80}'..='\u{9f}')) => {
            text.chars().take(3).map(char::len_utf8).sum()
        }
        (Some('â'), Some('€'), Some('?')) if damaged => "â€?".len(),
        (Some(lead), Some(LOST), _) if damaged && lead != 'â' => lead.len_utf8() + LOST.len_utf8(),
        _ => 0,
    }
}
