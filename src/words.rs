//! The words of a text as the case of their letters shows them.
//!
//! Says how a word is written and what parts it from its neighbours; what that means for the word is
//! decided elsewhere.

use crate::text::{Span, Text};

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `kata`
    Lower,
    /// `Kata`, and a capital alone, as the article in `A`
    Title,
    /// `KATA`, `iPhone`, `15`
    Other,
}

/// One word, and what parts it from the word before it.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// Where it is.
    pub span: Span,
    /// How it is written.
    pub shape: Shape,
    /// A sentence, a quotation or a line starts here, or may start.
    pub starts: bool,
    /// Only a space parts it from the word before.
    pub joined: bool,
}

/// Writes the words of `text` to `words`, which is cleared first.
///
/// A word is a run of letters and digits; a hyphen or apostrophe between letters is part of it.
pub fn split(text: Text<'_>, words: &mut Vec<Word>) {
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
                || !closed(gap).chars().all(|c| matches!(c, ' ' | ',' | ';' | ')' | '%' | '/')),
            joined: gap == " ",
        });
        (from, last_end) = (end, end);
    }
}

/// What parts two words, without the quotation mark that closes before it.
fn closed(gap: &str) -> &str {
    let rest = gap.strip_prefix(['”', '"', '’', '\'']).unwrap_or(gap);
    if rest.starts_with([' ', ',']) { rest } else { gap }
}

/// For each word, whether it stands in the title of a work: a short run of words in quotation marks
/// or brackets, most of the longer ones with a capital.
pub fn titles(text: Text<'_>, words: &[Word]) -> Vec<bool> {
    const LONGEST: usize = 12;
    let gap_after = |index: usize| {
        let from = words[index].span.end as usize;
        let to = words.get(index + 1).map_or(text.as_str().len(), |next| next.span.start as usize);
        &text.as_str()[from..to]
    };
    let opens = |gap: &str| gap.ends_with(['“', '"', '‘', '\'', '«', '(']);
    let ends = |gap: &str| gap.contains(['”', '"', '’', '\'', '»', '(', ')', '\n']);
    let mut titles = vec![false; words.len()];
    let mut index = 1;
    while index < words.len() {
        if !opens(gap_after(index - 1)) {
            index += 1;
            continue;
        }
        let last = (index..words.len()).find(|&last| ends(gap_after(last)));
        let last = last.unwrap_or(words.len() - 1);
        if last - index < LONGEST && mostly_capitals(&words[index..=last]) {
            titles[index..=last].fill(true);
        }
        index = last + 1;
    }
    titles
}

/// For each word, whether it stands in a headline: a line without an end mark in which most longer
/// words have a capital.
pub fn headlines(text: Text<'_>, words: &[Word]) -> Vec<bool> {
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
pub fn mostly_capitals(words: &[Word]) -> bool {
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
        Some(c) if c.is_uppercase() => Shape::Title,
        _ => Shape::Other,
    }
}
