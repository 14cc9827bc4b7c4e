//! A document before and after, in pieces: what stays, and what each rule changed.

use serde::Serialize;

use crate::{
    ledger::{Shift, compose},
    past::PastDocument,
    tally::shorten,
};

/// Characters of text that stays between two edits, and of one side of an edit, that are shown.
const KEPT: usize = 1_200;
const CHANGED: usize = 2_000;
/// Edits of one document that are shown.
const EDITS: usize = 300;

/// A document side by side.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Marked {
    id: String,
    place: String,
    site: String,
    rules: Vec<String>,
    pieces: Vec<Piece>,
    /// Edits that are not shown any more.
    more: usize,
}

/// A part of a document.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
enum Piece {
    /// It stays.
    Kept(String),
    /// Before, after, and the rules, by their numbers in the document.
    Changed(String, String, Vec<usize>),
}

impl Marked {
    pub(super) fn new(
        document: &PastDocument,
        original: &str,
        clean: &str,
        shifts: &[Shift],
    ) -> Marked {
        let (mut rules, mut pieces, mut from) = (vec![], vec![], 0);
        let hunks = compose(shifts);
        for hunk in hunks.iter().take(EDITS) {
            let (old, new) = (hunk.original.range(), hunk.clean.range());
            if from < old.start {
                pieces.push(Piece::Kept(shorten(&original[from..old.start], KEPT)));
            }
            from = old.end;
            let mut names = vec![];
            for edit in &hunk.rules {
                let name = number(&mut rules, &document.edits()[edit.index()].rule);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            let (old, new) = (shorten(&original[old], CHANGED), shorten(&clean[new], CHANGED));
            pieces.push(Piece::Changed(old, new, names));
        }
        if from < original.len() {
            pieces.push(Piece::Kept(shorten(&original[from..], KEPT)));
        }
        Marked {
            id: document.id.clone(),
            place: document.place.clone(),
            site: document.site.clone(),
            rules,
            pieces,
            more: hunks.len().saturating_sub(EDITS),
        }
    }
}

fn number(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|other| other == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}
