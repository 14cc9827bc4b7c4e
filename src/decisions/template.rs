//! What edits have in common when what differs between them is case, spaces and digits.

use crate::rule::fold;

/// Characters of a template on each side of what is left out in its middle.
const HALF: usize = 80;

/// The template of an edit: what it takes, and what it puts there, if that is anything.
///
/// ```
/// use jernih::decisions::template;
///
/// assert_eq!(template("Baca juga: 12 foto\n", ""), "baca juga: # foto");
/// assert_eq!(template("Ke", "ke"), "Ke => ke");
/// ```
pub fn template(before: &str, after: &str) -> String {
    let (from, to) = (masked(before), masked(after));
    let same = from == to || from.is_empty();
    match (same, after.is_empty()) {
        (false, true) => short(&from),
        (false, false) => format!("{} => {}", short(&from), short(&to)),
        // What folding forgets is what the edit is about.
        (true, _) => format!("{} => {}", short(before), short(after)),
    }
}

/// The folded text, with `#` for every number.
pub fn masked(text: &str) -> String {
    let mut masked = String::new();
    for c in fold(text).chars() {
        match c.is_numeric() {
            true if masked.ends_with('#') => {}
            true => masked.push('#'),
            false => masked.push(c),
        }
    }
    masked
}

/// The text, without its middle if it is long.
pub(super) fn short(text: &str) -> String {
    if text.len() <= 2 * HALF || text.chars().count() <= 2 * HALF {
        return text.to_owned();
    }
    let head = text.char_indices().nth(HALF).map_or(text.len(), |(at, _)| at);
    let tail = text.char_indices().rev().nth(HALF - 1).map_or(0, |(at, _)| at);
    format!("{}…{}", &text[..head], &text[tail..])
}
