//! What a pack must have beyond its form: sentences, examples, and literals that can be found.

use std::collections::BTreeMap;

use super::{Filed, Place, Rules, Takes, When, fold};

/// Everything that is wrong with the rules, one sentence each, with file and rule.
pub fn lint(rules: &Rules) -> Vec<String> {
    let mut wrong = vec![];
    for (_, filed) in rules.iter() {
        wrong.extend(filed.check().err().map(|error| error.to_string()));
        let faults = [words(filed), examples(filed), form(filed)].concat();
        wrong.extend(
            faults.iter().map(|fault| format!("{}: `{}`: {fault}", filed.path, filed.name)),
        );
    }
    wrong.extend(shadowed(rules));
    wrong
}

fn words(filed: &Filed) -> Vec<&'static str> {
    let rule = &filed.rule;
    let kebab =
        |id: &str| id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    /// An id names what is found; what is done about it is always the same.
    const ACTIONS: &[&str] = &["remove", "delete", "strip", "fix", "clean", "drop", "cut"];
    faults(&[
        (!kebab(&rule.id), "an id is made of small letters, digits and hyphens"),
        (
            rule.id.split('-').next().is_some_and(|first| ACTIONS.contains(&first)),
            "an id names what is found, not what is done",
        ),
        (!is_prose(&rule.what), "`what` is a sentence with a full stop"),
        (!is_prose(&rule.why), "`why` is a sentence with a full stop"),
    ])
}

fn examples(filed: &Filed) -> Vec<&'static str> {
    let rule = &filed.rule;
    faults(&[
        (rule.fix.is_empty(), "at least one `fix` example is needed"),
        (rule.keep.is_empty(), "at least one `keep` example is needed"),
        (rule.fix.iter().any(|(before, after)| before == after), "a `fix` example changes nothing"),
    ])
}

fn form(filed: &Filed) -> Vec<&'static str> {
    let rule = &filed.rule;
    // What a pattern needs is looked for as it stands, and may be a mark.
    let is_pattern = matches!(rule.when, When::Regex { .. });
    let literals = if is_pattern { &[] } else { rule.when.literals() };
    let bounded = rule.max_chars.is_some();
    faults(&[
        (
            literals.iter().any(|literal| literal.contains('\n') || literal.trim() != literal),
            "a literal has no line break, and no space at its ends",
        ),
        (
            !matches!(rule.when, When::Regex { .. } | When::Chars(_) | When::Echo | When::Code)
                && literals.is_empty(),
            "without a literal it finds nothing",
        ),
        (
            literals.iter().any(|literal| fold(literal).is_empty()),
            "a literal of marks alone folds to nothing",
        ),
        (
            matches!(rule.when, When::LineStarts(_) | When::LineEnds(_))
                && rule.takes() == Takes::Line
                && !bounded,
            "a rule that takes a line by its start or end needs `max-chars`",
        ),
        (
            rule.takes().below() && !matches!(rule.place, Place::Tail | Place::Edge),
            "a rule that takes all to the end needs `where = \"tail\"` or `edge`",
        ),
        (
            !rule.sites.is_empty() && matches!(rule.when, When::Chars(_) | When::Code),
            "`sites` goes with a rule that finds lines",
        ),
        (rule.put.is_some() && rule.takes() != Takes::Match, "`put` goes with `takes = \"match\"`"),
    ])
}

/// Whole-line literals that an earlier rule of the stage finds already.
fn shadowed(rules: &Rules) -> Vec<String> {
    let mut first: BTreeMap<(&str, String), &Filed> = BTreeMap::new();
    let mut wrong = vec![];
    for (_, filed) in rules.iter() {
        let When::LineIs(literals) = &filed.rule.when else { continue };
        for literal in literals {
            match first.insert((&filed.stage, fold(literal)), filed) {
                Some(owner)
                    if owner.rule.near.is_none()
                        && filed.rule.near.is_none()
                        && share_a_site(owner, filed) =>
                {
                    wrong.push(format!(
                        "{}: `{}`: `{literal}` is already a literal of `{}`",
                        filed.path, filed.name, owner.name
                    ));
                }
                _ => {}
            }
        }
    }
    wrong
}

fn share_a_site(a: &Filed, b: &Filed) -> bool {
    let (a, b) = (&a.rule.sites, &b.rule.sites);
    a.is_empty() || b.is_empty() || a.iter().any(|site| b.contains(site))
}

fn is_prose(text: &str) -> bool {
    text.ends_with('.') && text.starts_with(|c: char| !c.is_lowercase())
}

fn faults(checked: &[(bool, &'static str)]) -> Vec<&'static str> {
    checked.iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, fault)| *fault).collect()
}
