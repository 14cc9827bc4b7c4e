//! Cleans scraped text, and shows, for every byte that it changed, which rule changed it and why.
//!
//! A [`stage`] reads a document's text and proposes [edits](edit); it never writes. The
//! [`pipeline`] settles the edits of a stage, applies them, and records them in the document's
//! [`ledger`], which can show, count, replay and undo them.
//!
//! ```
//! use jernih::{document::Document, ledger::Ledger, pipeline::Pipeline, rule::Rules};
//!
//! let rules = Rules::builtin()?;
//! let mut pipeline = Pipeline::new(&rules)?;
//! let mut ledger = Ledger::default();
//! let original = "Harga beras naik.\nTinggalkan Balasan\n";
//! let mut document = Document { text: original.into(), ..Document::default() };
//!
//! pipeline.clean(&mut document, &mut ledger)?;
//!
//! assert_eq!(document.text, "Harga beras naik.\n");
//! let change = ledger.applied().next().unwrap();
//! assert_eq!(rules.get(change.rule).name, "boilerplate.id.leave-a-reply");
//! assert_eq!(ledger.undo(&document.text).unwrap(), original);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod budget;
pub mod casing;
pub mod character;
pub mod clean;
pub mod cleaner;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod comparison;
pub mod decisions;
pub mod document;
pub mod edit;
pub mod examples;
#[cfg(feature = "cli")]
pub mod html;
pub mod language;
pub mod learn;
pub mod ledger;
pub mod line_score;
pub mod mine;
mod nearest;
#[cfg(feature = "cli")]
pub mod page;
#[cfg(feature = "cli")]
pub mod past;
#[cfg(feature = "cli")]
pub mod picture;
pub mod pipeline;
pub mod profile;
pub mod report;
#[cfg(feature = "review")]
pub mod review;
pub mod rule;
pub mod run;
pub mod run_folder;
pub mod selection;
pub mod sink;
#[cfg(feature = "cli")]
pub mod snapshot;
pub mod source;
pub mod stage;
pub mod stages;
#[cfg(feature = "cli")]
pub mod tally;
pub mod text;
pub mod undo;
pub mod words;
pub mod worker;
