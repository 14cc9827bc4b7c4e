//! A rule where it is filed: its name, its stage, its language and its file.

use super::{Rule, RuleError, When, pattern};
use crate::document::Language;

/// A rule with its address.
#[derive(Clone, Debug)]
pub struct Filed {
    /// `stage[.language].id`, the name that users see.
    pub name: String,
    /// The stage whose pack it is in.
    pub stage: String,
    /// The language whose folder it is in.
    pub language: Option<Language>,
    /// The file that it is in.
    pub path: String,
    /// It comes with jernih.
    pub builtin: bool,
    /// The file that set its tier, if that is another.
    pub tier_from: Option<String>,
    /// Lines that other packs keep from it.
    pub kept: Vec<String>,
    /// The entry.
    pub rule: Rule,
}

impl Filed {
    /// Makes sure that the rule's pattern, if it has one, compiles when a worker first needs it.
    ///
    /// # Errors
    ///
    /// [`RuleError::Pattern`] for a pattern that the regex crate refuses.
    pub fn check(&self) -> Result<(), RuleError> {
        let When::Regex { pattern: source, .. } = &self.rule.when else { return Ok(()) };
        let refused = |message| RuleError::Pattern {
            path: self.path.clone(),
            name: self.name.clone(),
            message,
        };
        pattern::check(source).map_err(refused)
    }
}
