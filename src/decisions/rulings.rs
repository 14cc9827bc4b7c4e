//! Decisions by the numbers of the rules, to judge edits with.

use std::collections::{BTreeSet, HashMap};

use super::{Decisions, Scope, Sight, Verdict, masked, template};
use crate::{
    edit::Edit,
    rule::{RuleId, Rules},
};

/// What is decided about the edits of some rules.
#[derive(Clone, Debug, Default)]
pub struct Rulings {
    by_rule: HashMap<RuleId, OfRule>,
}

#[derive(Clone, Debug, Default)]
struct OfRule {
    edits: HashMap<Sight, Verdict>,
    templates: HashMap<String, Verdict>,
    sites: HashMap<String, Verdict>,
    /// Masked lines that a pack keeps from the rule.
    kept: Vec<String>,
}

impl Rulings {
    /// The decisions, and what the packs keep from their rules.
    pub fn new(rules: &Rules, decisions: &Decisions) -> Rulings {
        let mut by_rule: HashMap<RuleId, OfRule> = HashMap::new();
        let ids: HashMap<&str, RuleId> =
            rules.iter().map(|(id, filed)| (filed.name.as_str(), id)).collect();
        for (name, scope, ruling) in decisions.iter() {
            let Some(id) = ids.get(name) else { continue };
            let of_rule = by_rule.entry(*id).or_default();
            match scope.clone() {
                Scope::Edit(sight) => of_rule.edits.insert(sight, ruling.verdict),
                Scope::Template(template) => of_rule.templates.insert(template, ruling.verdict),
                Scope::Site(site) => of_rule.sites.insert(site, ruling.verdict),
            };
        }
        for (id, filed) in rules.iter().filter(|(_, filed)| !filed.kept.is_empty()) {
            let kept = filed.kept.iter().map(|text| masked(text)).filter(|key| !key.is_empty());
            by_rule.entry(id).or_default().kept.extend(kept);
        }
        Rulings { by_rule }
    }

    /// The rules of decisions that `rules` does not have.
    pub fn unknown<'d>(rules: &Rules, decisions: &'d Decisions) -> BTreeSet<&'d str> {
        let names: BTreeSet<&str> = rules.iter().map(|(_, filed)| filed.name.as_str()).collect();
        decisions.iter().map(|(name, ..)| name).filter(|name| !names.contains(name)).collect()
    }

    /// True if there is nothing to judge by.
    pub fn is_empty(&self) -> bool {
        self.by_rule.is_empty()
    }

    /// What is decided about an edit of `text`, a document of `site`, that puts `after` where its span
    /// is. The narrowest decision counts, and what a pack keeps comes last.
    pub fn verdict(
        &self,
        site: Option<&str>,
        text: &str,
        edit: &Edit,
        after: &str,
    ) -> Option<Verdict> {
        let (of_rule, span) = (self.by_rule.get(&edit.rule)?, edit.span);
        let sight = Sight::new(text, span, after);
        let of_template = || of_rule.templates.get(&template(&text[span.range()], after)).copied();
        let decided = of_rule.edits.get(&sight).copied();
        decided
            .or_else(|| if of_rule.templates.is_empty() { None } else { of_template() })
            .or_else(|| site.and_then(|site| of_rule.sites.get(site).copied()))
            .or_else(|| of_rule.keeps(&sight).then_some(Verdict::Reject))
    }
}

impl OfRule {
    /// True if a pack keeps this line: the whole, or what stands around an edit in it.
    fn keeps(&self, sight: &Sight) -> bool {
        if self.kept.is_empty() {
            return false;
        }
        let line = masked(&sight.line);
        let within = !sight.becomes.is_empty() && !line.is_empty();
        let is_kept = |kept: &String| {
            *kept == line || within && (line.contains(kept) || kept.contains(&line))
        };
        self.kept.iter().any(is_kept)
    }
}
