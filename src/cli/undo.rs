//! `jernih undo`

use std::path::PathBuf;

use anyhow::ensure;
use clap::Args;

use super::{Status, say, summary};
use crate::{run_folder::RunFolder, source::exists, undo};

#[derive(Args)]
pub(super) struct Undo {
    /// What a run wrote
    out: PathBuf,
    /// What the run recorded; by default OUT.run/edits.jsonl.zst
    #[arg(long, value_name = "FILE")]
    edits: Option<PathBuf>,
    /// Where the originals go; by default OUT.original
    #[arg(long, value_name = "PATH")]
    to: Option<PathBuf>,
}

impl Undo {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let edits = self.edits.unwrap_or_else(|| RunFolder::edits_for(&self.out));
        ensure!(
            !exists(&self.out)? || exists(&edits)?,
            "{}: no edits; name what `jernih clean` wrote, or its edits with --edits",
            edits.display()
        );
        let to = self.to.unwrap_or_else(|| {
            // A url of a folder may end in a slash.
            let mut name = self.out.components().as_path().as_os_str().to_owned();
            name.push(".original");
            name.into()
        });
        ensure!(!exists(&to)?, "{}: already there; name another place with --to", to.display());
        let undone = undo::undo(&self.out, &edits, &to, &RunFolder::fields_for(&edits))?;
        say(&format!(
            "Gave {} back in {}, written to {}.",
            summary::counted(undone.documents, "document"),
            summary::counted(undone.files, "file"),
            to.display()
        ));
        for place in &undone.changed_since {
            say(&format!(
                "{place}: not the text that the ledger describes; it was changed after the run and is written as it is"
            ));
        }
        Ok(if undone.changed_since.is_empty() { Status::Done } else { Status::Incomplete })
    }
}
