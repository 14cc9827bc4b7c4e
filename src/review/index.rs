//! The edits by group, a few dozen bytes each; what is shown of them is in the store.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use hashbrown::hash_table::{Entry, HashTable};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::decisions::{Sight, Verdict};

/// An edit that was read.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The rule's full name.
    pub rule: String,
    /// What it has in common with others.
    pub template: String,
    /// The site.
    pub site: String,
    /// How likely it is right, if the rule weighs it.
    pub score: Option<f64>,
    /// A hash of the rule and the edit's sight.
    pub key: u64,
    /// Its place in the store.
    pub at: u64,
}

impl Arrival {
    /// What edits that one decision is about have in common.
    pub fn key(rule: &str, sight: &Sight) -> u64 {
        xxh3_64([rule, &sight.line, &sight.becomes].join("\0").as_bytes())
    }
}

/// An edit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) site: u32,
    pub(super) key: u64,
    pub(super) at: u64,
    pub(super) verdict: Option<Verdict>,
}

/// The edits of one rule that have the same template.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) rule: u32,
    pub(super) template: String,
    pub(super) rows: Vec<u32>,
    pub(super) sites: u32,
    /// The sum of the scores, and how many have one.
    score: (f64, u32),
    pub(super) decided: u32,
}

/// All edits that were read so far.
#[derive(Debug, Default)]
pub struct Index {
    names: HashMap<String, u32>,
    by_name: Vec<String>,
    /// Groups with the hash of their rule and template, so that a table which grows hashes no text.
    by_template: HashTable<(u64, u32)>,
    sites: HashSet<(u32, u32)>,
    pub(super) groups: Vec<Group>,
    pub(super) rows: Vec<Row>,
}

impl Index {
    /// Adds an edit, and gives its number and its group.
    pub(super) fn add(&mut self, arrival: Arrival) -> (u32, u32) {
        let Arrival { rule, template, site, score, key, at } = arrival;
        let (rule, site) = (self.id(rule), self.id(site));
        let row = self.rows.len() as u32;
        self.rows.push(Row { site, key, at, verdict: None });
        let group = self.group(rule, template);
        let of_site = u32::from(self.sites.insert((group, site)));
        let entry = &mut self.groups[group as usize];
        entry.rows.push(row);
        entry.sites += of_site;
        if let Some(score) = score {
            entry.score.0 += score;
            entry.score.1 += 1;
        }
        (row, group)
    }

    /// The group of a rule and a template.
    fn group(&mut self, rule: u32, template: String) -> u32 {
        let hash = xxh3_64_with_seed(template.as_bytes(), u64::from(rule));
        let is_it = |(_, at): &(u64, u32)| {
            let group = &self.groups[*at as usize];
            group.rule == rule && group.template == template
        };
        match self.by_template.entry(hash, is_it, |(hash, _)| *hash) {
            Entry::Occupied(found) => found.get().1,
            Entry::Vacant(free) => {
                let next = self.groups.len() as u32;
                free.insert((hash, next));
                self.groups.push(Group::new(rule, template));
                next
            }
        }
    }

    fn id(&mut self, name: String) -> u32 {
        let next = self.by_name.len() as u32;
        *self.names.entry(name).or_insert_with_key(|name| {
            self.by_name.push(name.clone());
            next
        })
    }

    /// The name of a rule or a site.
    pub(super) fn name(&self, id: u32) -> &str {
        &self.by_name[id as usize]
    }

    /// The rules and sites in whose name this is.
    pub(super) fn names_with(&self, text: &str) -> HashSet<u32> {
        let names = self.by_name.iter().zip(0..);
        names.filter(|(name, _)| name.contains(text)).map(|(_, id)| id).collect()
    }

    /// The number of a rule or a site.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        self.names.get(name).copied()
    }

    /// Edits so far.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True before the first edit.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How much is to be gained by looking at each group, to be given to [`order`].
    pub fn ranks(&self) -> Vec<(Reverse<u64>, u32)> {
        let rank = |(at, group): (usize, &Group)| (Reverse(group.doubt()), at as u32);
        self.groups.iter().enumerate().map(rank).collect()
    }
}

impl Group {
    fn new(rule: u32, template: String) -> Group {
        Group { rule, template, rows: vec![], sites: 0, score: (0.0, 0), decided: 0 }
    }

    /// The mean score, if there is one.
    pub(super) fn score(&self) -> Option<f64> {
        (self.score.1 > 0).then(|| self.score.0 / f64::from(self.score.1))
    }

    /// How many of its edits are likely wrong, in thousandths: large groups first, and of equal ones the
    /// less certain. Of edits that nobody weighed, one half.
    fn doubt(&self) -> u64 {
        let unscored = self.rows.len() as f64 - f64::from(self.score.1);
        let wrong = f64::from(self.score.1) - self.score.0 + unscored / 2.0;
        (wrong * 1000.0) as u64
    }
}

/// The groups in the order of their ranks, which takes too long for a screen that waits when there
/// are hundreds of thousands.
pub fn order(mut ranks: Vec<(Reverse<u64>, u32)>) -> Vec<u32> {
    ranks.sort_unstable();
    ranks.into_iter().map(|(_, group)| group).collect()
}
