//! By what an edit is known again in another run: its line, before and after.

use serde::{Deserialize, Serialize};

use super::template::short;
use crate::text::Span;

/// Characters of the line on each side of an edit that count; whole words.
const AROUND: usize = 60;

/// A line, or as much of it as stands around an edit, and what the edit makes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sight {
    /// The line.
    pub line: String,
    /// What it becomes; empty if it goes.
    pub becomes: String,
}

impl Sight {
    /// The edit that puts `after` where `span` of `text` is.
    ///
    /// ```
    /// use jernih::{decisions::Sight, text::Span};
    ///
    /// let sight = Sight::new("Harga naik.\nBaca juga: Gula\n", Span::new(12, 28), "");
    /// assert_eq!((&*sight.line, &*sight.becomes), ("Baca juga: Gula", ""));
    /// ```
    pub fn new(text: &str, span: Span, after: &str) -> Sight {
        let before = &text[span.range()];
        let inner = before.trim_matches('\n');
        let start = span.range().start + (before.len() - before.trim_start_matches('\n').len());
        let end = (start + inner.len()).min(span.range().end);
        let start = start.min(end);
        let left = text[..start].rsplit('\n').next().unwrap_or_default();
        let right = text[end..].split('\n').next().unwrap_or_default();
        let (left, right) = (last_words(left), first_words(right));
        let after = after.trim_matches('\n');
        Sight {
            line: format!("{left}{}{right}", short(inner)),
            becomes: format!("{left}{}{right}", short(after)),
        }
    }
}

/// The end of a text, from the start of a word.
fn last_words(text: &str) -> &str {
    let Some((from, _)) = text.char_indices().rev().nth(AROUND) else { return text };
    let words = text[from..].split_once(char::is_whitespace);
    words.map_or(&text[from..], |(_, words)| words)
}

/// The start of a text, to the end of a word.
fn first_words(text: &str) -> &str {
    let Some((to, c)) = text.char_indices().nth(AROUND) else { return text };
    let text = &text[..to + c.len_utf8()];
    text.rsplit_once(char::is_whitespace).map_or(text, |(words, _)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_known_by_the_words_around_the_edit() {
        let word = "kata ".repeat(40);
        let text = format!("{word}Jakarta.Ia pulang {word}");
        let at = text.find("Ia").unwrap_or_default();
        let sight = Sight::new(&text, Span::new(at, at), " ");
        assert!(sight.line.starts_with("kata kata") && sight.line.ends_with("kata kata"));
        assert!(sight.becomes.contains("Jakarta. Ia pulang"));
        assert!(sight.line.chars().count() < 2 * AROUND + 4, "{}", sight.line);
        // What stands farther away does not matter.
        let other = format!("Lain. {text}");
        assert_eq!(Sight::new(&other, Span::new(at + 6, at + 6), " "), sight);
    }

    #[test]
    fn line_breaks_are_no_part_of_it() {
        let text = "Satu\n\nDua\nTiga";
        let sight = |start, end| Sight::new(text, Span::new(start, end), "").line;
        assert_eq!(sight(6, 10), "Dua");
        assert_eq!(sight(5, 9), "Dua");
        assert_eq!(sight(6, 14), "Dua\nTiga");
        // Blank lines alone are known by what comes after them.
        assert_eq!(sight(4, 6), "Dua");
    }
}
