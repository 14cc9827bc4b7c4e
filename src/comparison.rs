//! What differs between two runs over one input, or between two sets of packs.
//!
//! An edit is the same in both if the same rule puts the same text at the same place of the
//! original. Everything else is only in A or only in B.

use crate::{
    ledger::origins,
    past::{Past, PastDocument, PastError, PastRun, Position},
    tally::{Counted, Example, Origin, Side, Tally},
};

mod packs;
mod told;

pub use packs::{Packs, Plan};
pub use told::{Page, Told};

/// What differs.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Documents that were compared.
    pub documents: u64,
    /// Those of them in which an edit differs.
    pub differing: u64,
    /// Documents that are held only in A.
    pub held_only_a: u64,
    /// Documents that are held only in B.
    pub held_only_b: u64,
    /// Characters that B keeps and A does not, less those that A keeps and B does not. Held
    /// documents do not count.
    pub characters_kept: i64,
    /// The edits that differ.
    pub tally: Tally,
}

/// Why two runs cannot be compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComparisonError {
    /// A run cannot be read.
    #[error(transparent)]
    Past(#[from] PastError),
    /// The runs read other files.
    #[error(
        "not two runs over one input: {0}; clean the same files twice, or compare two sets of packs with --rules-a and --rules-b"
    )]
    OtherInput(String),
}

/// An edit with its place in the original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Placed<'d> {
    at: usize,
    rule: &'d str,
    before: &'d str,
    after: &'d str,
}

/// An edit that one side makes.
#[derive(Debug)]
struct Only {
    side: Side,
    at: usize,
    rule: String,
    before: String,
    after: String,
}

/// A document that both have.
#[derive(Debug)]
struct Pair {
    id: String,
    site: String,
    language: String,
    /// None if nothing differs, or if it is not known.
    original: Option<String>,
    only: Vec<Only>,
}

impl Comparison {
    /// Compares two runs. `watch` is told how many documents were read.
    ///
    /// # Errors
    ///
    /// A run that cannot be read, or runs over other files.
    pub fn of_runs(
        a: &PastRun,
        b: &PastRun,
        mut watch: impl FnMut(u64),
    ) -> Result<Comparison, ComparisonError> {
        same_input(a, b)?;
        let mut comparison = Comparison::default();
        let (mut from_a, mut from_b) = (a.documents()?, b.documents()?);
        let (mut next_a, mut next_b) = (from_a.next().transpose()?, from_b.next().transpose()?);
        while let Some(here) = [&next_a, &next_b].into_iter().flatten().map(position).min() {
            let is_here = |past: &mut Past| position(past) == here;
            let (past_a, past_b) = (next_a.take_if(is_here), next_b.take_if(is_here));
            if past_a.is_some() {
                next_a = from_a.next().transpose()?;
            }
            if past_b.is_some() {
                next_b = from_b.next().transpose()?;
            }
            comparison.past(past_a, past_b);
            watch(comparison.documents);
        }
        if a.out().is_none() && b.out().is_none() {
            // Only documents with edits were read.
            comparison.documents = a.facts.documents + a.facts.held;
        }
        Ok(comparison)
    }

    /// True if both do the same.
    pub fn is_empty(&self) -> bool {
        self.differing + self.held_only_a + self.held_only_b == 0
    }

    fn past(&mut self, a: Option<Past>, b: Option<Past>) {
        match (a, b) {
            (Some(Past::Held(..)), Some(Past::Held(..))) => self.documents += 1,
            (Some(Past::Held(..)), _) => self.held(Side::First),
            (_, Some(Past::Held(..))) => self.held(Side::Second),
            (a, b) => self.add(&pair(document(a.as_ref()), document(b.as_ref()))),
        }
    }

    fn held(&mut self, side: Side) {
        self.documents += 1;
        match side {
            Side::First => self.held_only_a += 1,
            Side::Second => self.held_only_b += 1,
        }
    }

