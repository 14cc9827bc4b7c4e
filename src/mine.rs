//! Mining: lines that recur across the documents of one site, as a pack with its evidence.
//!
//! Two passes over the inputs. The first finds candidates in fixed memory, the second counts them
//! exactly. Everything that is counted is the same in any order of the documents, and so is the pack.
//! What a rule does with a document is not decided here.

use std::{collections::BTreeMap, convert::Infallible};

use crate::{
    pipeline::Pipeline,
    rule::{RuleError, Rules, Tier},
    run::{RunError, run},
    source::{Batch, Batches, Fields, Input, Piece, place},
    worker::Worker,
};

mod finding;
mod key;
mod pack;
mod sieve;
mod sighting;
mod sketch;
mod tally;
mod verdict;

use finding::Finding;
use key::Id;
use sieve::Sieve;
use sighting::{Sightings, sightings};
use tally::Tally;

/// Where a mined pack is filed in its folder.
pub const FILED: &str = "boilerplate/mined.toml";

/// The stages before a mined rule, which see to it that a line is counted as the rule will meet it,
/// and that what other packs take is not mined again.
pub const STAGES: [&str; 4] = ["mojibake", "unicode", "spacing", "boilerplate"];

/// Bits that the sieve asks for. A line in five clusters sets two bits or fewer in one of two thousand
/// cases, and is then not found.
const BITS: u32 = 3;

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
    /// Documents that were read.
    pub documents: u64,
    /// What could not be read or cleaned, as `place: reason`.
    pub held: Vec<String>,
    /// Documents by site.
    pub sites: BTreeMap<String, u64>,
    findings: Vec<Finding>,
}

/// How far mining is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The first pass or the second.
    pub pass: u8,
    /// Documents of this pass.
    pub documents: u64,
    /// Bytes of this pass.
    pub bytes: u64,
}

/// What the first pass makes of a batch.
#[derive(Default)]
struct Sifted {
    documents: Vec<String>,
    keys: Vec<(Id, u32)>,
    held: Vec<String>,
}

impl Plan<'_> {
    /// Reads everything twice.
    ///
    /// # Errors
    ///
    /// The workers cannot be started.
    pub fn mine(&self, mut watch: impl FnMut(Progress)) -> Result<Mined, RunError<Infallible>> {
        let mut mined = Mined::default();
        let sieve = self.sift(&mut mined, &mut watch)?;
        let tallies = self.count(&sieve, &mut watch)?;
        mined.findings = finding::findings(tallies);
        mined.findings.retain(Finding::can_be_found);
        Ok(mined)
    }

    /// The first pass.
    fn sift(
        &self,
        mined: &mut Mined,
        watch: &mut impl FnMut(Progress),
    ) -> Result<Sieve, RunError<Infallible>> {
        let mut sieve = Sieve::new();
        let mut progress = Progress { pass: 1, documents: 0, bytes: 0 };
        let worker = || {
            let mut worker = Worker::new(self.pipeline, self.fields);
            move |batch: Batch| (batch.bytes.len(), self.sift_batch(&mut worker, &batch))
        };
        run(self.jobs, Batches::new(self.inputs, 0), worker, |(bytes, sifted)| {
            progress.documents += sifted.documents.len() as u64;
            progress.bytes += bytes as u64;
            for site in sifted.documents {
                *mined.sites.entry(site).or_default() += 1;
            }
            for (key, cluster) in sifted.keys {
                sieve.add(key, cluster);
            }
            mined.held.extend(sifted.held);
            watch(progress);
            Ok(())
        })?;
        mined.documents = progress.documents;
        sieve.close(BITS);
        Ok(sieve)
    }

    fn sift_batch(&self, worker: &mut Worker, batch: &Batch) -> Sifted {
        let mut sifted = Sifted::default();
        for piece in &batch.pieces {
            match self.clean(worker, batch, piece) {
                None => {}
                Some(Err(held)) => sifted.held.push(held),
                Some(Ok(document)) => {
                    let site = document.site.clone().unwrap_or_default();
                    let cluster = sketch::sketch(&document.text)[0];
                    for line in document.text.lines().map(str::trim) {
                        key::each(line, &site, |id, form, _, _| {
                            // A start that sentences have is none.
                            if form != key::Form::Start || !crate::text::is_sentence(line) {
                                sifted.keys.push((id, cluster));
                            }
                        });
                    }
                    sifted.documents.push(site);
                }
            }
        }
        sifted
    }

    /// The second pass.
    fn count(
        &self,
        sieve: &Sieve,
        watch: &mut impl FnMut(Progress),
    ) -> Result<BTreeMap<Id, (String, Tally)>, RunError<Infallible>> {
        let mut tallies: BTreeMap<Id, (String, Tally)> = BTreeMap::new();
        let mut progress = Progress { pass: 2, documents: 0, bytes: 0 };
        let worker = || {
            let mut worker = Worker::new(self.pipeline, self.fields);
            move |batch: Batch| {
                let read = batch.pieces.iter().filter_map(|piece| self.clean(&mut worker, &batch, piece).map(|d| d.ok().map(|d| sightings(d, sieve))));
                (batch.bytes.len(), read.flatten().collect::<Vec<Sightings>>())
            }
        };
        run(self.jobs, Batches::new(self.inputs, 0), worker, |(bytes, documents)| {
            progress.documents += documents.len() as u64;
            progress.bytes += bytes as u64;
            for Sightings { site, sketch, seen } in documents {
                for sighting in seen {
                    let new = || (site.clone(), Tally::new(&sighting));
                    let (_, tally) = tallies.entry(sighting.id).or_insert_with(new);
                    tally.add(sighting, sketch);
                }
            }
            watch(progress);
            Ok(())
        })?;
        Ok(tallies)
    }

    /// A record's document as a mined rule will meet it.
    fn clean<'w>(
        &self,
        worker: &'w mut Worker,
        batch: &Batch,
        piece: &Piece,
    ) -> Option<Result<&'w crate::document::Document, String>> {
        let at = |input: usize, line| place(&self.inputs[input].path, line);
        match piece {
            Piece::Record { input, line, range } => {
                let place = at(*input, *line);
                let cleaned = worker.clean(&batch.bytes[range.clone()], *line, &place);
                Some(cleaned.map(|cleaned| cleaned.document).map_err(|held| format!("{place}: {held}")))
            }
            Piece::Unreadable { input, line, reason } => {
                Some(Err(format!("{}: {reason}", at(*input, *line))))
            }
            Piece::Blank { .. } | Piece::End { .. } => None,
        }
    }
}

impl Mined {
    /// How many rules of a tier the pack has.
    pub fn rules(&self, tier: Tier) -> usize {
        self.findings.iter().filter(|finding| finding.verdict.tier == tier).count()
    }

    /// The pack.
    pub fn pack(&self) -> String {
        let entries = self.findings.iter().map(Finding::toml);
        entries.collect::<Vec<_>>().join("\n")
    }

    /// Leaves out what does not hold beside the other packs.
    pub fn settle(&mut self, rules: &Rules) -> Result<(), RuleError> {
        let mut with = rules.clone();
        with.add("", FILED, &self.pack())?;
        let trials = crate::examples::Trials::new(&with)?;
        let failed: std::collections::BTreeSet<String> = crate::examples::all(&with)
            .iter()
            .filter(|example| example.filed.path.ends_with(FILED))
            .filter(|example| trials.run(example).is_err())
            .map(|example| example.filed.rule.id.clone())
            .collect();
        self.findings.retain(|finding| !failed.contains(&finding.id()));
        Ok(())
    }
}
