//! What was counted of one key on one site. Adding is the same in any order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    key::Form,
    sighting::Sighting,
    sketch::{BANDS, Sketch},
};
use crate::rule::{Place, fold};

/// Clusters that are counted one by one; more are that many.
pub(super) const MOST: usize = 32;
/// Lines that are kept as examples of what stands under the key.
const LINES: usize = 8;

/// The counts of a key.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tally {
    pub(super) form: Form,
    /// The folded key.
    pub(super) key: String,
    /// Documents that have it.
    pub(super) documents: u64,
    /// What was seen in each cluster, by the least numbers of the first band.
    seen: BTreeMap<u32, Seen>,
    /// The least numbers of the other bands.
    others: [BTreeSet<u32>; BANDS - 1],
    /// Some of the lines, by their hash.
    lines: BTreeMap<u64, String>,
}

/// What was seen in one cluster.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Seen {
    head: bool,
    tail: bool,
    elsewhere: bool,
    again: bool,
    in_list: bool,
    is_sentence: bool,
    neighbour: u32,
}

impl Tally {
    pub(super) fn new(sighting: &Sighting) -> Tally {
        Tally {
            form: sighting.form,
            key: sighting.key.clone(),
            documents: 0,
            seen: BTreeMap::new(),
            others: Default::default(),
            lines: BTreeMap::new(),
        }
    }

    /// Counts a document.
    pub(super) fn add(&mut self, sighting: Sighting, sketch: Sketch) {
        self.documents += 1;
        let seen = Seen {
            head: sighting.place == Place::Head,
            tail: sighting.place == Place::Tail,
            elsewhere: !matches!(sighting.place, Place::Head | Place::Tail),
            again: sighting.again,
            in_list: sighting.in_list,
            is_sentence: sighting.is_sentence,
            neighbour: sighting.neighbour,
        };
        self.see(sketch[0], seen);
        for (least, number) in self.others.iter_mut().zip(&sketch[1..]) {
            keep(least, *number);
        }
        self.lines.insert(xxh3_64(sighting.line.as_bytes()), sighting.line);
        while self.lines.len() > LINES {
            self.lines.pop_last();
        }
    }

    /// Adds what was counted elsewhere.
    pub(super) fn merge(&mut self, other: Tally) {
        self.documents += other.documents;
        for (number, seen) in other.seen {
            self.see(number, seen);
        }
        for (least, others) in self.others.iter_mut().zip(other.others) {
            others.into_iter().for_each(|number| keep(least, number));
        }
        self.lines.extend(other.lines);
        while self.lines.len() > LINES {
            self.lines.pop_last();
        }
    }

    fn see(&mut self, number: u32, seen: Seen) {
        let known = self.seen.entry(number).or_insert(seen);
        *known = Seen {
            head: known.head | seen.head,
            tail: known.tail | seen.tail,
            elsewhere: known.elsewhere | seen.elsewhere,
            again: known.again | seen.again,
            in_list: known.in_list | seen.in_list,
            is_sentence: known.is_sentence | seen.is_sentence,
            neighbour: known.neighbour.min(seen.neighbour),
        };
        if self.seen.len() > MOST {
            self.seen.pop_last();
        }
    }

    /// In how many clusters it was seen, up to [`MOST`]: the least that a band says, because a band
    /// takes a near-duplicate for another document now and then, and seldom two articles for one.
    pub(super) fn clusters(&self) -> usize {
        self.others.iter().map(BTreeSet::len).fold(self.seen.len(), usize::min)
    }

    /// The share of clusters in which it stands there and nowhere else.
    pub(super) fn share(&self, place: Place) -> f64 {
        self.share_of(|seen| match place {
            Place::Head => seen.head && !seen.tail && !seen.elsewhere,
            Place::Tail => seen.tail && !seen.head && !seen.elsewhere,
            Place::Edge => !seen.elsewhere,
            Place::Anywhere => true,
        })
    }

    /// The share of clusters that have it more than once in a document.
    pub(super) fn again(&self) -> f64 {
        self.share_of(|seen| seen.again)
    }

    /// The share of clusters in which it stands in a long run of such lines.
    pub(super) fn in_list(&self) -> f64 {
        self.share_of(|seen| seen.in_list)
    }

    /// The share of clusters in which the line is a sentence.
    pub(super) fn sentences(&self) -> f64 {
        self.share_of(|seen| seen.is_sentence)
    }

    /// The share of clusters that have the commonest neighbour.
    pub(super) fn same_neighbour(&self) -> f64 {
        let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
        for seen in self.seen.values() {
            *counts.entry(seen.neighbour).or_default() += 1;
        }
        counts.values().max().copied().unwrap_or(0) as f64 / self.seen.len().max(1) as f64
    }

    fn share_of(&self, holds: impl Fn(&Seen) -> bool) -> f64 {
        self.seen.values().filter(|seen| holds(seen)).count() as f64 / self.seen.len().max(1) as f64
    }

    /// True if the lines are the same only without their numbers.
    pub(super) fn has_numbers(&self) -> bool {
        let folded: BTreeSet<String> = self.lines().map(fold).collect();
        self.form == Form::Whole && folded.len() > 1
    }

    /// Some of the lines, the same ones whatever came first.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.values().map(String::as_str)
    }
}

/// Keeps the least numbers of a set.
fn keep(least: &mut BTreeSet<u32>, number: u32) {
    least.insert(number);
    if least.len() > MOST {
        least.pop_last();
    }
}
