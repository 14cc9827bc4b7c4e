//! Which neighbours a rule rests on.

use hashbrown::HashMap;

use crate::rule::{self, Filed, RuleId};

/// The compiled rules with each id.
pub(super) fn by_id<'r>(all: &[(RuleId, &'r Filed)]) -> HashMap<&'r str, Vec<usize>> {
    let mut ids: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, (_, filed)) in all.iter().enumerate() {
        ids.entry(&filed.rule.id).or_default().push(index);
    }
    ids
}

/// For each way to look, the compiled rules that count as a neighbour there.
#[derive(Debug)]
pub(super) struct Near {
    above: Box<[bool]>,
    below: Box<[bool]>,
    between: Box<[bool]>,
}

impl Near {
    /// Looks the ids up among the rules of the stage, of all languages, as [`by_id`] has them.
    pub(super) fn new(near: &rule::Near, all: &HashMap<&str, Vec<usize>>, len: usize) -> Near {
        let named = |lists: [&[String]; 2]| {
            let mut named = vec![false; len];
            for id in lists.into_iter().flatten() {
                if id == "*" {
                    named.fill(true);
                }
                all.get(id.as_str()).into_iter().flatten().for_each(|rule| named[*rule] = true);
            }
            named.into()
        };
        Near {
            above: named([&near.above, &near.beside]),
            below: named([&near.below, &near.beside]),
            between: named([&near.between, &[]]),
        }
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
