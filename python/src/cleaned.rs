//! One text that was cleaned, and what was done to it.

use std::sync::Arc;

use jernih::{
    cleaner::Cleaner,
    ledger::{Change, Ledger},
    page::Page,
    rule::Rules,
    text::{Span, in_characters},
    worker,
};
use pyo3::prelude::*;

use crate::error::error;

/// A text that was cleaned, with every edit.
#[pyclass(frozen, module = "jernih")]
pub(crate) struct Cleaned {
    cleaner: Arc<Cleaner>,
    /// The clean text.
    #[pyo3(get)]
    text: String,
    /// The text as it came.
    #[pyo3(get)]
    original: String,
    ledger: Ledger,
}

/// One edit: what stood where, what stands there, and the rule that says so.
#[pyclass(frozen, get_all, eq, module = "jernih")]
#[derive(PartialEq, Eq)]
pub(crate) struct Edit {
    /// The stage that found it.
    stage: String,
    /// The rule.
    rule: String,
    /// `sure` or `likely`.
    tier: String,
    /// Its start and end in characters: of the original for an edit that was made, of the clean text
    /// for one that is proposed.
    span: (u32, u32),
    /// What stood there when the stage read it.
    before: String,
    /// What was put there.
    after: String,
}

impl Cleaned {
    pub(crate) fn new(cleaner: &Arc<Cleaner>, cleaned: &worker::Cleaned<'_>) -> Cleaned {
        Cleaned {
            cleaner: cleaner.clone(),
            text: cleaned.document.text.clone(),
            original: cleaned.original.to_owned(),
            ledger: cleaned.ledger.clone(),
        }
    }

    fn page(&self, width: usize) -> Page<'_> {
        let Cleaned { cleaner, text, original, ledger } = self;
        Page { rules: cleaner.rules(), id: "", original, clean: text, ledger, width }
    }

    fn list<'c>(&self, text: &str, edits: impl Iterator<Item = (Span, Change<'c>)>) -> Vec<Edit> {
        let (mut spans, changes): (Vec<Span>, Vec<Change<'_>>) = edits.unzip();
        in_characters(text, &mut spans);
        let edit = |(span, change)| Edit::new(self.cleaner.rules(), span, change);
        spans.into_iter().zip(changes).map(edit).collect()
    }
}

#[pymethods]
impl Cleaned {
    /// The edits that were made, in the order in which they were.
    #[getter]
    fn edits(&self) -> Vec<Edit> {
        self.list(&self.original, self.ledger.placed())
    }

    /// The edits that a rule proposes and that were not made.
    #[getter]
    fn proposed(&self) -> Vec<Edit> {
        self.list(&self.text, self.ledger.proposed().map(|change| (change.span, change)))
    }

    /// The original, from the clean text and the edits.
    fn undo(&self) -> PyResult<String> {
        self.ledger.undo(&self.text).ok_or_else(|| error("the edits are not those of this text"))
    }

    /// The lines that change, as `jernih diff` prints them.
    #[pyo3(signature = (width = 100))]
    fn diff(&self, width: usize) -> String {
        self.page(width).plain()
    }

    fn _repr_html_(&self) -> String {
        self.page(0).html()
    }

    fn __repr__(&self) -> String {
        let (edits, proposed) = (self.ledger.applied().count(), self.ledger.proposed().count());
        let characters = self.text.chars().count();
        format!("<jernih.Cleaned: {characters} characters, {edits} edits, {proposed} proposed>")
    }
}

impl Edit {
    fn new(rules: &Rules, span: Span, change: Change<'_>) -> Edit {
        let filed = rules.get(change.rule);
        Edit {
            stage: filed.stage.clone(),
            rule: filed.name.clone(),
            tier: filed.rule.tier.to_string(),
            span: (span.start, span.end),
            before: change.before.to_owned(),
            after: change.after.to_owned(),
        }
    }
}

#[pymethods]
impl Edit {
    fn __repr__(&self) -> String {
        let Edit { rule, span: (start, end), before, after, .. } = self;
        format!("<jernih.Edit {rule} at {start}-{end}: {before:?} -> {after:?}>")
    }
}
