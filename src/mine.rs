//! Mining: lines that recur across the documents of one site, as a pack with its evidence.
//!
//! Two passes over the inputs. The first finds in fixed memory what may recur, the second counts it
//! exactly. All counts are the same in any order of the documents, and so is the pack. What a rule
//! does with a document is not decided here.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    examples::{self, Trials},
    pipeline::Pipeline,
    rule::{Place, RuleError, Rules, Tier},
    source::{Fields, Input},
};

mod finding;
mod key;
mod pack;
mod parts;
mod passes;
mod sieve;
mod sighting;
mod sketch;
mod tally;
mod verdict;

use finding::Finding;
pub use parts::{First, NoPart, Second};
pub use passes::Progress;
pub use sieve::Passing;

/// Where a mined pack is filed in its folder.
pub const FILED: &str = "boilerplate/mined.toml";

/// The stages that a document goes through before it is counted, so that a line is counted as a mined
/// rule will meet it, and what other packs take is not mined again.
pub const STAGES: [&str; 4] = ["mojibake", "unicode", "spacing", "boilerplate"];

/// What to mine.
#[derive(Clone, Copy)]
pub struct Plan<'p> {
    /// What to read, twice.
    pub inputs: &'p [Input],
    /// The stages [`STAGES`].
    pub pipeline: &'p Pipeline,
    /// The names of the fields of JSON records.
    pub fields: &'p Fields,
    /// Workers.
    pub jobs: usize,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Mined {
    /// Documents by site; those that do not say theirs are under the empty name.
    pub sites: BTreeMap<String, u64>,
    /// What could not be read or cleaned: `corpus.jsonl:17: why`.
    pub held: Vec<String>,
    findings: Vec<Finding>,
}

/// A rule of the pack, for people to read.
#[derive(Clone, Copy, Debug)]
pub struct Found<'m> {
    /// Whether it is applied.
    pub tier: Tier,
    /// The line, its start or its end, folded and with its numbers masked.
    pub key: &'m str,
    /// Documents that have it.
    pub documents: u64,
    /// Documents that are no near-duplicates of each other.
    pub clusters: usize,
    /// Where it counts.
    pub place: Place,
}

impl Mined {
    /// Documents that were counted.
    pub fn documents(&self) -> u64 {
        self.sites.values().sum()
    }

    /// Every rule of the pack: the sure ones first, each tier by the number of documents.
    pub fn found(&self) -> impl Iterator<Item = Found<'_>> {
        self.findings.iter().map(|Finding { tally, verdict, .. }| Found {
            tier: verdict.tier,
            key: &tally.key,
            documents: tally.documents,
            clusters: tally.clusters(),
            place: verdict.place,
        })
    }

    /// The pack, to be filed as [`FILED`].
    pub fn pack(&self) -> String {
        pack::write(&self.findings)
    }

    /// Leaves out every rule of which an example does not hold beside `rules`, mostly because one of
    /// those takes it too. Gives how many.
    ///
    /// # Errors
    ///
    /// A rule of another pack has the name of a mined one.
    pub fn settle(&mut self, rules: &Rules) -> Result<usize, RuleError> {
        let mut beside = rules.clone();
        beside.add("mined", FILED, &self.pack())?;
        let own: BTreeSet<String> = self.findings.iter().map(Finding::id).collect();
        let trials = Trials::new(&beside)?;
        let all = examples::all(&beside);
        let mine = all.iter().filter(|example| own.contains(&example.filed.rule.id));
        let failed: BTreeSet<&str> = mine
            .filter(|example| trials.run(example).is_err())
            .map(|example| example.filed.rule.id.as_str())
            .collect();
        self.findings.retain(|finding| !failed.contains(finding.id().as_str()));
        Ok(failed.len())
    }
}
