//! Shows what cannot be seen.

use std::fmt::Write as _;

/// Text in which white space at the ends and characters without a shape are shown by marks.
pub fn visible(text: &str) -> String {
    let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    marked(text, |at| {
        at < start || at >= end || text[..at].ends_with(' ') || text[at + 1..].starts_with(' ')
    })
}

/// Text in which characters without a shape are shown by marks, and spaces are as they are.
pub fn shaped(text: &str) -> String {
    marked(text, |_| false)
}

/// Text with marks; spaces are marked where `space` says so.
fn marked(text: &str, space: impl Fn(usize) -> bool) -> String {
    let mut shown = String::new();
    for (at, c) in text.char_indices() {
        match c {
            ' ' if space(at) => shown.push('·'),
            '\t' => shown.push('⇥'),
            '\n' => shown.push('⏎'),
            ' '..='~' => shown.push(c),
            _ if c.is_control() || c.is_whitespace() || is_unseen(c) => {
                write!(shown, "<U+{:04X}>", u32::from(c)).expect("a string");
            }
            _ => shown.push(c),
        }
    }
    shown
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}
