//! A tally as a page has it: the busiest rules and sites by name, the others together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Cell, Example, Room, Side, Tally, busiest, distinct};

/// Rules and sites that are named; as a table of counts, at most a few hundred kilobytes.
const RULES: usize = 300;
const SITES: usize = 100;
/// Cells of the table, the busiest first: a hundred bytes each.
const CELLS: usize = 6_000;

/// A tally for a page.
#[derive(Debug, Default, Serialize)]
pub struct Shown {
    /// Rules, the busiest first; the last may stand for all others.
    pub rules: Vec<String>,
    /// Sites, the busiest first; the last may stand for all others.
    pub sites: Vec<ShownSite>,
    /// Language tags; empty for documents that have none.
    pub languages: Vec<String>,
    /// Counts, the busiest first.
    pub cells: Vec<ShownCell>,
    /// Edits that are in none of these counts.
    pub left_out: u64,
}

/// A site on a page.
#[derive(Debug, Default, Serialize)]
pub struct ShownSite {
    /// Its name.
    pub name: String,
    /// Its documents.
    pub documents: u64,
    /// Those of them with edits.
    pub changed: u64,
}

/// Edits of one rule on one site in one language, which are named by their numbers.
#[derive(Debug, Serialize)]
pub struct ShownCell {
    rule: usize,
    site: usize,
    language: usize,
    side: Side,
    edits: u64,
    documents: u64,
    removed: i64,
    examples: Vec<Example>,
}

impl Tally {
    /// As a page has it, with as many examples as there is room for.
    pub fn shown(&self, room: &mut Room) -> Shown {
        let rules = self.rules();
        let sites = self.sites();
        let languages: Vec<u32> =
            distinct(self.cells.keys().map(|key| key.2)).into_iter().collect();
        let place = |list: &[u32], id: u32| {
            list.iter().position(|other| *other == id).unwrap_or(list.len())
        };
        let mut sums: BTreeMap<_, (Cell, Vec<&Cell>)> = BTreeMap::new();
        for (key, cell) in &self.cells {
            let key = (place(&rules, key.0), place(&sites, key.1), place(&languages, key.2), key.3);
            let (sum, parts) = sums.entry(key).or_default();
            sum.edits += cell.edits;
            sum.documents += cell.documents;
            sum.removed += cell.removed;
            parts.push(cell);
        }
        let mut cells: Vec<_> = sums.into_iter().collect();
        cells.sort_by(|a, b| b.1.0.edits.cmp(&a.1.0.edits).then(a.0.cmp(&b.0)));
        let rest = cells.split_off(cells.len().min(CELLS));
        Shown {
            rules: self.named(&rules, distinct(self.cells.keys().map(|key| key.0)).len()),
            sites: self.named_sites(&sites),
            languages: self.named(&languages, languages.len()),
            cells: with_examples(cells, room),
            left_out: rest.iter().map(|(_, (sum, _))| sum.edits).sum(),
        }
    }

    fn rules(&self) -> Vec<u32> {
        let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for (key, cell) in &self.cells {
            counts.entry(key.0).or_default().0 += cell.edits;
        }
        busiest(counts, RULES)
    }

    fn sites(&self) -> Vec<u32> {
        let mut counts: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
        for (site, known) in &self.sites {
            counts.entry(*site).or_default().1 = known.documents;
        }
        for (key, cell) in &self.cells {
            counts.entry(key.1).or_default().0 += cell.edits;
        }
        busiest(counts, SITES)
    }

    fn named(&self, ids: &[u32], of: usize) -> Vec<String> {
        let mut names: Vec<String> = ids.iter().map(|id| self.names.get(*id).to_owned()).collect();
        if of > ids.len() {
            names.push(format!("({} others)", of - ids.len()));
        }
        names
    }

    fn named_sites(&self, ids: &[u32]) -> Vec<ShownSite> {
        let of = self.sites.len();
        let mut rest = ShownSite {
            name: format!("({} others)", of - ids.len().min(of)),
            ..ShownSite::default()
        };
        let mut named = BTreeMap::new();
        for (id, known) in &self.sites {
            let site = ShownSite {
                name: self.names.get(*id).to_owned(),
                documents: known.documents,
                changed: known.changed,
            };
            if ids.contains(id) {
                named.insert(*id, site);
            } else {
                rest.documents += site.documents;
                rest.changed += site.changed;
            }
        }
        let mut sites: Vec<ShownSite> = ids.iter().filter_map(|id| named.remove(id)).collect();
        if of > sites.len() {
            sites.push(rest);
        }
        sites
    }
}

type Summed<'t> = ((usize, usize, usize, Side), (Cell, Vec<&'t Cell>));

/// The cells of a page: one example each, then a second, while there is room.
fn with_examples(cells: Vec<Summed<'_>>, room: &mut Room) -> Vec<ShownCell> {
    let (mut shown, mut waiting) = (vec![], vec![]);
    for ((rule, site, language, side), (sum, parts)) in cells {
        let Cell { edits, documents, removed, .. } = sum;
        let examples = vec![];
        shown.push(ShownCell { rule, site, language, side, edits, documents, removed, examples });
        waiting.push(parts.into_iter().flat_map(|cell| &cell.examples).take(super::EXAMPLES));
    }
    let mut full = false;
    for _ in 0..super::EXAMPLES {
        for (cell, waiting) in shown.iter_mut().zip(&mut waiting) {
            if let Some(example) = waiting.next().filter(|_| !full) {
                match room.take(example) {
                    true => cell.examples.push(example.clone()),
                    false => full = true,
                }
            }
        }
    }
    shown
}
