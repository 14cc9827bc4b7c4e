//! Tables beside the packs: how words are written, and how lines are scored.
//!
//! What the numbers mean is [`casing`](crate::casing)'s and [`line_score`](crate::line_score)'s
//! business.

use std::sync::Arc;

use super::{RuleError, Rules, pack};
use crate::{casing::Casing, document::Language, line_score};

/// The table of the stage that scores lines.
pub(super) const LINE_SCORES: &str = "lines/score.tsv";

impl Rules {
    /// Adds a table in place of any other: how the words of a language are written, or how lines are
    /// scored.
    ///
    /// # Errors
    ///
    /// The first line that is wrong, or a path that names no table.
    pub fn add_table(&mut self, root: &str, path: &str, text: &str) -> Result<(), RuleError> {
        self.count(path, text);
        let wrong =
            |(line, message)| RuleError::Table { path: format!("{root}/{path}"), line, message };
        if path == LINE_SCORES {
            let table = line_score::Table::read(text).map_err(wrong)?;
            self.line_scores = Some(Arc::new(table));
            return Ok(());
        }
        pack::place(self, path, Casing::read(text).map_err(wrong)?)
    }

    /// How the words of a language are written, if there is a table of it.
    pub fn casing(&self, language: Language) -> Option<&Casing> {
        self.casings.get(&language)
    }

    /// How lines are scored, if there is a table of it.
    pub fn line_scores(&self) -> Option<&Arc<line_score::Table>> {
        self.line_scores.as_ref()
    }
}
