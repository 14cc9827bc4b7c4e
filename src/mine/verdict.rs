//! How sure the evidence is: whether a key becomes a rule, of which tier, and where it counts.

use super::{
    key::{Form, letters},
    tally::{MOST, Tally},
};
use crate::rule::{Place, Tier};

/// A line that fewer clusters have is no evidence.
pub(super) const LEAST: usize = 5;
/// What a rule of tier sure was seen in at least: lines that are the same, and others.
const SURE: usize = 8;
const SURE_OF_OTHERS: usize = MOST;
/// The share of the site's documents that have it: a few, or what a site prints everywhere.
const COMMON: f64 = 0.02;
const EVERYWHERE: f64 = 0.2;
/// As many documents as this are enough on a site of any size.
const MANY: u64 = 1000;
/// The share of clusters in which a sure line stands in its place.
const PLACED: f64 = 0.9;
/// The share of clusters in which the same neighbour stands between it and the edge. Rows of a table
/// recur too, and change places.
const STEADY: f64 = 0.6;
/// Letters of a sure line, and of a sure start; fewer are a name or a label.
const LETTERS: usize = 4;
const START_LETTERS: usize = 12;
/// Lines that are different below a start or before an end.
const VARIED: usize = 8;

/// What becomes of a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) tier: Tier,
    pub(super) place: Place,
    /// The share of clusters in which it stands there.
    pub(super) share: f64,
}

/// The verdict on a key of a site with so many documents, if it becomes a rule.
pub(super) fn verdict(tally: &Tally, documents: u64) -> Option<Verdict> {
    let varied = tally.form == Form::Whole || tally.lines().count() >= VARIED;
    let starts_sentences = tally.form == Form::Start && tally.sentences() > 0.1;
    if tally.clusters() < LEAST || !varied || starts_sentences || letters(&tally.key) < 3 {
        return None;
    }
    let (head, tail) = (tally.share(Place::Head), tally.share(Place::Tail));
    let (place, share) = match () {
        () if head >= PLACED => (Place::Head, head),
        () if tail >= PLACED => (Place::Tail, tail),
        () => (Place::Anywhere, 1.0),
    };
    let common = tally.documents as f64 / documents.max(1) as f64;
    let common = if tally.documents >= MANY { common.max(COMMON) } else { common };
    let sure = place != Place::Anywhere && is_sure(tally, common);
    let tier = if sure { Tier::Sure } else { Tier::Likely };
    Some(Verdict { tier, place, share })
}

/// True if nothing but a template prints such a line at the edge of so large a share of the documents.
fn is_sure(tally: &Tally, common: f64) -> bool {
    let (clusters, least) = match tally.form {
        Form::Whole if !states(tally) && tally.in_list() == 0.0 => (SURE, COMMON),
        Form::Whole => (SURE_OF_OTHERS, EVERYWHERE),
        Form::Start | Form::End => (SURE_OF_OTHERS, EVERYWHERE),
    };
    let shape = match tally.form {
        Form::Whole => letters(&tally.key) >= LETTERS && tally.same_neighbour() >= STEADY,
        Form::Start => letters(&tally.key) >= START_LETTERS && !states(tally),
        Form::End => true,
    };
    tally.clusters() >= clusters
        && common >= least
        && shape
        && tally.again() == 0.0
        && !tally.has_numbers()
}

/// True for what may say something: it ends as a sentence does, however short.
fn states(tally: &Tally) -> bool {
    let ends =
        |line: &str| line.ends_with([':', '.', '!', '?', '。', '！', '？', '"', '”', '»', '।']);
    tally.sentences() > 0.0 || tally.lines().any(ends)
}
