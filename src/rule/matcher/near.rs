//! Which neighbours a rule rests on.

use crate::rule::{self, Filed, RuleId};

/// For each way to look, the compiled rules that count as a neighbour there.
#[derive(Debug)]
pub(super) struct Near {
    above: Box<[bool]>,
    below: Box<[bool]>,
    between: Box<[bool]>,
}

impl Near {
    /// Looks the ids up among the rules of the stage, of all languages.
    pub(super) fn new(near: &rule::Near, all: &[(RuleId, &Filed)]) -> Near {
        let named =
            |ids: &[String], rule: &Filed| ids.iter().any(|id| id == "*" || *id == rule.rule.id);
        let side = |own: &[String]| {
            all.iter().map(|(_, f)| named(own, f) || named(&near.beside, f)).collect()
        };
        let between = all.iter().map(|(_, f)| named(&near.between, f)).collect();
        Near { above: side(&near.above), below: side(&near.below), between }
    }

    /// The neighbour that it rests on, of the rules that took the lines above and below.
    pub(super) fn which(&self, above: Option<u32>, below: Option<u32>) -> Option<u32> {
        let above_is_enough = above.filter(|_| self.holds(above, None));
        let below_is_enough = below.filter(|_| self.holds(None, below));
        above_is_enough.or(below_is_enough).or(above.filter(|_| self.holds(above, below)))
    }

    /// True if neighbours that were taken by these compiled rules are enough.
    pub(super) fn holds(&self, above: Option<u32>, below: Option<u32>) -> bool {
        above.is_some_and(|rule| self.above[rule as usize])
            || below.is_some_and(|rule| self.below[rule as usize])
            || [above, below]
                .iter()
                .all(|side| side.is_some_and(|rule| self.between[rule as usize]))
    }
}
