//! An edit with what stands around it, short enough for a page.

use serde::Serialize;

/// Characters of the text that are shown on each side of an edit.
const AROUND: usize = 60;
/// Characters of an edit that are shown.
const LONGEST: usize = 400;

/// An edit in its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The document.
    pub id: String,
    /// What stands before it in the original.
    pub left: String,
    /// What stood there.
    pub before: String,
    /// What was put there.
    pub after: String,
    /// What stands after it in the original.
    pub right: String,
    /// What else is to be said about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Example {
    /// An edit of the document `id` at byte `at` of `text`, the original; without a text, alone.
    pub fn new(id: &str, text: Option<&str>, at: usize, before: &str, after: &str) -> Example {
        let text = text.unwrap_or_default();
        let (left, rest) = text.split_at_checked(at).unwrap_or_default();
        // An edit of a later stage may not stand in the original word for word.
        let right = rest.strip_prefix(before).unwrap_or_default();
        Example {
            id: shorten(id, LONGEST),
            left: last_words(left),
            before: shorten(before, LONGEST),
            after: shorten(after, LONGEST),
            right: first_words(right),
            note: String::new(),
        }
    }
}

/// The end of a text, from the start of a word where there is one.
fn last_words(text: &str) -> String {
    let Some((from, _)) = text.char_indices().rev().nth(AROUND) else { return text.into() };
    let end = &text[from..];
    format!("…{}", end.find(char::is_whitespace).map_or(end, |at| &end[at..]))
}

/// The start of a text, to the end of a word where there is one.
fn first_words(text: &str) -> String {
    let Some((to, _)) = text.char_indices().nth(AROUND) else { return text.into() };
    let start = &text[..to];
    format!("{}…", start.rfind(char::is_whitespace).map_or(start, |at| &start[..at]))
}

/// The text, with its middle left out if it has more than `longest` characters.
pub fn shorten(text: &str, longest: usize) -> String {
    if text.len() <= longest || text.chars().count() <= longest {
        return text.to_owned();
    }
    let half = longest / 2;
    let head = text.char_indices().nth(half).map_or(text.len(), |(at, _)| at);
    let tail = text.char_indices().rev().nth(half - 1).map_or(0, |(at, _)| at);
    format!("{} […] {}", &text[..head], &text[tail..])
}
