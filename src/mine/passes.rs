//! The two passes over the inputs.

use std::{collections::BTreeMap, convert::Infallible};

use super::{
    Mined, Plan,
    finding::{Finding, findings},
    key::{self, Form, Id},
    sieve::Sieve,
    sighting::{Sightings, sightings},
    sketch::sketch,
    tally::Tally,
};
use crate::{
    document::Document,
    run::{RunError, run},
    source::{Batch, Batches, MAX_DOCUMENT, Piece, place},
    text::is_sentence,
    worker::Worker,
};

/// Bits that the sieve asks for. A line in five clusters sets two bits or fewer in one of two thousand
/// cases, and is then not found.
const BITS: u32 = 3;

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

/// The counts of each key, with its site.
type Tallies = BTreeMap<Id, (String, Tally)>;

/// What the first pass makes of a document: its site, and its keys with its cluster.
struct Sifted {
    site: String,
    cluster: u32,
    keys: Vec<Id>,
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
        mined.findings = findings(tallies, &mined.sites);
        mined.findings.retain(Finding::can_be_found);
        Ok(mined)
    }

    fn sift(
        &self,
        mined: &mut Mined,
        watch: &mut impl FnMut(Progress),
    ) -> Result<Sieve, RunError<Infallible>> {
        let mut sieve = Sieve::new();
        self.pass(1, watch, sift, |sifted| match sifted {
            Err(held) => mined.held.push(held),
            Ok(Sifted { site, cluster, keys }) => {
                keys.into_iter().for_each(|key| sieve.add(key, cluster));
                *mined.sites.entry(site).or_default() += 1;
            }
        })?;
        sieve.close(BITS);
        Ok(sieve)
    }

    fn count(
        &self,
        sieve: &Sieve,
        watch: &mut impl FnMut(Progress),
    ) -> Result<Tallies, RunError<Infallible>> {
        let mut tallies = Tallies::new();
        self.pass(
            2,
            watch,
            |document| sightings(document, sieve),
            |sightings| {
                // What was held was noted by the first pass.
                let Ok(Sightings { site, sketch, seen }) = sightings else { return };
                for sighting in seen {
                    let new = || (site.clone(), Tally::new(&sighting));
                    let (_, tally) = tallies.entry(sighting.id).or_insert_with(new);
                    tally.add(sighting, sketch);
                }
            },
        )?;
        Ok(tallies)
    }

    /// Hands what the workers make of each document to `add`, or why it is held.
    fn pass<T: Send>(
        &self,
        pass: u8,
        watch: &mut impl FnMut(Progress),
        read: impl Fn(&Document) -> T + Sync,
        mut add: impl FnMut(Result<T, String>),
    ) -> Result<(), RunError<Infallible>> {
        let mut progress = Progress { pass, documents: 0, bytes: 0 };
        let read = &read;
        let worker = || {
            let mut worker = Worker::new(self.pipeline, self.fields);
            move |batch: Batch| {
                let of_piece = |piece| self.document(&mut worker, &batch, piece, read);
                (batch.bytes.len(), batch.pieces.iter().filter_map(of_piece).collect::<Vec<_>>())
            }
        };
        run(
            self.jobs,
            Batches::new(self.inputs, 0, self.fields, MAX_DOCUMENT),
            worker,
            |(bytes, documents)| {
                progress.documents += documents.len() as u64;
                progress.bytes += bytes as u64;
                documents.into_iter().for_each(&mut add);
                watch(progress);
                Ok(())
            },
        )
    }

    fn document<T>(
        &self,
        worker: &mut Worker,
        batch: &Batch,
        piece: &Piece,
        read: &impl Fn(&Document) -> T,
    ) -> Option<Result<T, String>> {
        let at = |input: usize, line| place(&self.inputs[input].path, line);
        match piece {
            Piece::Record { input, line, range } => {
                let place = at(*input, *line);
                let cleaned = worker.clean(batch.record(*line, range), &place);
                let held = |why| format!("{place}: {why}");
                Some(cleaned.map(|cleaned| read(cleaned.document)).map_err(held))
            }
            Piece::Unreadable { input, line, reason } => {
                Some(Err(format!("{}: {reason}", at(*input, *line))))
            }
            Piece::Blank { .. } | Piece::End { .. } => None,
        }
    }
}

fn sift(document: &Document) -> Sifted {
    let site = document.site.clone().unwrap_or_default();
    let mut keys = vec![];
    for line in document.text.lines().map(str::trim) {
        let is_sentence = is_sentence(line);
        key::each(line, &site, |id, form, _, _| {
            // How a sentence starts is no template.
            if form != Form::Start || !is_sentence {
                keys.push(id);
            }
        });
    }
    Sifted { site, cluster: sketch(&document.text)[0], keys }
}
