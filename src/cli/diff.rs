//! `jernih diff`

use std::path::PathBuf;

use clap::Args;

use super::{Records, Selection, Status, Workers, view::View};

#[derive(Args)]
pub(super) struct Diff {
    /// Files, folders, patterns such as 'news/*.jsonl.gz', or `-` for standard input
    #[arg(required = true)]
    input: Vec<PathBuf>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    workers: Workers,
}

impl Diff {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let Diff { input, selection, records, workers } = &self;
        View { input, selection, records, workers, whole: false }.print()
    }
}
