//! Which documents are shown: two for every rule, and some from all over the run.

use std::collections::HashMap;

use super::marked::Marked;
use crate::{run_folder::EditLine, tally::Room};

/// Documents for one rule.
const OF_ONE_RULE: u32 = 2;
/// Documents in all: more than there is room for.
const DOCUMENTS: usize = 400;

/// The documents that were chosen so far.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    shown: HashMap<String, u32>,
    documents: Vec<Marked>,
    offered: u64,
}

impl Chosen {
    /// Takes a changed document if one of its rules needs one, and one of each power of two.
    pub(super) fn offer(&mut self, edits: &[EditLine<'_>], marked: impl FnOnce() -> Marked) {
        if edits.is_empty() {
            return;
        }
        self.offered += 1;
        let shown = |edit: &EditLine<'_>| self.shown.get(&*edit.rule).copied().unwrap_or(0);
        let needed = edits.iter().any(|edit| shown(edit) < OF_ONE_RULE);
        if self.documents.len() >= DOCUMENTS || !(needed || self.offered.is_power_of_two()) {
            return;
        }
        let mut rules: Vec<&str> = edits.iter().map(|edit| &*edit.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        for rule in rules {
            *self.shown.entry(rule.to_owned()).or_default() += 1;
        }
        self.documents.push(marked());
    }

    /// As many as there is room for.
    pub(super) fn shown(self, room: &mut Room) -> Vec<Marked> {
        self.documents.into_iter().filter(|document| room.take(document)).collect()
    }
}
