//! What people decided about edits, as data: a file that is read, kept in git, merged, and followed
//! in the next run.
//!
//! [`Rulings`] judge the edits of a document by it. What a pack keeps from a rule is judged in the
//! same way.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod rulings;
mod sight;
mod template;

pub use rulings::Rulings;
pub use sight::Sight;
pub use template::{masked, template};

/// What the file opens with.
const OPENING: &str = "\
# Decisions about edits, made with `jernih review`; `jernih clean --decisions` follows them.\n\
# The narrowest counts: one edit, then a template, then a rule on a site.\n";

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A proposed edit is applied.
    Accept,
    /// The edit is not made.
    Reject,
}

/// The edits of a rule that a decision is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Those on a site.
    Site(String),
    /// Those of a template, as [`template`] makes it.
    Template(String),
    /// Those that do this to this line.
    Edit(Sight),
}

/// A verdict, and what such an edit looks like where the scope does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// What was decided.
    pub verdict: Verdict,
    /// A line that a template was seen in.
    pub like: Option<String>,
}

/// Decisions, in the order of their rules and scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    list: BTreeMap<(String, Scope), Ruling>,
}

/// Why a file is not decisions.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionError {
    /// It is no TOML, or has other keys.
    #[error("line {line}: {message}")]
    Toml {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// An entry is about nothing, or about several things.
    #[error("a decision about `{0}` needs one of `line`, `template` and `site`")]
    Scope(String),
    /// Two entries about the same edits say different things.
    #[error(
        "`{rule}`: accepted and rejected at once, about {about}; remove one of the two decisions"
    )]
    Conflict {
        /// The rule.
        rule: String,
        /// What both are about.
        about: String,
    },
}

/// An entry of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    site: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    template: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    like: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    becomes: Option<String>,
    verdict: Verdict,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "decision")]
    decisions: Vec<Entry>,
}

impl Decisions {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// What is wrong with it; the same decision twice is no error, because merging may do that.
    ///
    /// ```
    /// use jernih::decisions::Decisions;
    ///
    /// let text = "[[decision]]\nrule = 'lines.furniture'\nline = 'Foto: Antara'\nverdict = 'accept'";
    /// assert_eq!(Decisions::parse(text)?.len(), 1);
    /// # Ok::<(), jernih::decisions::DecisionError>(())
    /// ```
    pub fn parse(text: &str) -> Result<Decisions, DecisionError> {
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            DecisionError::Toml { line, message: error.message().replace('\n', "; ") }
        })?;
        let mut decisions = Decisions::default();
        for entry in file.decisions {
            let (rule, scope, ruling) = entry.read()?;
            let about = scope.to_string();
            let earlier = decisions.set(&rule, scope, Some(ruling.clone()));
            if earlier.is_some_and(|earlier| earlier.verdict != ruling.verdict) {
                return Err(DecisionError::Conflict { rule, about });
            }
        }
        Ok(decisions)
    }

    /// The file, in an order that depends on nothing but the decisions.
    pub fn write(&self) -> String {
        let mut text = String::from(OPENING);
        for ((rule, scope), ruling) in &self.list {
            let file = File { decisions: vec![Entry::new(rule, scope, ruling)] };
            text.push('\n');
            text += &toml::to_string(&file).expect("strings and a verdict can be written");
        }
        text
    }

    /// Decides, or takes a decision back; gives what was decided before.
    pub fn set(&mut self, rule: &str, scope: Scope, ruling: Option<Ruling>) -> Option<Ruling> {
        let key = (rule.to_owned(), scope);
        match ruling {
            Some(ruling) => self.list.insert(key, ruling),
            None => self.list.remove(&key),
        }
    }

    /// What was decided.
    pub fn get(&self, rule: &str, scope: &Scope) -> Option<Verdict> {
        self.list.get(&(rule.to_owned(), scope.clone())).map(|ruling| ruling.verdict)
    }

    /// Every decision: its rule, its scope and what it says.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Scope, &Ruling)> {
        self.list.iter().map(|((rule, scope), ruling)| (rule.as_str(), scope, ruling))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// True if nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

impl Entry {
    fn new(rule: &str, scope: &Scope, ruling: &Ruling) -> Entry {
        let mut entry = Entry {
            rule: rule.into(),
            site: None,
            template: None,
            like: ruling.like.clone(),
            line: None,
            becomes: None,
            verdict: ruling.verdict,
        };
        match scope {
            Scope::Site(site) => entry.site = Some(site.clone()),
            Scope::Template(template) => entry.template = Some(template.clone()),
            Scope::Edit(sight) => {
                entry.line = Some(sight.line.clone());
                entry.becomes = (!sight.becomes.is_empty()).then(|| sight.becomes.clone());
            }
        }
        entry
    }

    fn read(self) -> Result<(String, Scope, Ruling), DecisionError> {
        let scope = match (self.site, self.template, self.line) {
            (Some(site), None, None) => Scope::Site(site),
            (None, Some(template), None) => Scope::Template(template),
            (None, None, Some(line)) => {
                Scope::Edit(Sight { line, becomes: self.becomes.unwrap_or_default() })
            }
            _ => return Err(DecisionError::Scope(self.rule)),
        };
        Ok((self.rule, scope, Ruling { verdict: self.verdict, like: self.like }))
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Verdict::Accept => "accept",
            Verdict::Reject => "reject",
        })
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Scope::Site(site) => write!(f, "the site {site}"),
            Scope::Template(template) => write!(f, "the template “{template}”"),
            Scope::Edit(sight) => write!(f, "the line “{}”", sight.line),
        }
    }
}
