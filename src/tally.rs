//! Counts edits by rule, site and language, with a few examples of each: what a person looks at,
//! whether it is one run or the difference between two.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

mod example;
mod room;
mod shown;

pub use example::{Example, shorten};
pub use room::Room;
pub use shown::{Shown, ShownCell};

/// Examples that are kept for one rule on one site.
const EXAMPLES: usize = 6;
/// Examples that are kept in all: a few hundred bytes each.
const ALL_EXAMPLES: usize = 20_000;

/// Which of two an edit is: applied or only proposed; only in the one run or only in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "u8")]
pub enum Side {
    /// Applied, or only in A.
    First,
    /// Proposed, or only in B.
    Second,
}

impl From<Side> for u8 {
    fn from(side: Side) -> u8 {
        match side {
            Side::First => 0,
            Side::Second => 1,
        }
    }
}

/// Where edits are from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'o> {
    /// The site, or the file.
    pub site: &'o str,
    /// The language tag; empty if the source does not say.
    pub language: &'o str,
}

/// One edit to count.
#[derive(Clone, Copy, Debug)]
pub struct Counted<'e> {
    /// The rule's full name.
    pub rule: &'e str,
    /// What stood there.
    pub before: &'e str,
    /// What was put there.
    pub after: &'e str,
}

impl Counted<'_> {
    /// Characters that went, less those that came.
    pub fn removed(&self) -> i64 {
        self.before.chars().count() as i64 - self.after.chars().count() as i64
    }
}

/// Edits of one rule on one site in one language.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// How many.
    pub edits: u64,
    /// In how many documents.
    pub documents: u64,
    /// Characters that went, less those that came.
    pub removed: i64,
    examples: Vec<Example>,
    last_document: u64,
}

/// The counts. Memory grows with rules and sites, not with documents.
#[derive(Debug, Default)]
pub struct Tally {
    names: Names,
    cells: BTreeMap<(u32, u32, u32, Side), Cell>,
    sites: BTreeMap<u32, Site>,
    documents: u64,
    examples: usize,
}

/// What is known of a site.
#[derive(Clone, Copy, Debug, Default)]
struct Site {
    documents: u64,
    changed: u64,
}

impl Tally {
    /// Begins a document; `changed` if edits of it will be added.
    pub fn document(&mut self, origin: Origin<'_>, changed: bool) {
        self.documents += 1;
        let site = self.sites.entry(self.names.id(origin.site)).or_default();
        site.documents += 1;
        site.changed += u64::from(changed);
    }

    /// Counts an edit of the document that was begun last. `example` is asked for now and then.
    pub fn add(
        &mut self,
        origin: Origin<'_>,
        side: Side,
        edit: Counted<'_>,
        example: impl FnOnce() -> Example,
    ) {
        let [rule, site, language] =
            [edit.rule, origin.site, origin.language].map(|name| self.names.id(name));
        let cell = self.cells.entry((rule, site, language, side)).or_default();
        cell.edits += 1;
        cell.removed += edit.removed();
        if cell.last_document != self.documents || cell.documents == 0 {
            cell.documents += 1;
            cell.last_document = self.documents;
        }
        // The first, second, fourth, eighth …: spread over the run, and the same in every run.
        if cell.edits.is_power_of_two() {
            let slot = cell.edits.trailing_zeros() as usize % EXAMPLES;
            if slot < cell.examples.len() {
                cell.examples[slot] = example();
            } else if self.examples < ALL_EXAMPLES {
                self.examples += 1;
                cell.examples.push(example());
            }
        }
    }

    /// Edits by rule and side.
    pub fn by_rule(&self) -> BTreeMap<(&str, Side), Cell> {
        self.by(|(rule, ..)| *rule)
    }

    /// Edits by site and side.
    pub fn by_site(&self) -> BTreeMap<(&str, Side), Cell> {
        self.by(|(_, site, ..)| *site)
    }

    /// Edits by language and side.
    pub fn by_language(&self) -> BTreeMap<(&str, Side), Cell> {
        self.by(|(_, _, language, _)| *language)
    }

    fn by(&self, name: impl Fn(&(u32, u32, u32, Side)) -> u32) -> BTreeMap<(&str, Side), Cell> {
        let mut sums: BTreeMap<(&str, Side), Cell> = BTreeMap::new();
        for (key, cell) in &self.cells {
            let sum = sums.entry((self.names.get(name(key)), key.3)).or_default();
            sum.edits += cell.edits;
            sum.documents += cell.documents;
            sum.removed += cell.removed;
        }
        sums
    }

    /// The examples of a rule on one side, each with its site, those of the busiest site first.
    pub fn examples(&self, rule: &str, side: Side) -> Vec<(&str, &Example)> {
        let Some(rule) = self.names.find(rule) else { return vec![] };
        let mut cells: Vec<_> =
            self.cells.iter().filter(|(key, _)| key.0 == rule && key.3 == side).collect();
        cells.sort_by_key(|(_, cell)| std::cmp::Reverse(cell.edits));
        let each = |(key, cell): (&(u32, u32, u32, Side), &'_ Cell)| (key.1, cell.examples.len());
        let most = cells.iter().map(|cell| each(*cell).1).max().unwrap_or(0);
        let rounds = (0..most).flat_map(|round| cells.iter().map(move |cell| (round, cell)));
        rounds
            .filter_map(|(round, (key, cell))| {
                cell.examples.get(round).map(|example| (self.names.get(key.1), example))
            })
            .collect()
    }
}

/// Names by number.
#[derive(Debug, Default)]
struct Names {
    ids: HashMap<String, u32>,
    list: Vec<String>,
}

impl Names {
    fn id(&mut self, name: &str) -> u32 {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        let id = self.list.len() as u32;
        self.list.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn find(&self, name: &str) -> Option<u32> {
        self.ids.get(name).copied()
    }

    fn get(&self, id: u32) -> &str {
        &self.list[id as usize]
    }
}

/// The names with the highest of two counts, each with its new number.
fn busiest(counts: BTreeMap<u32, (u64, u64)>, most: usize) -> Vec<u32> {
    let mut order: Vec<(u32, (u64, u64))> = counts.into_iter().collect();
    order.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    order.into_iter().take(most).map(|(id, _)| id).collect()
}

/// The numbers that stand in any key.
fn distinct(keys: impl Iterator<Item = u32>) -> BTreeSet<u32> {
    keys.collect()
}
