//! The words of a text as the case of their letters shows them.

use crate::text::{Span, Text};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `kata`
    Lower,
    /// `Kata`
    Title,
    /// `KATA`, `iPhone`, `15`
    Other,
}

/// One word, and what parts it from the word before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) span: Span,
    pub(super) shape: Shape,
    /// A sentence, a quotation or a line starts here, or may start.
    pub(super) starts: bool,
    /// Only a space parts it from the word before.
    pub(super) joined: bool,
}

/// Writes the words of `text` to `words`, which is cleared first.
///
/// A word is a run of letters and digits; a hyphen or apostrophe between letters is part of it.
pub(super) fn split(text: Text<'_>, words: &mut Vec<Word>) {
    words.clear();
    let whole = text.as_str();
    let (mut from, mut last_end) = (0, 0);
    while let Some(start) = whole[from..].find(char::is_alphanumeric) {
        let start = from + start;
        let end = word_end(whole, start);
        let gap = &whole[last_end..start];
        words.push(Word {
            span: Span::new(start, end),
            shape: shape(&whole[start..end]),
            starts: words.is_empty()
                || !gap.chars().all(|c| matches!(c, ' ' | ',' | ')' | '%' | '/')),
            joined: gap == " ",
        });
        (from, last_end) = (end, end);
    }
}

/// For each word, whether it stands in a headline: a line without an end mark in which most longer
/// words have a capital.
pub(super) fn headlines(text: Text<'_>, words: &[Word]) -> Vec<bool> {
    let line_of = |word: &Word| {
        let start =
            text.as_str()[..word.span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        text.as_str()[start..].lines().next().unwrap_or("")
    };
    let mut headlines = Vec::with_capacity(words.len());
    let mut rest = words;
    while let Some(first) = rest.first() {
        let line = line_of(first);
        let end = line.as_ptr() as usize - text.as_str().as_ptr() as usize + line.len();
        let len = rest.iter().take_while(|word| (word.span.end as usize) <= end).count().max(1);
        let is_headline =
            !line.ends_with(['.', '!', '?', ':', ',', '”', '"']) && mostly_capitals(&rest[..len]);
        headlines.extend(std::iter::repeat_n(is_headline, len));
        rest = &rest[len..];
    }
    headlines
}

/// True if at least seven in ten words of four letters or more start with a capital.
fn mostly_capitals(words: &[Word]) -> bool {
    let longer = words.iter().filter(|word| word.span.len() >= 4);
    let (all, capitals) = longer.fold((0, 0), |(all, capitals), word| {
        (all + 1, capitals + usize::from(word.shape != Shape::Lower))
    });
    capitals * 10 >= all * 7
}

fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..].char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next_is_letter = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        let joins = matches!(c, '-' | '\'' | '’') && next_is_letter;
        if !c.is_alphanumeric() && !joins {
            break;
        }
        end = start + at + c.len_utf8();
    }
    end
}

fn shape(word: &str) -> Shape {
    let mut letters = word.chars();
    let first = letters.next();
    if !letters.clone().all(|c| c.is_lowercase() || matches!(c, '-' | '\'' | '’')) {
        return Shape::Other;
    }
    match first {
        Some(c) if c.is_lowercase() => Shape::Lower,
        Some(c) if c.is_uppercase() && letters.next().is_some() => Shape::Title,
        _ => Shape::Other,
    }
}