    fn add(&mut self, pair: &Pair) {
        let origin = Origin { site: &pair.site, language: &pair.language };
        self.documents += 1;
        self.differing += u64::from(!pair.only.is_empty());
        self.tally.document(origin, !pair.only.is_empty());
        for only in &pair.only {
            let Only { side, at, rule, before, after } = only;
            let counted = Counted { rule, before, after };
            let removed = counted.removed();
            self.characters_kept += if *side == Side::First { removed } else { -removed };
            let example = || Example::new(&pair.id, pair.original.as_deref(), *at, before, after);
            self.tally.add(origin, *side, counted, example);
        }
    }
}

fn same_input(a: &PastRun, b: &PastRun) -> Result<(), ComparisonError> {
    let (a, b) = (&a.facts.inputs, &b.facts.inputs);
    if a.len() != b.len() {
        let message = format!("A read {} files, B {}", a.len(), b.len());
        return Err(ComparisonError::OtherInput(message));
    }
    match a.iter().zip(b).find(|(a, b)| a.1 != b.1) {
        None => Ok(()),
        Some(((path, size), (other, bytes))) => Err(ComparisonError::OtherInput(format!(
            "{} has {size} bytes, {} has {bytes}",
            path.display(),
            other.display()
        ))),
    }
}

fn position(past: &Past) -> Position {
    match past {
        Past::Document(document) => document.position,
        Past::Held(position, _) => *position,
    }
}

fn document(past: Option<&Past>) -> Option<&PastDocument> {
    match past {
        Some(Past::Document(document)) => Some(document),
        _ => None,
    }
}

/// A document of both runs. Where OUT is gone, one that has no edits on a side is not read there.
fn pair(a: Option<&PastDocument>, b: Option<&PastDocument>) -> Pair {
    let only = difference(placed(a), placed(b));
    let mut known: Vec<&PastDocument> = [a, b].into_iter().flatten().collect();
    known.sort_by_key(|document| document.clean.is_none());
    let original =
        known.iter().filter(|_| !only.is_empty()).find_map(|document| document.original());
    let named = known.first();
    Pair {
        id: named.map(|document| document.id.clone()).unwrap_or_default(),
        site: named.map(|document| document.site.clone()).unwrap_or_default(),
        language: named.and_then(|document| document.language.clone()).unwrap_or_default(),
        original,
        only,
    }
}

fn placed(document: Option<&PastDocument>) -> Vec<Placed<'_>> {
    let Some(document) = document else { return vec![] };
    let origins = origins(&document.shifts());
    let edits = document.edits().iter().zip(origins);
    edits
        .map(|(edit, at)| Placed { at, rule: &edit.rule, before: &edit.before, after: &edit.after })
        .collect()
}

/// The edits that only one side makes, in the order of the original.
fn difference(mut a: Vec<Placed<'_>>, mut b: Vec<Placed<'_>>) -> Vec<Only> {
    a.sort_unstable();
    b.sort_unstable();
    let (mut a, mut b) = (a.into_iter().peekable(), b.into_iter().peekable());
    let mut only = vec![];
    loop {
        let (side, edit) = match (a.peek(), b.peek()) {
            (None, None) => return only,
            (Some(in_a), Some(in_b)) if in_a == in_b => {
                a.next();
                b.next();
                continue;
            }
            (Some(in_a), in_b) if in_b.is_none_or(|in_b| in_a < in_b) => (Side::First, a.next()),
            _ => (Side::Second, b.next()),
        };
        only.extend(edit.map(|Placed { at, rule, before, after }| Only {
            side,
            at,
            rule: rule.into(),
            before: before.into(),
            after: after.into(),
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_do_does_not_differ() {
        let edit = |at, rule| Placed { at, rule, before: "x", after: "" };
        let only = difference(
            vec![edit(9, "spacing.run"), edit(1, "spacing.run"), edit(4, "case.lower")],
            vec![edit(1, "spacing.run"), edit(4, "case.title")],
        );
        let told: Vec<_> = only.iter().map(|o| (o.side, o.at, o.rule.as_str())).collect();
        assert_eq!(
            told,
            [
                (Side::First, 4, "case.lower"),
                (Side::Second, 4, "case.title"),
                (Side::First, 9, "spacing.run")
            ]
        );
    }
}
