//! `jernih mine`

use std::{fmt::Write, fs, path::PathBuf};

use anyhow::{Context, ensure};
use clap::Args;
use indicatif::ProgressBar;

use super::{Records, Status, Workers, inner, load, progress::bar, say, summary};
use crate::{
    mine::{FILED, Mined, Plan, Progress, STAGES},
    pipeline::Pipeline,
    rule::{Place, Tier},
    source::{Input, inputs::expand, is_standard},
    stages,
};

#[derive(Args)]
pub(super) struct Mine {
    /// Files, folders or patterns such as 'news/*.jsonl.gz'; they are read twice
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The folder for the pack, as `--rules` of the other commands takes it
    #[arg(long, short, value_name = "PACK", value_parser = super::on_this_machine())]
    out: PathBuf,
    /// Read the packs in this folder too; what they take is not mined again
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    workers: Workers,
}

/// Rules of a tier that are named one by one.
const NAMED: usize = 10;

impl Mine {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let rules = load(&self.rules)?;
        let stages: Vec<_> = STAGES.iter().filter_map(|name| stages::find(name)).copied().collect();
        let pipeline = Pipeline::only(&rules, &stages)?;
        let inputs = expand(&self.input)?;
        let path = self.place(&inputs)?;
        let (fields, jobs) = (self.records.fields(), self.workers.count());
        let plan = Plan { inputs: &inputs, pipeline: &pipeline, fields: &fields, jobs };
        let bar = bar();
        let mut mined = plan.mine(|progress| show(&bar, progress)).map_err(inner)?;
        mined.settle(&rules)?;
        bar.finish_and_clear();
        let folder = path.parent().unwrap_or(&self.out);
        fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
        fs::write(&path, mined.pack()).with_context(|| format!("{}", path.display()))?;
        say(&render(&mined));
        let out = self.out.display();
        say(&format!(
            "Written to {}; `jernih diff INPUT --rules {out}` shows what it takes.",
            path.display()
        ));
        Ok(if mined.held.is_empty() { Status::Done } else { Status::Incomplete })
    }

    /// Where the pack goes, if that can be right.
    fn place(&self, inputs: &[Input]) -> anyhow::Result<PathBuf> {
        ensure!(
            !inputs.iter().any(|input| is_standard(&input.path)),
            "-: mining reads its input twice, and standard input can be read once; name a file"
        );
        let path = self.out.join(FILED);
        ensure!(
            !path.exists(),
            "{}: already there; name another place with --out, or remove it",
            path.display()
        );
        Ok(path)
    }
}

fn show(bar: &ProgressBar, Progress { pass, documents, bytes }: Progress) {
    let (documents, megabytes) = (summary::counted(documents, "document"), bytes / 1_000_000);
    bar.set_message(format!("pass {pass} of 2, {documents}, {megabytes} MB"));
}

/// What was found, in a few lines for people.
fn render(mined: &Mined) -> String {
    let (documents, sites) = (mined.documents(), mined.sites.len() as u64);
    let mut out = format!(
        "Mined {} of {}",
        summary::counted(documents, "document"),
        summary::counted(sites, "site")
    );
    if !mined.held.is_empty() {
        write!(out, ", {} held", mined.held.len()).expect("a string");
    }
    out.push('\n');
    for tier in [Tier::Sure, Tier::Likely] {
        out += &section(mined, tier);
    }
    if !mined.held.is_empty() {
        out += "\nheld:\n";
        mined.held.iter().take(NAMED).for_each(|held| out += &format!("  {held}\n"));
    }
    out
}

/// The rules of a tier, the commonest first.
fn section(mined: &Mined, tier: Tier) -> String {
    let found: Vec<_> = mined.found().filter(|found| found.tier == tier).collect();
    let mut out = format!("\n{tier}: {}\n", summary::counted(found.len() as u64, "rule"));
    for found in found.iter().take(NAMED) {
        let clusters = found.clusters;
        let seen =
            format!("{}, {clusters} distinct", summary::counted(found.documents, "document"));
        let key: String = found.key.chars().take(60).collect();
        writeln!(out, "  {seen:<34} {:<9} {key}", place(found.place)).expect("a string");
    }
    if found.len() > NAMED {
        writeln!(out, "  … and {} more", found.len() - NAMED).expect("a string");
    }
    out
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Head => "above",
        Place::Tail => "below",
        Place::Edge => "either",
        Place::Anywhere => "anywhere",
    }
}
