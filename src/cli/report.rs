//! `jernih report`

use std::{fs, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use super::{Status, progress::bar, say, summary};
use crate::{
    html::{Kind, page},
    past::PastRun,
    picture::Picture,
};

#[derive(Args)]
pub(super) struct Report {
    /// What a run wrote, or its run folder
    run: PathBuf,
    /// Where the page goes
    #[arg(long, short, value_name = "FILE", value_parser = super::on_this_machine())]
    out: PathBuf,
}

impl Report {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let Report { run, out } = &self;
        ensure!(!out.is_dir(), "{}: is a folder; name a file", out.display());
        let run = PastRun::open(run)?;
        let bar = bar();
        let picture = Picture::of(&run, |documents| {
            bar.set_message(format!("{} read", summary::counted(documents, "document")));
        })?;
        bar.finish_and_clear();
        let page = page(Kind::Report, &picture);
        fs::write(out, &page).with_context(|| format!("{}", out.display()))?;
        if run.out().is_none() {
            say(&format!(
                "{}: not there, so the page has no lengths, no sites and no documents side by side",
                run.facts.out.display()
            ));
        }
        say(&format!(
            "Written to {} ({} kB, {} side by side); open it in a browser.",
            out.display(),
            page.len().div_ceil(1000),
            summary::counted(picture.documents() as u64, "document"),
        ));
        Ok(Status::Done)
    }
}
