//! `jernih explain`

use std::{io::Write, path::PathBuf};

use clap::Args;

use super::{Records, Selection, Status, Workers, load, view::View};
use crate::{
    nearest,
    rule::{Evidence, Filed, Near, Place, Rules, Takes, Unless, When},
    source::is_url,
};

#[derive(Args)]
pub(super) struct Explain {
    /// A rule, such as boilerplate.id.leave-a-reply or only leave-a-reply, or a file of documents
    what: String,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    workers: Workers,
}

impl Explain {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let Explain { what, selection, records, workers } = &self;
        let rules = load(&selection.rules)?;
        let only = || match ending(&rules, what).as_slice() {
            [filed] => Some(*filed),
            _ => None,
        };
        if let Some(filed) = rules.find(what).or_else(only) {
            anstream::stdout().write_all(page(filed).as_bytes())?;
            return Ok(Status::Done);
        }
        let path = PathBuf::from(what);
        if !is_url(&path) && !path.exists() && what != "-" {
            anyhow::bail!(
                "no rule and no file `{what}`.{} `jernih rules list` lists all rules.",
                hint(what, &rules)
            );
        }
        View { input: &[path], selection, records, workers, whole: true }.print()
    }
}

/// The rules whose names end so: `clean` names the rules of a stage without the stage.
fn ending<'r>(rules: &'r Rules, end: &str) -> Vec<&'r Filed> {
    let end = format!(".{end}");
    rules.iter().map(|(_, filed)| filed).filter(|filed| filed.name.ends_with(&end)).collect()
}

fn hint(what: &str, rules: &Rules) -> String {
    if let Some(stage) = crate::stages::find(what) {
        return format!(" `jernih rules list --stage {}` lists that stage's rules.", stage.name);
    }
    let names: Vec<&str> =
        ending(rules, what).into_iter().map(|filed| filed.name.as_str()).collect();
    if names.is_empty() {
        return nearest::hint(what, rules.iter().map(|(_, filed)| filed.name.as_str()));
    }
    format!(" Which of {}?", names.join(", "))
}

/// A rule as a page.
fn page(filed: &Filed) -> String {
    let rule = &filed.rule;
    let mut page = format!("{}\n\n{}\n{}\n\n", filed.name, rule.what, rule.why);
    let mut row = |name: &str, value: String| page += &format!("  {name:<7} {value}\n");
    row("tier", rule.tier.to_string());
    row("when", when(&rule.when));
    let limits = [
        (rule.place != Place::Anywhere).then(|| place(rule.place)),
        rule.near.as_ref().map(near),
        rule.max_chars.map(|max| format!("at most {max} characters long")),
        (!rule.sites.is_empty()).then(|| format!("in documents of {}", rule.sites.join(", "))),
    ];
    for limit in limits.into_iter().flatten() {
        row("", limit);
    }
    for unless in &rule.unless {
        row("unless", self::unless(*unless).into());
    }
    row("takes", takes(rule.takes(), rule.put.as_deref()));
    if let Some(evidence) = &rule.evidence {
        row("seen", seen(evidence));
    }
    row("from", filed.path.clone());
    if let Some(path) = &filed.tier_from {
        row("", format!("tier from {path}"));
    }
    for (before, after) in &rule.fix {
        page += &format!("\n  fix     {before:?}\n       -> {after:?}\n");
    }
    for text in &rule.keep {
        page += &format!("\n  keep    {text:?}\n");
    }
    for (before, after) in &rule.wrong {
        page += &format!("\n  wrong   {before:?}\n  not yet {after:?}\n");
    }
    page
}

fn when(when: &When) -> String {
    let listed = |literals: &[String]| {
        literals.iter().map(|literal| format!("“{literal}”")).collect::<Vec<_>>().join(", ")
    };
    match when {
        When::LineIs(any) => format!("the line is {}", listed(any)),
        When::LineStarts(any) => format!("the line starts with {}", listed(any)),
        When::LineEnds(any) => format!("the line ends with {}", listed(any)),
        When::LineHas(any) => format!("the line has {}", listed(any)),
        When::Regex { need, pattern } if need.is_empty() => format!("the line matches {pattern}"),
        When::Regex { need, pattern } => {
            format!("the line has {} and matches {pattern}", listed(need))
        }
        When::Chars(chars) => format!("the character is {}", chars.join(", ")),
        When::Echo => "the line says again how the line beside it ends".into(),
        When::Code => "the stage finds it".into(),
    }
}

fn place(place: Place) -> String {
    match place {
        Place::Head => format!("among the first {} lines", Place::HEAD),
        Place::Tail => format!("among the last {} lines", Place::TAIL),
        Place::Edge => format!("among the first {} or the last {} lines", Place::HEAD, Place::TAIL),
        Place::Anywhere => "anywhere".into(),
    }
}

/// `in 40 documents, 12 distinct ones; 0.95 of them among the last 16 lines`
fn seen(evidence: &Evidence) -> String {
    let Evidence { documents, clusters, position, share } = evidence;
    let place = place(*position);
    format!("in {documents} documents, {clusters} distinct ones; {share:.2} of them {place}")
}

fn near(near: &Near) -> String {
    let sides = [("below", &near.above), ("above", &near.below), ("beside", &near.beside)];
    let sides = sides.iter().filter(|(_, ids)| !ids.is_empty());
    sides
        .map(|(side, ids)| match ids[0].as_str() {
            "*" => format!("{side} a line that another rule takes"),
            _ => format!("{side} a line that {} takes", ids.join(" or ")),
        })
        .collect::<Vec<_>>()
        .join(", or ")
}

fn unless(unless: Unless) -> &'static str {
    match unless {
        Unless::Speech => "someone says it: a word of speech comes after a comma or closing quotes",
        Unless::LabelList => "it stands among labels that no rule knows",
        Unless::Several => "the document has more than two of its kind",
        Unless::FullStop => "a full stop ends it",
        Unless::Directive => "it is a directive of the C preprocessor",
    }
}

fn takes(takes: Takes, put: Option<&str>) -> String {
    let what = match takes {
        Takes::Line => "the line",
        Takes::Match => "the match",
        Takes::ToEnd => "the line and all below it, if none of it is a sentence",
        Takes::AllBelow => "the line and all below it, if the article above is longer",
    };
    put.map_or_else(|| what.into(), |put| format!("{what}, and puts {put:?}"))
}
