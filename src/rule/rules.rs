//! The table of all rules, and of what the packs say about languages.
//!
//! [`pack`] and [`tables`] fill it from files.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sha2::{Digest, Sha256};

use super::{Facts, Filed, Matcher, RuleError, RuleId, Tier, pack, tables};
use crate::{casing::Casing, document::Language, line_score};

/// The packs under `rules/`, embedded by `build.rs`: path, text, and the same as JSON.
pub(super) const BUILTIN: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The tables under `rules/`, embedded in the same way.
pub const TABLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

/// Every rule in file order, and what the packs say about languages.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) filed: Vec<Filed>,
    /// Hashes of the names that were ever filed.
    pub(super) names: BTreeSet<u64>,
    pub(super) facts: BTreeMap<Language, Facts>,
    pub(super) casings: BTreeMap<Language, Casing>,
    pub(super) line_scores: Option<Arc<line_score::Table>>,
    digest: Sha256,
}

impl Rules {
    /// The rules that come with jernih.
    ///
    /// # Errors
    ///
    /// None that a release can show: the packs are embedded, and tests read and compile them.
    pub fn builtin() -> Result<Rules, RuleError> {
        let mut rules = Rules::default();
        for (path, text, json) in BUILTIN {
            rules.count(path, text);
            pack::read(&mut rules, "rules", path, text, Some(json))?;
        }
        rules.filed.iter_mut().for_each(|filed| filed.builtin = true);
        for (path, text) in TABLES {
            match *path {
                tables::LINE_SCORES => rules.add_table("rules", path, text)?,
                _ => {
                    rules.count(path, text);
                    pack::place(&mut rules, path, Casing::builtin(text))?;
                }
            }
        }
        Ok(rules)
    }

    /// Adds a pack that comes after all others: its rules, and its changes to theirs. `path`, below
    /// the folder `root`, says the stage and the language.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong with the pack, with file, line and column.
    pub fn add(&mut self, root: &str, path: &str, text: &str) -> Result<(), RuleError> {
        let first = self.filed.len();
        self.count(path, text);
        pack::read(self, root, path, text, None)?;
        self.filed[first..].iter().try_for_each(Filed::check)
    }

    /// Counts a file in to what [`Rules::sha256`] says.
    pub(super) fn count(&mut self, path: &str, text: &str) {
        for part in [path, text] {
            self.digest.update((part.len() as u64).to_le_bytes());
            self.digest.update(part);
        }
    }

    /// The SHA-256 of all packs, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    /// Applies every rule up to this tier: with [`Tier::Likely`], what would only be proposed.
    pub fn apply(&mut self, tier: Tier) {
        for filed in self.filed.iter_mut().filter(|filed| filed.rule.tier <= tier) {
            filed.rule.tier = Tier::Sure;
        }
    }

    /// Makes the rule with this full name one of tier likely.
    pub fn demote(&mut self, name: &str) {
        for filed in self.filed.iter_mut().filter(|filed| filed.name == name) {
            filed.rule.tier = Tier::Likely;
        }
    }

    /// Keeps only the packs of these languages, beside the neutral ones.
    pub fn only_languages(&mut self, languages: &[Language]) {
        self.filed.retain(|filed| filed.language.is_none_or(|l| languages.contains(&l)));
        self.facts.retain(|language, _| languages.contains(language));
        self.casings.retain(|language, _| languages.contains(language));
    }

    /// The rule behind an id.
    pub fn get(&self, id: RuleId) -> &Filed {
        &self.filed[id.index()]
    }

    /// The rule with this full name.
    pub fn find(&self, name: &str) -> Option<&Filed> {
        self.filed.iter().find(|filed| filed.name == name)
    }

    /// Every rule with its id.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, &Filed)> {
        self.filed.iter().enumerate().map(|(i, filed)| (RuleId::new(i), filed))
    }

    /// Every language that has facts, in the order of the tags.
    pub fn facts(&self) -> impl Iterator<Item = (Language, &Facts)> {
        self.facts.iter().map(|(language, facts)| (*language, facts))
    }

    /// The rule that a stage applies in code, by its id.
    ///
    /// # Errors
    ///
    /// [`RuleError::Code`] if no pack of the stage explains it.
    pub fn code(&self, stage: &str, id: &str) -> Result<RuleId, RuleError> {
        self.iter()
            .find(|(_, f)| f.stage == stage && f.rule.id == id && f.rule.when.is_code())
            .map(|(rule, _)| rule)
            .ok_or_else(|| RuleError::Code { stage: stage.into(), id: id.into() })
    }

    /// The number that a code rule's entry gives.
    ///
    /// # Errors
    ///
    /// [`RuleError::Limit`] if the entry has none.
    pub fn limit(&self, rule: RuleId) -> Result<f64, RuleError> {
        let filed = self.get(rule);
        filed.rule.limit.ok_or_else(|| RuleError::Limit { name: filed.name.clone() })
    }

    /// Compiles the rules of one stage that find something in lines.
    ///
    /// # Errors
    ///
    /// [`RuleError::Pattern`] for a rule that would match too much or never.
    pub fn matcher(&self, stage: &str) -> Result<Matcher, RuleError> {
        let filed = self.iter().filter(|(_, f)| f.stage == stage && f.rule.tier != Tier::Off);
        Matcher::new(filed, self.facts.values())
    }
}

/// Bytes as hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
