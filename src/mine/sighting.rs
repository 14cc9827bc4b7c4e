//! One document's lines that recur, with where each stands.

use super::{
    key::{self, Form, Id},
    sieve::Passing,
    sketch::{Sketch, sketch},
};
use crate::{document::Document, rule::Place, text::is_sentence};

/// More lines in a row that recur are a menu, or a table or list that several articles have.
const RUN: usize = 8;
/// What a neighbour counts as that is the edge of the document, or that does not recur.
const EDGE: u32 = 0;
const UNIQUE: u32 = 1;

/// What one document says.
pub(super) struct Sightings {
    /// Its site, or nothing.
    pub(super) site: String,
    /// What it has in common with its near-duplicates.
    pub(super) sketch: Sketch,
    /// Each key that passed the sieve, once.
    pub(super) seen: Vec<Sighting>,
}

/// A key in a document.
pub(super) struct Sighting {
    pub(super) id: Id,
    pub(super) form: Form,
    /// The key.
    pub(super) key: String,
    /// The line, or its end.
    pub(super) line: String,
    /// In the run of recurring lines above or below the article, or elsewhere.
    pub(super) place: Place,
    /// The neighbour on the way to the edge.
    pub(super) neighbour: u32,
    /// It stands in a long run of such lines.
    pub(super) in_list: bool,
    /// It stands there more than once.
    pub(super) again: bool,
    /// The line is a sentence.
    pub(super) is_sentence: bool,
}

/// Everything that recurs in a document.
pub(super) fn sightings(document: &Document, sieve: &Passing) -> Sightings {
    let site = document.site.clone().unwrap_or_default();
    let lines: Vec<&str> =
        document.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut keys: Vec<Vec<Sighting>> = vec![];
    for line in &lines {
        keys.push(of_line(line, &site, sieve));
    }
    let mut seen: Vec<Sighting> = vec![];
    if keys.iter().any(|keys| !keys.is_empty()) {
        place(&lines, &mut keys);
        seen = keys.into_iter().flatten().collect();
        once(&mut seen);
    }
    let sketch = if seen.is_empty() { Sketch::default() } else { sketch(&document.text) };
    Sightings { site, sketch, seen }
}

fn of_line(line: &str, site: &str, sieve: &Passing) -> Vec<Sighting> {
    let mut found = vec![];
    let is_sentence = is_sentence(line);
    key::each(line, site, |id, form, key, at| {
        if sieve.passes(id) {
            let (key, line) = (key.to_owned(), line[at..].to_owned());
            let (place, neighbour, in_list, again) = (Place::Anywhere, UNIQUE, false, false);
            found.push(Sighting {
                id,
                form,
                key,
                line,
                place,
                neighbour,
                in_list,
                again,
                is_sentence,
            });
        }
    });
    found
}

/// Says of every line whether it stands in the head or in the tail, and what stands beside it.
fn place(lines: &[&str], keys: &mut [Vec<Sighting>]) {
    let names: Vec<u32> = keys.iter().map(|keys| name(keys)).collect();
    for form in [Form::Whole, Form::Start] {
        // A line that only starts like others is at the edge if those beside it are such lines too.
        let recurs =
            |key: &Sighting| key.form <= form && (key.form == Form::Whole || !key.is_sentence);
        let common: Vec<bool> = keys.iter().map(|keys| keys.iter().any(recurs)).collect();
        let tail = tail(&common);
        let head = head(lines, &common).min(tail);
        for (line, keys) in keys.iter_mut().enumerate() {
            let above = line.checked_sub(1).map_or(EDGE, |above| names[above]);
            let below = names.get(line + 1).copied().unwrap_or(EDGE);
            if line < head {
                set(keys, form, (Place::Head, head), above);
            } else if line >= tail {
                set(keys, form, (Place::Tail, lines.len() - tail), below);
            }
        }
    }
    if let [first, .., last] = keys {
        set(first, Form::End, (Place::Head, 1), EDGE);
        set(last, Form::End, (Place::Tail, 1), EDGE);
    }
}

fn set(keys: &mut [Sighting], form: Form, (place, run): (Place, usize), neighbour: u32) {
    for key in keys.iter_mut().filter(|key| key.form == form) {
        (key.place, key.in_list, key.neighbour) = (place, run > RUN, neighbour);
    }
}

/// What the line is called as a neighbour.
fn name(keys: &[Sighting]) -> u32 {
    let whole = keys.iter().find(|key| key.form == Form::Whole);
    let start = keys.iter().find(|key| key.form == Form::Start);
    whole.or(start).map_or(UNIQUE, |key| (key.id as u32).max(UNIQUE + 1))
}

/// Where the run of recurring lines below the article starts.
fn tail(common: &[bool]) -> usize {
    let run = common.iter().rev().take_while(|common| **common).count();
    if run < common.len() { common.len() - run } else { common.len() }
}

/// Where the run of recurring lines above the article ends. One line of it may be the headline.
fn head(lines: &[&str], common: &[bool]) -> usize {
    let mut headlines = 0;
    let run = common.iter().zip(lines).take_while(|(common, line)| {
        headlines += usize::from(!**common);
        **common || (headlines == 1 && !is_sentence(line))
    });
    let run = run.count();
    if run < common.len() { run } else { 0 }
}

/// Leaves each key once. Where it stands in several places, it stands anywhere.
fn once(seen: &mut Vec<Sighting>) {
    seen.sort_by(|a, b| (a.id, &a.line).cmp(&(b.id, &b.line)));
    seen.dedup_by(|next, first| {
        let same = next.id == first.id;
        if same {
            first.again = true;
            first.in_list |= next.in_list;
            first.is_sentence |= next.is_sentence;
            first.neighbour = first.neighbour.min(next.neighbour);
            if first.place != next.place {
                first.place = Place::Anywhere;
            }
        }
        same
    });
}
