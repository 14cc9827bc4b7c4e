//! What a stage is.

use crate::{
    document::Origin,
    edit::Edits,
    rule::{RuleError, Rules},
    text::Text,
};

/// One pass over one document: it reads text and proposes edits. It never writes.
pub trait Stage: Send + Sync {
    /// Proposes edits for `text`.
    ///
    /// The result depends on the text, its origin and the rules, and on nothing that an earlier
    /// document left behind.
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits);

    /// Proposes what the rules of [`StageDef::late`] find, which [`Stage::run`] leaves out.
    ///
    /// Where these are only proposed, it is asked once, of the text that has come to rest.
    fn look(&mut self, _text: Text<'_>, _edits: &mut Edits) {}

    /// A copy for another worker: the same compiled rules, its own scratch.
    fn fork(&self) -> Box<dyn Stage>;
}

/// A stage's name, what it is for, and how to build it.
#[derive(Clone, Copy, Debug)]
pub struct StageDef {
    /// The name shared by the file, the packs, the cases and the snapshots.
    pub name: &'static str,
    /// What the stage repairs, in one sentence.
    pub what: &'static str,
    /// The ids of the rules that are seldom applied and take long, so that [`Stage::look`] asks them.
    pub late: &'static [&'static str],
    /// Compiles the stage's rules.
    pub build: fn(&Rules) -> Result<Box<dyn Stage>, RuleError>,
}
