//! Sequences whose last byte was a no-break space that became a plain one: `à` and the no-break
//! space itself, the only frequent characters that end in it.

use memchr::memmem;

use crate::{
    edit::Edits,
    rule::RuleId,
    text::{Span, Text},
};

/// What is left of `à`, through windows-1252 and windows-1251, and of a no-break space.
const LOST: [(&str, &str); 3] = [("Ã ", "à"), ("Г ", "à"), ("Â ", "\u{a0}")];

/// Proposes to put them right: in a text that has other damage, which `edits` repair, or where a
/// capital after a small letter shows it.
pub(super) fn propose(text: Text<'_>, rule: RuleId, edits: &mut Edits) {
    let damaged = !edits.is_empty();
    let text = text.as_str();
    for (lost, meant) in LOST {
        for at in memmem::find_iter(text.as_bytes(), lost) {
            let before = text[..at].chars().next_back();
            let follows_small = before.is_some_and(|c| c.is_lowercase() && c < '\u{250}');
            let starts_word = before.is_none_or(|c| !c.is_alphanumeric());
            let shown = follows_small && lost != "Г ";
            if shown || (damaged && (starts_word || follows_small)) {
                let end = at + lost.len();
                let space = if meant == "à" && !is_contraction(&text[end..]) { " " } else { "" };
                edits.replace(Span::new(at, end), &format!("{meant}{space}"), rule);
            }
        }
    }
}

/// True for the Portuguese words that start with `à`: `às`, `àquele` and its forms.
fn is_contraction(rest: &str) -> bool {
    let plural = rest.strip_prefix('s');
    plural.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        || ["quele", "quela", "quilo"].iter().any(|form| rest.starts_with(form))
}
