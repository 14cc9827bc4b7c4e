//! Packs: TOML files whose path says the stage and the language of their rules.

use serde::{Deserialize, de::DeserializeOwned};
use xxhash_rust::xxh3::xxh3_64;

use super::{Facts, Filed, Rule, RuleError, Rules, Tier};
use crate::{casing::Casing, document::Language};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pack {
    #[serde(default, rename = "rule")]
    rules: Vec<Rule>,
    #[serde(default, rename = "change")]
    changes: Vec<RuleChange>,
}

/// What a later pack says about an earlier pack's rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleChange {
    rule: String,
    tier: Option<Tier>,
    /// Lines that the rule does not take.
    #[serde(default)]
    keep: Vec<String>,
}

enum Address<'p> {
    Facts(Language),
    Rules { stage: &'p str, language: Option<Language> },
}

/// Adds the pack `text`, filed at `path` below `root`, to `rules`. `json` is the same pack, if it was
/// made when jernih was built.
pub(super) fn read(
    rules: &mut Rules,
    root: &str,
    path: &str,
    text: &str,
    json: Option<&str>,
) -> Result<(), RuleError> {
    let (address, path) = (address(path), &format!("{root}/{path}"));
    match address.ok_or_else(|| RuleError::Path(path.into()))? {
        Address::Facts(language) => {
            rules.facts.insert(language, parse::<Facts>(path, text, json)?);
        }
        Address::Rules { stage, language } => {
            let pack: Pack = parse(path, text, json)?;
            for rule in pack.rules {
                add(rules, path, stage, language, rule)?;
            }
            for change in pack.changes {
                amend(rules, path, change)?;
            }
        }
    }
    Ok(())
}

/// Files a table at `path`, which names its language.
pub(super) fn place(rules: &mut Rules, path: &str, casing: Casing) -> Result<(), RuleError> {
    let tag = path.strip_prefix("lang/").and_then(|path| path.strip_suffix("/case.tsv"));
    let language = tag.and_then(Language::parse).ok_or_else(|| RuleError::Path(path.into()))?;
    rules.casings.insert(language, casing);
    Ok(())
}

fn address(path: &str) -> Option<Address<'_>> {
    let parts: Vec<&str> = path.strip_suffix(".toml")?.split('/').collect();
    match parts[..] {
        ["lang", tag, "language"] => Language::parse(tag).map(Address::Facts),
        ["lang", tag, stage] => {
            Language::parse(tag).map(|l| Address::Rules { stage, language: Some(l) })
        }
        [stage, _topic] => Some(Address::Rules { stage, language: None }),
        _ => None,
    }
}

fn parse<T: DeserializeOwned>(path: &str, text: &str, json: Option<&str>) -> Result<T, RuleError> {
    // What is wrong with a pack is said by its text.
    if let Some(read) = json.and_then(|json| serde_json::from_str(json).ok()) {
        return Ok(read);
    }
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[start..].lines().next().unwrap_or("");
        let column = text[start..at].chars().count();
        RuleError::Toml {
            path: path.into(),
            line: text[..at].matches('\n').count() + 1,
            column: column + 1,
            message: error.message().replace('\n', "; "),
            excerpt: format!("  | {line}\n  | {:column$}^", ""),
        }
    })
}

fn add(
    rules: &mut Rules,
    path: &str,
    stage: &str,
    language: Option<Language>,
    rule: Rule,
) -> Result<(), RuleError> {
    let name = match language {
        Some(language) => format!("{stage}.{language}.{}", rule.id),
        None => format!("{stage}.{}", rule.id),
    };
    // A hash first: with many rules, comparing all names would take the square of their number.
    if !rules.names.insert(xxh3_64(name.as_bytes()))
        && let Some(first) = rules.find(&name)
    {
        return Err(RuleError::Taken { path: path.into(), name, first: first.path.clone() });
    }
    let (path, stage) = (path.to_owned(), stage.to_owned());
    rules.filed.push(Filed {
        name,
        stage,
        language,
        path,
        builtin: false,
        tier_from: None,
        kept: vec![],
        rule,
    });
    Ok(())
}

fn amend(rules: &mut Rules, path: &str, change: RuleChange) -> Result<(), RuleError> {
    let filed = rules.filed.iter_mut().find(|filed| filed.name == change.rule);
    let filed = filed.ok_or(RuleError::Change { path: path.into(), name: change.rule.clone() })?;
    if let Some(tier) = change.tier {
        filed.rule.tier = tier;
        filed.tier_from = Some(path.into());
    }
    filed.kept.extend(change.keep);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::rules::BUILTIN;

    #[test]
    fn the_packs_say_the_same_as_json() {
        for (path, text, json) in BUILTIN {
            let (mut quick, mut slow) = (Rules::default(), Rules::default());
            read(&mut slow, "rules", path, text, None).expect("it is a pack");
            read(&mut quick, "rules", path, "no TOML", Some(json)).expect("it is the same");
            assert_eq!(format!("{quick:?}"), format!("{slow:?}"), "{path}");
        }
    }
}
