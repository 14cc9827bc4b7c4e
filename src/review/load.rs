//! Reads a past run edit by edit into the store, and tells what arrives.

use std::io;

use super::{
    index::Arrival,
    seen::{Mark, Page, Seen, StoreWriter},
};
use crate::{
    decisions::{Sight, template},
    ledger,
    past::{Past, PastDocument, PastError, PastRun},
    run_folder::EditLine,
    text::Span,
};

/// Characters that are shown on each side of an edit.
const AROUND: usize = 400;
/// Bytes of an edit that are shown.
const LONGEST: usize = 2_000;
/// Edits that are told of at once: few enough to be taken in within a few milliseconds.
const BATCH: usize = 500;

/// Which edits are reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Those that were only proposed.
    Proposed,
    /// Those that were applied.
    Applied,
}

/// Why a run cannot be reviewed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// The run cannot be read.
    #[error(transparent)]
    Past(#[from] PastError),
    /// The store cannot be written.
    #[error("cannot keep what is shown: {0}")]
    Store(#[from] io::Error),
    /// OUT is not what the run wrote.
    #[error("{0}: the text is not the one that the run wrote; review needs OUT as it was")]
    Changed(String),
}

/// Reads all edits of a kind. `tell` is given them in batches, and says whether to go on.
///
/// # Errors
///
/// The run cannot be read, or the store not be written.
pub fn load(
    run: &PastRun,
    kind: Kind,
    store: &mut StoreWriter,
    mut tell: impl FnMut(Vec<Arrival>) -> bool,
) -> Result<(), LoadError> {
    let mut batch = vec![];
    for past in run.documents()? {
        let Past::Document(document) = past? else { continue };
        match kind {
            Kind::Proposed => proposed(&document, store, &mut batch)?,
            Kind::Applied => applied(&document, store, &mut batch)?,
        }
        while batch.len() >= BATCH {
            let rest = batch.split_off(BATCH);
            store.flush()?;
            if !tell(std::mem::replace(&mut batch, rest)) {
                return Ok(());
            }
        }
    }
    store.flush()?;
    tell(batch);
    Ok(())
}

fn proposed(
    document: &PastDocument,
    store: &mut StoreWriter,
    batch: &mut Vec<Arrival>,
) -> Result<(), LoadError> {
    let edits = document.proposals();
    if edits.is_empty() {
        return Ok(());
    }
    let text = document.clean.as_deref().unwrap_or_default();
    let marks = edits.iter().map(|edit| mark(edit, edit.start as usize)).collect();
    let page = store.add(&Page { id: document.id.clone(), text: text.into(), marks })?;
    for edit in edits {
        if text.get(edit.start as usize..edit.end as usize) != Some(&*edit.before) {
            return Err(LoadError::Changed(document.place.clone()));
        }
        batch.push(arrival(document, edit, text, (page, edit.start as usize), store)?);
    }
    Ok(())
}

/// The applied edits, each in the text that its stage was given.
fn applied(
    document: &PastDocument,
    store: &mut StoreWriter,
    batch: &mut Vec<Arrival>,
) -> Result<(), LoadError> {
    let edits = document.edits();
    if edits.is_empty() {
        return Ok(());
    }
    let changed = || LoadError::Changed(document.place.clone());
    let mut text = document.original().ok_or_else(changed)?;
    let origins = ledger::origins(&document.shifts());
    let marks: Vec<Mark> = edits.iter().zip(&origins).map(|(edit, at)| mark(edit, *at)).collect();
    let page = store.add(&Page { id: document.id.clone(), text: text.clone(), marks })?;
    let mut origins = origins.into_iter();
    for step in edits.chunk_by(|a, b| (a.pass, &a.stage) == (b.pass, &b.stage)) {
        let (mut next, mut from) = (String::with_capacity(text.len()), 0);
        for edit in step {
            let at = origins.next().unwrap_or_default();
            batch.push(arrival(document, edit, &text, (page, at), store)?);
            next += text.get(from..edit.start as usize).ok_or_else(changed)?;
            next += &edit.after;
            from = edit.end as usize;
        }
        next += text.get(from..).ok_or_else(changed)?;
        text = next;
    }
    Ok(())
}

fn mark(edit: &EditLine<'_>, start: usize) -> Mark {
    Mark {
        start,
        end: start + edit.before.len(),
        after: edit.after.to_string(),
        rule: edit.rule.to_string(),
    }
}

/// Keeps an edit whose stage was given `text`, and where it is in which page.
fn arrival(
    document: &PastDocument,
    edit: &EditLine<'_>,
    text: &str,
    (page, at): (u64, usize),
    store: &mut StoreWriter,
) -> Result<Arrival, LoadError> {
    let (start, end) = (edit.start as usize, edit.end as usize);
    let (Some(left), Some(right)) = (text.get(..start), text.get(end..)) else {
        return Err(LoadError::Changed(document.place.clone()));
    };
    let span = Span { start: edit.start, end: edit.end };
    let sight = Sight::new(text, span, &edit.after);
    let from = left.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let to = right.char_indices().nth(AROUND).map_or(right.len(), |(at, _)| at);
    let near = edit.near.as_ref().map(|rule| format!("beside a line that {rule} takes"));
    let because = near.unwrap_or_else(|| edit.reasons.join(", "));
    let key = Arrival::key(&edit.rule, &sight);
    let seen = Seen {
        place: document.place.clone(),
        left: left[from..].into(),
        before: cut(&edit.before),
        after: cut(&edit.after),
        right: right[..to].into(),
        sight,
        site: (document.site.clone(), document.names_site),
        score: edit.score,
        because,
        document: page,
        at,
    };
    Ok(Arrival {
        at: store.add(&seen)?,
        rule: edit.rule.to_string(),
        template: template(&edit.before, &edit.after),
        site: document.site.clone(),
        score: edit.score,
        key,
    })
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.into(),
    }
}
