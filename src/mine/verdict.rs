//! How sure the evidence is: whether a key becomes a rule, of which tier, and where it counts.

use super::{
    key::{Form, letters},
    tally::{MOST, Tally},
};
use crate::rule::{Place, Tier};

/// A line that fewer clusters have is no evidence.
pub(super) const LEAST: usize = 5;
/// What a rule of tier sure was seen in at least.
const SURE: usize = 8;
/// The share of clusters in which a sure line stands in its place.
const PLACED: f64 = 0.9;
/// The share of clusters in which the same neighbour stands between it and the edge. Rows of a table
/// recur too, and change places.
const STEADY: f64 = 0.6;
/// Letters of a sure line; a shorter one is a name or a label.
const LETTERS: usize = 4;
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

/// The verdict on a key, if it becomes a rule.
pub(super) fn verdict(tally: &Tally) -> Option<Verdict> {
    let varied = tally.form == Form::Whole || tally.lines().count() >= VARIED;
    if tally.clusters() < LEAST || !varied || letters(&tally.key) < 3 {
        return None;
    }
    if tally.form == Form::Start && tally.sentences() > 0.1 {
        return None;
    }
    let (head, tail) = (tally.share(Place::Head), tally.share(Place::Tail));
    let (place, share) = match () {
        () if head >= PLACED => (Place::Head, head),
        () if tail >= PLACED => (Place::Tail, tail),
        () => (Place::Anywhere, 1.0),
    };
    let tier = if is_sure(tally, place) { Tier::Sure } else { Tier::Likely };
    Some(Verdict { tier, place, share })
}

/// True if nothing but a template prints such a line in such a place.
fn is_sure(tally: &Tally, place: Place) -> bool {
    let clusters = match tally.form {
        Form::Whole if states(tally) => MOST,
        Form::Whole => SURE,
        Form::Start | Form::End => return false,
    };
    place != Place::Anywhere
        && tally.clusters() >= clusters
        && tally.same_neighbour() >= STEADY
        && tally.again() == 0.0
        && letters(&tally.key) >= LETTERS
}

/// True for what may say something: it ends as a sentence does, however short.
fn states(tally: &Tally) -> bool {
    let ends = |line: &str| line.ends_with([':', '.', '!', '?', '。', '！', '？', '"', '”', '»', '।']);
    tally.sentences() > 0.0 || tally.lines().any(ends)
}
