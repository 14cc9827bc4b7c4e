//! A comparison as data: for a program to read, and for a page.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Comparison;
use crate::tally::{Cell, Example, Room, Shown, Side};

/// Bytes of the page for examples.
const EXAMPLES: usize = 900_000;
/// Examples of one rule and side.
const OF_ONE_RULE: usize = 5;

/// A comparison as JSON.
#[derive(Debug, Serialize)]
pub struct Told<'c> {
    /// What A is.
    pub a: &'c str,
    /// What B is.
    pub b: &'c str,
    /// Documents that were compared.
    pub documents: u64,
    /// Those of them that differ.
    pub differing: u64,
    /// Documents that are held only in A.
    pub held_only_a: u64,
    /// Documents that are held only in B.
    pub held_only_b: u64,
    /// Characters that B keeps more than A.
    pub characters_kept: i64,
    /// By rule, those that differ most first.
    pub rules: Vec<Row<'c>>,
    /// By site or file.
    pub sites: Vec<Row<'c>>,
    /// By language; the name is empty for documents without one.
    pub languages: Vec<Row<'c>>,
}

/// What differs by one rule, on one site or in one language.
#[derive(Debug, Serialize)]
pub struct Row<'c> {
    /// Its name.
    pub name: &'c str,
    /// Edits that only A makes.
    pub only_a: u64,
    /// Edits that only B makes.
    pub only_b: u64,
    /// Characters that B keeps more than A.
    pub characters_kept: i64,
    /// Some of them, of a rule.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<Shape<'c>>,
}

/// An edit that one side makes.
#[derive(Debug, Serialize)]
pub struct Shape<'c> {
    /// `a` or `b`.
    pub only_in: &'static str,
    /// The site or file.
    pub site: &'c str,
    /// The edit.
    #[serde(flatten)]
    pub example: &'c Example,
}

/// A comparison as a page has it.
#[derive(Debug, Serialize)]
pub struct Page<'c> {
    a: &'c str,
    b: &'c str,
    documents: u64,
    differing: u64,
    held_only_a: u64,
    held_only_b: u64,
    characters_kept: i64,
    tally: Shown,
}

impl Comparison {
    /// As data, with the names of the two sides.
    pub fn told<'c>(&'c self, a: &'c str, b: &'c str) -> Told<'c> {
        let mut rules = rows(self.tally.by_rule());
        for row in &mut rules {
            row.examples = self.examples(row.name);
        }
        Told {
            a,
            b,
            documents: self.documents,
            differing: self.differing,
            held_only_a: self.held_only_a,
            held_only_b: self.held_only_b,
            characters_kept: self.characters_kept,
            rules,
            sites: rows(self.tally.by_site()),
            languages: rows(self.tally.by_language()),
        }
    }

    /// For a page, with the names of the two sides.
    pub fn page<'c>(&self, a: &'c str, b: &'c str) -> Page<'c> {
        Page {
            a,
            b,
            documents: self.documents,
            differing: self.differing,
            held_only_a: self.held_only_a,
            held_only_b: self.held_only_b,
            characters_kept: self.characters_kept,
            tally: self.tally.shown(&mut Room::new(EXAMPLES)),
        }
    }

    fn examples(&self, rule: &str) -> Vec<Shape<'_>> {
        let sides = [(Side::First, "a"), (Side::Second, "b")];
        let of_side = |(side, only_in): (Side, &'static str)| {
            let examples = self.tally.examples(rule, side).into_iter().take(OF_ONE_RULE);
            examples.map(move |(site, example)| Shape { only_in, site, example })
        };
        sides.into_iter().flat_map(of_side).collect()
    }
}

fn rows(sums: BTreeMap<(&str, Side), Cell>) -> Vec<Row<'_>> {
    let mut rows: BTreeMap<&str, Row<'_>> = BTreeMap::new();
    for ((name, side), cell) in sums {
        let empty = Row { name, only_a: 0, only_b: 0, characters_kept: 0, examples: vec![] };
        let row = rows.entry(name).or_insert(empty);
        match side {
            Side::First => (row.only_a, row.characters_kept) = (cell.edits, cell.removed),
            Side::Second => {
                row.only_b = cell.edits;
                row.characters_kept -= cell.removed;
            }
        }
    }
    let mut rows: Vec<Row<'_>> = rows.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.only_a + row.only_b));
    rows
}
