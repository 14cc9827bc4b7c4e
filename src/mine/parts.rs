//! What each pass counts, and the same of a part of the documents, as bytes: machines count parts,
//! and one puts them together. It comes to the same as counting all in one place.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    io,
};

use serde::{Deserialize, Serialize};

use super::{
    Mined,
    finding::{Finding, findings},
    key::{self, Form, Id},
    sieve::{Passing, Sieve},
    sighting::{Sightings, sightings},
    sketch::sketch,
    tally::Tally,
};
use crate::{document::Document, text::is_sentence};

/// Bits that the sieve asks for. A line in five clusters sets two bits or fewer in one of two thousand
/// cases, and is then not found.
const BITS: u32 = 3;
/// The quickest; most of a part's sieve is empty.
const ZSTD_LEVEL: i32 = 1;

/// What the first pass counts.
pub struct First {
    sieve: Sieve,
    sites: BTreeMap<String, u64>,
}

/// What the second pass counts.
#[derive(Default, Serialize, Deserialize)]
pub struct Second {
    /// The counts of each key, with its site.
    tallies: BTreeMap<Id, (String, Tally)>,
}

/// What the first pass makes of a document: its site, and its keys with its cluster.
pub(super) struct Sifted {
    site: String,
    cluster: u32,
    keys: Vec<Id>,
}

/// Bytes that are no part of a count, or are of another version.
#[derive(Debug, thiserror::Error)]
#[error("these bytes are no count of jernih: {0}")]
pub struct NoPart(io::Error);

impl Default for First {
    fn default() -> First {
        First { sieve: Sieve::new(), sites: BTreeMap::new() }
    }
}

impl First {
    /// Counts a document that went through the stages [`super::STAGES`].
    pub fn count(&mut self, document: &Document) {
        self.add(sift(document));
    }

    pub(super) fn add(&mut self, Sifted { site, cluster, keys }: Sifted) {
        keys.into_iter().for_each(|key| self.sieve.add(key, cluster));
        *self.sites.entry(site).or_default() += 1;
    }

    /// Adds another part.
    pub fn merge(&mut self, other: First) {
        self.sieve.merge(&other.sieve);
        for (site, documents) in other.sites {
            *self.sites.entry(site).or_default() += documents;
        }
    }

    /// What the second pass counts by, and the documents of each site.
    pub fn close(self) -> (Passing, BTreeMap<String, u64>) {
        (self.sieve.close(BITS), self.sites)
    }

    /// The part as bytes.
    ///
    /// # Errors
    ///
    /// None but those of zstd.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(&self.sites)?;
        bytes.push(b'\n');
        let cells = self.sieve.cells().flatten();
        bytes.extend(cells.flat_map(|cell| cell.to_le_bytes()));
        zstd::encode_all(&*bytes, ZSTD_LEVEL)
    }

    /// The part that these bytes are.
    ///
    /// # Errors
    ///
    /// They are none.
    pub fn of_bytes(bytes: &[u8]) -> Result<First, NoPart> {
        let bytes = zstd::decode_all(bytes).map_err(NoPart)?;
        let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(cut_off)?;
        let sites = serde_json::from_slice(&bytes[..end]).map_err(|error| NoPart(error.into()))?;
        let (cells, _) = bytes[end + 1..].as_chunks::<4>();
        let cells = cells.iter().map(|cell| u32::from_le_bytes(*cell)).collect();
        Ok(First { sieve: Sieve::of_cells(cells).ok_or_else(cut_off)?, sites })
    }
}

impl Passing {
    /// What the second pass counts by, as bytes.
    ///
    /// # Errors
    ///
    /// None but those of zstd.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let bytes: Vec<u8> = self.words().flatten().flat_map(|word| word.to_le_bytes()).collect();
        zstd::encode_all(&*bytes, ZSTD_LEVEL)
    }

    /// What these bytes are.
    ///
    /// # Errors
    ///
    /// They are something else.
    pub fn of_bytes(bytes: &[u8]) -> Result<Passing, NoPart> {
        let bytes = zstd::decode_all(bytes).map_err(NoPart)?;
        let (words, _) = bytes.as_chunks::<8>();
        let words = words.iter().map(|word| u64::from_le_bytes(*word)).collect();
        Passing::of_words(words).ok_or_else(cut_off)
    }
}

impl Second {
    /// Counts a document that went through the stages [`super::STAGES`].
    pub fn count(&mut self, document: &Document, passing: &Passing) {
        self.add(sightings(document, passing));
    }

    pub(super) fn add(&mut self, Sightings { site, sketch, seen }: Sightings) {
        for sighting in seen {
            let new = || (site.clone(), Tally::new(&sighting));
            let (_, tally) = self.tallies.entry(sighting.id).or_insert_with(new);
            tally.add(sighting, sketch);
        }
    }

    /// Adds another part.
    pub fn merge(&mut self, other: Second) {
        for (id, (site, tally)) in other.tallies {
            match self.tallies.entry(id) {
                Entry::Vacant(free) => _ = free.insert((site, tally)),
                Entry::Occupied(mut taken) => taken.get_mut().1.merge(tally),
            }
        }
    }

    /// What was found. `sites` are the documents of each site, `held` what could not be counted.
    pub fn close(self, sites: BTreeMap<String, u64>, held: Vec<String>) -> Mined {
        let mut findings = findings(self.tallies, &sites);
        findings.retain(Finding::can_be_found);
        Mined { sites, held, findings }
    }

    /// The part as bytes.
    ///
    /// # Errors
    ///
    /// None but those of zstd.
    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        zstd::encode_all(&*serde_json::to_vec(self)?, ZSTD_LEVEL)
    }

    /// The part that these bytes are.
    ///
    /// # Errors
    ///
    /// They are none.
    pub fn of_bytes(bytes: &[u8]) -> Result<Second, NoPart> {
        let bytes = zstd::decode_all(bytes).map_err(NoPart)?;
        serde_json::from_slice(&bytes).map_err(|error| NoPart(error.into()))
    }
}

fn cut_off() -> NoPart {
    NoPart(io::ErrorKind::UnexpectedEof.into())
}

pub(super) fn sift(document: &Document) -> Sifted {
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
