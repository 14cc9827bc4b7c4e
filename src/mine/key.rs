//! What a line is counted under: itself, how it starts and how it ends, folded and with its digits
//! masked.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::{
    rule::{fold, fold_into},
    text::is_sentence,
};

/// Longer lines are paragraphs, which no template prints.
const MAX_CHARS: usize = 240;
/// Longer lines are no titles below a fixed start.
const MAX_START_CHARS: usize = 160;
/// A start has at most so many words, and at least so many letters.
const START_WORDS: usize = 5;
const START_LETTERS: usize = 6;
/// What a line ends with, after a bar or a dash or in brackets, in bytes.
const END_BYTES: std::ops::RangeInclusive<usize> = 4..=48;

/// Which part of a line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Form {
    /// The line.
    Whole,
    /// Its first words.
    Start,
    /// What comes after its last bar or dash, or its last brackets.
    End,
}

/// The name under which a part of a line of one site is counted.
pub(super) type Id = u64;

/// Gives every key of a line with its id, and for an end where it starts in the line.
pub(super) fn each(body: &str, site: &str, mut found: impl FnMut(Id, Form, &str, usize)) {
    let mut give = |form: Form, key: &str, at: usize| found(id(form, site, key), form, key, at);
    if let Some((end, at)) = end(body) {
        give(Form::End, &end, at);
    }
    if body.len() > MAX_CHARS && body.chars().nth(MAX_CHARS).is_some() {
        return;
    }
    let (mut open, mut key) = (String::new(), String::new());
    fold_into(body, &mut open);
    mask(&open, &mut key);
    if letters(&key) > 0 {
        give(Form::Whole, &key, 0);
    }
    if key.len() <= MAX_START_CHARS * 4 && key.chars().nth(MAX_START_CHARS).is_none() {
        starts(&key, |start| give(Form::Start, start, 0));
    }
}

/// The id of a key.
fn id(form: Form, site: &str, key: &str) -> Id {
    xxh3_64_with_seed(key.as_bytes(), xxh3_64_with_seed(site.as_bytes(), form as u64))
}

/// The first words, each longer start after the shorter. Never the whole key.
fn starts(key: &str, mut found: impl FnMut(&str)) {
    for (at, _) in key.match_indices(' ').take(START_WORDS) {
        let start = &key[..at];
        let is_label = start.ends_with(':');
        let words = start.matches(' ').count() + 1;
        if (words > 1 || is_label)
            && letters(start) >= if is_label { 3 } else { START_LETTERS }
            && !start.contains(|c: char| c.is_ascii_digit())
        {
            found(start);
        }
    }
}

/// The key of what a line ends with, and where that starts: the last brackets, or in a line that
/// is no sentence what comes after its last bar or dash.
fn end(body: &str) -> Option<(String, usize)> {
    let at = match body.strip_suffix(')') {
        Some(rest) => rest.rfind('(')?,
        None if body.len() <= MAX_CHARS && !is_sentence(body) => {
            let marks = [" | ", " - ", " – ", " — "];
            marks.iter().filter_map(|mark| body.rfind(mark)).max()? + 1
        }
        None => return None,
    };
    let end = &body[at..];
    if at == 0 || !END_BYTES.contains(&end.len()) || end.contains(|c: char| c.is_numeric()) {
        return None;
    }
    let mark = end.chars().next()?;
    let key = fold(&end[mark.len_utf8()..]);
    (letters(&key) > 2).then_some((key, at))
}

/// Every run of digits is one zero.
pub(super) fn mask(open: &str, key: &mut String) {
    key.clear();
    let mut in_digits = false;
    for c in open.chars() {
        let is_digit = c.is_numeric();
        match (is_digit, in_digits) {
            (false, _) => key.push(c),
            (true, false) => key.push('0'),
            (true, true) => {}
        }
        in_digits = is_digit;
    }
}

/// How many letters a key has.
pub(super) fn letters(key: &str) -> usize {
    key.chars().filter(|c| c.is_alphabetic()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(body: &str) -> Vec<(Form, String)> {
        let mut found = vec![];
        each(body, "", |_, form, key, _| found.push((form, key.to_owned())));
        found
    }

    #[test]
    fn a_line_counts_as_itself_without_its_numbers() {
        assert_eq!(keys("» 1.234 Komentar"), [(Form::Whole, "0.0 komentar".into())]);
    }

    #[test]
    fn a_line_counts_by_how_it_starts() {
        let starts: Vec<_> =
            keys("Baca juga: Harga Beras").into_iter().filter(|(f, _)| *f == Form::Start).collect();
        assert_eq!(
            starts,
            [(Form::Start, "baca juga:".into()), (Form::Start, "baca juga: harga".into())]
        );
    }

    #[test]
    fn a_line_counts_by_how_it_ends() {
        assert!(keys("Harga Beras Naik | Suara Kota").contains(&(Form::End, "suara kota".into())));
        assert!(keys("Harga beras naik. (Wartawan)").contains(&(Form::End, "wartawan)".into())));
    }
}
