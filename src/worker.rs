//! One worker: makes a document of a raw record, cleans it, and catches what goes wrong.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    document::Document,
    ledger::Ledger,
    pipeline::{Pipeline, Unsettled},
    profile::{Part, time},
    source::{Carrier, Fields, MAX_DOCUMENT, Record, Unreadable, parse},
};

/// Why a document is held: kept out of OUT, with its record, and named in the report.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Held {
    /// There is no text to clean.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The stages did not come to rest.
    #[error(transparent)]
    Unsettled(#[from] Unsettled),
    /// A stage panicked.
    #[error("a stage failed, which is a fault of jernih; please report it: {0}")]
    Panicked(String),
}

/// A document after cleaning.
#[derive(Debug)]
pub struct Cleaned<'w> {
    /// As it is now.
    pub document: &'w Document,
    /// Its text as it came.
    pub original: &'w str,
    /// What was done.
    pub ledger: &'w Ledger,
    /// What to put the text back into.
    pub carrier: Carrier,
}

/// A pipeline with the buffers that outlive a document.
pub struct Worker {
    /// Not used itself, so that it is whole when the other one panicked.
    pristine: Pipeline,
    pipeline: Pipeline,
    fields: Fields,
    document: Document,
    original: String,
    ledger: Ledger,
}

impl Worker {
    /// A worker with its own fork of `pipeline`.
    pub fn new(pipeline: &Pipeline, fields: &Fields) -> Worker {
        Worker {
            pristine: pipeline.fork(),
            pipeline: pipeline.fork(),
            fields: fields.clone(),
            document: Document::default(),
            original: String::new(),
            ledger: Ledger::default(),
        }
    }

    /// Cleans a record. `place` is its id if it does not name itself.
    ///
    /// # Errors
    ///
    /// Why the document must be held.
    pub fn clean(&mut self, record: Record<'_>, place: &str) -> Result<Cleaned<'_>, Held> {
        self.document.id.clear();
        self.document.id.push_str(place);
        let (fields, document) = (&self.fields, &mut self.document);
        let carrier =
            time(self.pristine.profile(), Part::Parse, || parse(record, fields, document))?;
        self.settle(carrier)
    }

    /// Cleans a document that is no record: `fill` writes it into the one that is given, which has
    /// what the last one had.
    ///
    /// # Errors
    ///
    /// Why the document must be held.
    pub fn clean_document(
        &mut self,
        fill: impl FnOnce(&mut Document),
    ) -> Result<Cleaned<'_>, Held> {
        fill(&mut self.document);
        let (len, max) = (self.document.text.len(), MAX_DOCUMENT);
        if len > max {
            return Err(Unreadable::TooLong { len, max }.into());
        }
        self.settle(Carrier::Value)
    }

    fn settle(&mut self, carrier: Carrier) -> Result<Cleaned<'_>, Held> {
        self.original.clear();
        self.original.push_str(&self.document.text);
        let (pipeline, document, ledger) =
            (&mut self.pipeline, &mut self.document, &mut self.ledger);
        // What a panic may have left half done is replaced or cleared below.
        let outcome = catch_unwind(AssertUnwindSafe(|| pipeline.clean(document, ledger)));
        match outcome {
            Ok(settled) => settled?,
            Err(panic) => {
                self.pipeline = self.pristine.fork();
                return Err(Held::Panicked(message(&*panic)));
            }
        }
        Ok(Cleaned {
            document: &self.document,
            original: &self.original,
            ledger: &self.ledger,
            carrier,
        })
    }

    /// The id of the document that was cleaned or held last.
    pub fn id(&self) -> &str {
        &self.document.id
    }

    /// The names of the stages, in order.
    pub fn stages(&self) -> &[&'static str] {
        self.pipeline.stages()
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
