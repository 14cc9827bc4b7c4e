//! What tells that a line which a rule finds is part of the article after all.

use hashbrown::HashSet;

use super::{Candidate, Page};
use crate::rule::{Facts, Unless};

/// A cast, a crew or minutes have at least so many labels that no rule knows. One may be the
/// headline, with a colon, above the byline.
const STRANGE_LABELS: usize = 2;
/// A page prints when it was published and when it was changed, each once.
const MOST: usize = 2;

/// The words that say that someone speaks, of all languages.
#[derive(Debug, Default)]
pub(super) struct Speech(HashSet<Box<str>>);

impl Speech {
    pub(super) fn new<'f>(facts: impl Iterator<Item = &'f Facts>) -> Speech {
        Speech(facts.flat_map(|f| &f.speech_words).map(|word| word.as_str().into()).collect())
    }

    /// True if such a word is among the first three after a comma or a closing quotation mark.
    fn reports(&self, body: &str) -> bool {
        const MARKS: [char; 8] = [',', '،', '"', '”', '“', '’', '\'', '»'];
        let pauses = body.match_indices(MARKS);
        pauses.map(|(at, mark)| &body[at + mark.len()..]).any(|rest| {
            let words = rest.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
            words.take(3).any(|word| self.0.contains(word))
        })
    }
}

/// True if one of the things that a candidate's rule names holds for its line.
pub(super) fn holds(page: Page<'_>, candidate: &Candidate, found: &[Candidate]) -> bool {
    let any = page.rule(candidate).unless.iter();
    any.into_iter().any(|unless| match unless {
        Unless::Speech => page.speech.reports(page.body(candidate.line as usize)),
        Unless::LabelList => in_label_list(page, candidate.line as usize, found),
        Unless::Several => {
            found.iter().filter(|other| other.rule == candidate.rule).nth(MOST).is_some()
        }
        Unless::FullStop => {
            let body = page.body(candidate.line as usize);
            body.ends_with('.') && !body.ends_with("..")
        }
        Unless::Directive => is_directive(page.body(candidate.line as usize)),
    })
}

/// True if the line is one of several lines of label and value, some of which no rule finds.
fn in_label_list(page: Page<'_>, line: usize, found: &[Candidate]) -> bool {
    let is_strange = |line: &usize| {
        found.binary_search_by_key(line, |candidate| candidate.line as usize).is_err()
    };
    let labels = |line: &usize| is_label(page.body(*line));
    let above = (0..line).rev().take_while(labels);
    let below = (line + 1..page.lines.len()).take_while(labels);
    above.chain(below).filter(is_strange).nth(STRANGE_LABELS - 1).is_some()
}

/// True for a line of the C preprocessor: the directives of ISO C (6.10), and of its compilers.
fn is_directive(body: &str) -> bool {
    const NAMES: [&str; 16] = [
        "define", "elif", "elifdef", "elifndef", "else", "embed", "endif", "error", "if", "ifdef",
        "ifndef", "include", "line", "pragma", "undef", "warning",
    ];
    let name = body.trim_start_matches('#').split(|c: char| !c.is_ascii_lowercase()).next();
    name.is_some_and(|name| NAMES.contains(&name))
}

/// True for a word or two, a colon, and something after it.
fn is_label(body: &str) -> bool {
    const WORDS: usize = 3;
    let Some((label, value)) = body.split_once(':') else { return false };
    let words = label.split_whitespace().take(WORDS + 1).count();
    (1..=WORDS).contains(&words)
        && label.starts_with(char::is_alphabetic)
        && value.starts_with(char::is_whitespace)
        && !value.trim().is_empty()
}
