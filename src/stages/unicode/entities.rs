//! HTML entities left in text.
//!
//! A line with a `<` may be about HTML, so its entities are left alone; `&lt;` and `&gt;` are
//! decoded only where they compare numbers.

use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Span, Text},
};

/// The longest name of an entity is that of U+2233; a number has at most seven digits.
const MAX_LEN: usize = "&CounterClockwiseContourIntegral;".len();

#[derive(Clone)]
pub(super) struct Entities {
    entity: RuleId,
    angle: RuleId,
}

impl Entities {
    pub(super) fn new(rules: &Rules) -> Result<Entities, RuleError> {
        Ok(Entities {
            entity: rules.code("unicode", "entity")?,
            angle: rules.code("unicode", "angle-entity")?,
        })
    }

    /// Proposes what each entity stands for.
    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let (text, mut line) = (text.as_str(), 0..0);
        let mut about_html = false;
        for at in memchr::memchr_iter(b'&', text.as_bytes()) {
            let Some(len) = entity(&text[at..]) else { continue };
            if !line.contains(&at) {
                line = line_around(text, at);
                about_html = text[line.clone()].contains(['<', '`']);
            }
            let Some(decoded) = decode(&text[at..at + len]).filter(|_| !about_html) else {
                continue;
            };
            let span = Span::new(at, at + len);
            match decoded.as_str() {
                "<" | ">" if compares(&text[..at], &text[at + len..]) => {
                    edits.replace(span, &decoded, self.angle);
                }
                "<" | ">" => {}
                _ => edits.replace(span, &decoded, self.entity),
            }
        }
    }
}

fn line_around(text: &str, at: usize) -> std::ops::Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    start..end
}

/// The length of the entity that `text` starts with, from `&` to `;`.
fn entity(text: &str) -> Option<usize> {
    let window = &text.as_bytes()[..text.len().min(MAX_LEN)];
    let end = memchr::memchr(b';', window)?;
    let name = window[1..end].strip_prefix(b"#").unwrap_or(&window[1..end]);
    (!name.is_empty() && name.iter().all(u8::is_ascii_alphanumeric)).then_some(end + 1)
}

/// What an entity stands for, a plain space for any space; `None` if it is none, if only its start
/// is one, or if it stands for a control character.
fn decode(entity: &str) -> Option<String> {
    let decoded = htmlize::unescape(entity);
    if decoded.chars().all(char::is_whitespace) {
        return Some(" ".to_owned());
    }
    let printable = |c: char| !c.is_control() && c != char::REPLACEMENT_CHARACTER;
    (!decoded.ends_with(';') && decoded.chars().all(printable)).then(|| decoded.into_owned())
}

/// True if a number stands after a sign, as in `suhu &lt; 30`.
fn compares(before: &str, after: &str) -> bool {
    let number = |text: &str| {
        text.trim_start_matches([' ', '=', '$', '€']).starts_with(|c: char| c.is_ascii_digit())
    };
    before.ends_with(|c: char| c == ' ' || c.is_ascii_digit()) && number(after)
}
