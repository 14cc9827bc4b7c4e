//! The words of a text as the case of their letters shows them.
//!
//! Says how a word is written and what parts it from its neighbours; what that means for the word is
//! decided elsewhere.

use crate::{
    character,
    text::{Span, Text},
};

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
    while let Some(start) = next_word(whole, from) {
        let end = word_end(whole, start);
        let gap = &whole[last_end..start];
        words.push(Word {
            span: Span::new(start, end),
            shape: shape(&whole[start..end]),
            starts: words.is_empty() || (gap != " " && parts_sentences(gap)),
            joined: gap == " ",
        });
        (from, last_end) = (end, end);
    }
}

/// True if a gap has more than what stands within a sentence.
fn parts_sentences(gap: &str) -> bool {
    !closed(gap).chars().all(|c| matches!(c, ' ' | ',' | ';' | ')' | '%' | '/'))
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

fn next_word(text: &str, from: usize) -> Option<usize> {
    // Most gaps are one byte long.
    let bytes = text.as_bytes();
    let skipped = bytes[from..].iter().take_while(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
    let at = from + skipped.count();
    if bytes.get(at)?.is_ascii() {
        return Some(at);
    }
    text[at..].find(character::is_alphanumeric).map(|start| at + start)
}

fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let letters = bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let mut end = start + letters;
    if letters > 0 && bytes.get(end).is_none_or(|b| b.is_ascii() && !matches!(b, b'-' | b'\'')) {
        return end;
    }
    let mut chars = text[end..].char_indices().peekable();
    let from = end;
    while let Some((at, c)) = chars.next() {
        let is_letter = character::is_alphanumeric(c);
        let mut next_is_letter =
            || chars.peek().is_some_and(|(_, next)| character::is_alphanumeric(*next));
        let joins = matches!(c, '-' | '\'' | '’') && next_is_letter();
        if !is_letter && !joins {
            break;
        }
        end = from + at + c.len_utf8();
    }
    end
}

fn shape(word: &str) -> Shape {
    let bytes = word.as_bytes();
    let small = |byte: &u8| byte.is_ascii_lowercase();
    match bytes.split_first() {
        Some((first, rest)) if rest.iter().all(small) && first.is_ascii() => match first {
            b'a'..=b'z' => Shape::Lower,
            b'A'..=b'Z' => Shape::Title,
            _ => Shape::Other,
        },
        _ => shape_of_any(word),
    }
}

fn shape_of_any(word: &str) -> Shape {
    let mut letters = word.chars();
    let first = letters.next();
    let small = |c| character::is_lowercase(c) || matches!(c, '-' | '\'' | '’');
    if !letters.clone().all(small) {
        return Shape::Other;
    }
    match first {
        Some(c) if character::is_lowercase(c) => Shape::Lower,
        Some(c) if character::is_uppercase(c) => Shape::Title,
        _ => Shape::Other,
    }
}
