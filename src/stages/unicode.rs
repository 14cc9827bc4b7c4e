//! Composed letters, characters that only a page needs, and HTML entities left in text.
//!
//! Characters that never belong are rules of kind `chars`. Here is what depends on the
//! neighbours: joiners and direction marks that some scripts need, line breaks of two characters,
//! composition, and entities.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::{
    character::{Place, place},
    document::Origin,
    edit::Edits,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Span, Text, next_non_ascii},
};

mod entities;
mod escapes;
mod invisible;

use entities::Entities;
use invisible::Invisible;

#[derive(Clone)]
struct Unicode {
    rules: Matcher,
    decomposed: RuleId,
    carriage_return: RuleId,
    terminal_escape: RuleId,
    invisible: Invisible,
    entities: Entities,
    composed: String,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    Ok(Box::new(Unicode {
        rules: rules.matcher("unicode")?,
        decomposed: rules.code("unicode", "decomposed")?,
        carriage_return: rules.code("unicode", "carriage-return")?,
        terminal_escape: rules.code("unicode", "terminal-escape")?,
        invisible: Invisible::new(rules)?,
        entities: Entities::new(rules)?,
        composed: String::new(),
    }))
}

impl Stage for Unicode {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        self.entities.propose(text, edits);
        for at in memchr::memchr_iter(b'\r', text.as_str().as_bytes()) {
            let joined = text.as_str()[at + 1..].starts_with('\n');
            let with = if joined { "" } else { "\n" };
            edits.replace(Span::new(at, at + 1), with, self.carriage_return);
        }
        for escape in escapes::find(text.as_str()) {
            edits.delete(escape, self.terminal_escape);
        }
        if !text.as_str().is_ascii() {
            self.invisible.propose(text, edits);
            self.compose(text, edits);
        }
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Unicode {
    /// Proposes the composed form of every stretch that has another.
    fn compose(&mut self, text: Text<'_>, edits: &mut Edits) {
        let (text, mut from) = (text.as_str(), 0);
        while let Some(stretch) = doubtful(text, from) {
            from = stretch.end;
            let slice = &text[stretch.clone()];
            if is_composed(slice) {
                continue;
            }
            self.composed.clear();
            self.composed.extend(slice.nfc());
            if self.composed != slice {
                edits.replace(
                    Span::new(stretch.start, stretch.end),
                    &self.composed,
                    self.decomposed,
                );
            }
        }
    }
}

/// True if all characters stand where composed text has them; they may all the same if it is false.
fn is_composed(stretch: &str) -> bool {
    let mut last = 0;
    stretch.chars().all(|c| match place(c) {
        Place::Class(class) if class == 0 || class >= last => {
            last = class;
            true
        }
        _ => false,
    })
}

/// The next stretch at or after `from` that may not be composed: characters outside ASCII with at
/// least one that composed text has not everywhere, and the one ASCII character before them, which
/// they may join.
fn doubtful(text: &str, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = next_non_ascii(bytes, from)?;
    while is_at_home(&bytes[at..]) || text[at..].chars().next().map(place) == Some(ANYWHERE) {
        at = next_non_ascii(bytes, at + len(bytes[at]))?;
    }
    let start = bytes[from..at].iter().rposition(u8::is_ascii).map_or(from, |ascii| from + ascii);
    let end = bytes[at..].iter().position(u8::is_ascii).map_or(bytes.len(), |ascii| at + ascii);
    Some(start..end)
}

const ANYWHERE: Place = Place::Class(0);

/// True for characters that composed text may have anywhere, as their first bytes show: what is
/// below U+0300, Cyrillic up to U+047F, most of Han and Hangul, the punctuation from U+2010 to U+203F,
/// which is in every other line, and that of Chinese.
fn is_at_home(bytes: &[u8]) -> bool {
    matches!(
        bytes,
        [..0xCC | 0xD0 | 0xD1 | 0xE4..=0xE9 | 0xEB | 0xEC, ..]
            | [0xE2, 0x80, 0x90..=0xBF, ..]
            | [0xE3, 0x80, 0x80..=0xA9, ..]
            | [0xEF, 0xBC, ..]
    )
}

/// The length of the character that starts with this byte.
fn len(first: u8) -> usize {
    match first {
        ..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_at_home_stands_anywhere() {
        for c in '\u{80}'..=char::MAX {
            let mut bytes = [0; 4];
            let bytes = c.encode_utf8(&mut bytes).as_bytes();
            assert_eq!(len(bytes[0]), bytes.len());
            assert!(!is_at_home(bytes) || place(c) == ANYWHERE, "U+{:04X}", c as u32);
        }
    }
}
