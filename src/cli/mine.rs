//! `jernih mine`

use std::{fs, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;

use super::{Records, Status, Workers, clean::bar, inner, load, say, summary};
use crate::{
    mine::{FILED, Plan, Progress, STAGES},
    pipeline::Pipeline,
    rule::Tier,
    source::{inputs::expand, is_standard},
    stages,
};

#[derive(Args)]
pub(super) struct Mine {
    /// Files, folders or patterns such as 'news/*.jsonl.gz'; they are read twice
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The folder for the pack, as `--rules` of the other commands takes it
    #[arg(long, short, value_name = "PACK")]
    out: PathBuf,
    /// Read the packs in this folder too; what they take is not mined again
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    workers: Workers,
}

impl Mine {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let rules = load(&self.rules)?;
        let stages: Vec<_> = STAGES.iter().filter_map(|name| stages::find(name)).copied().collect();
        let pipeline = Pipeline::only(&rules, &stages)?;
        let inputs = expand(&self.input)?;
        ensure!(
            !inputs.iter().any(|input| is_standard(&input.path)),
            "mining reads its input twice, and standard input can be read once; name a file"
        );
        let path = self.out.join(FILED);
        ensure!(!path.exists(), "{}: already there; name another place with --out", path.display());
        let (fields, jobs) = (self.records.fields(), self.workers.count());
        let plan = Plan { inputs: &inputs, pipeline: &pipeline, fields: &fields, jobs };
        let bar = bar();
        let watch = |Progress { pass, documents, bytes }| {
            let speed = bytes as f64 / bar.elapsed().as_secs_f64().max(0.001) / 1e6;
            let documents = summary::counted(documents, "document");
            bar.set_message(format!("pass {pass} of 2, {documents}, {speed:.0} MB/s"));
        };
        let mut mined = plan.mine(watch).map_err(inner)?;
        mined.settle(&rules)?;
        bar.finish_and_clear();
        fs::create_dir_all(path.parent().unwrap_or(&self.out))?;
        fs::write(&path, mined.pack()).with_context(|| format!("{}", path.display()))?;
        for held in &mined.held {
            say(held);
        }
        say(&format!("{} documents {} sites {} sure {} likely", mined.documents, mined.sites.len(), mined.rules(Tier::Sure), mined.rules(Tier::Likely)));
        Ok(if mined.held.is_empty() { Status::Done } else { Status::Incomplete })
    }
}
