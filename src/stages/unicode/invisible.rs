//! Invisible characters that some scripts need: joiners, direction marks, zero-width and narrow
//! spaces, tags.

use std::{ops::Range, sync::Arc};

use unicode_script::{Script, UnicodeScript};

use crate::{
    edit::Edits,
    rule::{Filed, RuleError, RuleId, Rules},
    text::{Span, Text, is_unspaced},
};

#[derive(Clone)]
pub(super) struct Invisible {
    joiner: RuleId,
    /// The scripts that joiners are part of the spelling of.
    joined: Arc<[Script]>,
    direction_mark: RuleId,
    zero_width_space: RuleId,
    narrow_space: RuleId,
    tag: RuleId,
}

impl Invisible {
    pub(super) fn new(rules: &Rules) -> Result<Invisible, RuleError> {
        let code = |id| rules.code("unicode", id);
        let joiner = code("joiner")?;
        Ok(Invisible {
            joiner,
            joined: scripts(rules.get(joiner))?,
            direction_mark: code("direction-mark")?,
            zero_width_space: code("zero-width-space")?,
            narrow_space: code("narrow-no-break-space")?,
            tag: code("tag-character")?,
        })
    }

    /// Proposes to remove each invisible character that its neighbours do not need.
    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let (text, mut from, mut line) = (text.as_str(), 0, Direction::default());
        while let Some(at) = next_start(text.as_bytes(), from) {
            let Some(c) = text[at..].chars().next() else { return };
            // Joiners in a run have the same neighbours; one by one, the first would wait for the
            // last.
            from = if is_joiner(c) {
                text.len() - text[at..].trim_start_matches(is_joiner).len()
            } else {
                at + c.len_utf8()
            };
            if let Some((rule, with)) = self.judge(text, Span::new(at, from), c, &mut line) {
                edits.replace(Span::new(at, from), with, rule);
            }
        }
    }

    /// True for characters that a joiner can stand between: letters of the scripts that spell with
    /// it, marks, and emoji with their modifiers.
    fn joins(&self, c: char) -> bool {
        let emoji = matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}');
        emoji || c.script() == Script::Inherited || self.joined.contains(&c.script())
    }

    fn judge(
        &self,
        text: &str,
        span: Span,
        c: char,
        line: &mut Direction,
    ) -> Option<(RuleId, &'static str)> {
        let Range { start: at, end } = span.range();
        let before = || text[..at].chars().next_back();
        let after = || text[end..].chars().next();
        match c {
            c if is_joiner(c) => {
                let joins = |c: char| self.joins(c);
                let needed = before().is_some_and(joins) && after().is_some_and(joins);
                (!needed).then_some((self.joiner, ""))
            }
            '\u{200e}'
            | '\u{200f}'
            | '\u{061c}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => {
                (!line.is_right_to_left(text, at)).then_some((self.direction_mark, ""))
            }
            '\u{200b}' => {
                let needed = before().is_some_and(is_unspaced) || after().is_some_and(is_unspaced);
                (!needed).then_some((self.zero_width_space, ""))
            }
            '\u{202f}' => {
                let mongolian = before().is_some_and(|c| c.script() == Script::Mongolian);
                (!mongolian).then_some((self.narrow_space, " "))
            }
            '\u{e0020}'..='\u{e007f}' => (!in_flag(&text[..at])).then_some((self.tag, "")),
            _ => None,
        }
    }
}

/// Where the next of them may start: all but the tags, which are `F3 A0`, and U+061C, which is
/// `D8 9C`, start with `E2 80` or `E2 81`. Arabic text is full of `D8`.
fn next_start(bytes: &[u8], from: usize) -> Option<usize> {
    let starts = |two: &[u8]| matches!(two, [0xE2, 0x80 | 0x81] | [0xF3, 0xA0] | [0xD8, 0x9C]);
    let mut found = memchr::memchr3_iter(0xE2, 0xF3, 0xD8, &bytes[from..]);
    found.find(|at| starts(&bytes[from + at..][..2])).map(|at| from + at)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The scripts that a rule's words name.
fn scripts(filed: &Filed) -> Result<Arc<[Script]>, RuleError> {
    let script = |name: &String| {
        Script::from_full_name(name).ok_or_else(|| RuleError::Pattern {
            path: filed.path.clone(),
            name: filed.name.clone(),
            message: format!("`{name}` is no script; write its name as the Unicode standard does"),
        })
    };
    filed.rule.words.iter().map(script).collect()
}

/// True if the tag that follows is part of a flag: a black flag, at most six tags that spell a
/// region, and the one that ends it.
fn in_flag(before: &str) -> bool {
    let mut chars = before.chars().rev().take(7);
    chars.find(|c| !('\u{e0020}'..='\u{e007e}').contains(c)) == Some('\u{1f3f4}')
}

/// Whether the line last asked for has letters that are written from right to left.
#[derive(Default)]
struct Direction {
    end: usize,
    right_to_left: bool,
}

impl Direction {
    /// True if the line around `at` has such letters. Places must be asked for in order.
    fn is_right_to_left(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            self.end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
            self.right_to_left = right_to_left(&text[start..self.end]);
        }
        self.right_to_left
    }
}

fn right_to_left(line: &str) -> bool {
    line.chars().any(|c| matches!(c, '\u{0590}'..='\u{08ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}'))
}
