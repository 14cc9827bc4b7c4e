//! `jernih clean`

use std::{
    io,
    path::{Path, PathBuf},
    time::{Instant, SystemTime},
};

use anyhow::{anyhow, bail};
use clap::Args;
use sha2::{Digest, Sha256};

use super::{
    Records, Selection, Status, Workers, inner,
    progress::{bar, show},
    say, stop, summary,
};
use crate::{
    budget::{self, Budget},
    clean::{Out, Outcome, Plan, Stop},
    pipeline::Pipeline,
    report::Report,
    rule::{Rules, hex},
    run::RunError,
    run_folder::{Progress, RunFolder},
    source::{
        Compression, Fields, Input, MAX_DOCUMENT, PathError, exists,
        inputs::{expand, named_format},
        is_standard, is_url,
    },
};

mod facts;
mod place;

use facts::{Facts, size};
use place::names_file;

#[derive(Args)]
pub(super) struct Clean {
    /// Files, folders, patterns such as 'news/*.jsonl.gz', urls such as s3://bucket/raw/, or `-` for
    /// standard input
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// Where the clean documents go: a folder, a file if there is one input, a url, or `-`
    #[arg(long, short, required_unless_present = "check")]
    out: Option<PathBuf>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    workers: Workers,
    /// Hold a document that loses more of its letters than this, 0 to 1, or nine tenths of it to one
    /// stage [default: 0.9, and 1 with --likely]
    #[arg(long, value_name = "SHARE")]
    max_removed: Option<f64>,
    /// The longest document that is cleaned, in MiB; longer ones are held
    #[arg(long, value_name = "MIB", default_value_t = MAX_DOCUMENT >> 20, value_parser = max_document)]
    max_document: usize,
    /// Go on with a run into OUT that was cut off
    #[arg(long)]
    resume: bool,
    /// Write nothing; exit with 1 if something would change
    #[arg(long, conflicts_with_all = ["out", "resume"])]
    check: bool,
    /// Print where the time went, by stage
    #[arg(long)]
    profile: bool,
}

/// What a run came to, and its folder, if it has one.
struct Written {
    outcome: Outcome,
    folder: Option<RunFolder>,
    started: (SystemTime, Instant),
}

impl Clean {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let (mut rules, mut pipeline) = self.selection.compile()?;
        if self.profile {
            pipeline.measure();
        }
        let inputs = expand(&self.input)?;
        let fields = self.records.fields();
        let plan = self.plan(&inputs, &fields, &rules, &pipeline);
        let Some(out) = &self.out else { return check(&plan) };
        stop::listen();
        let is_file = self.check_out(out, &inputs)?;
        let mut progress = self.progress(out, &plan)?;
        if progress.demoted.is_empty() {
            match self.write(out, is_file, &plan, &progress) {
                Err(RunError::Finish(Stop::Greedy(greedy))) => progress.demoted = greedy,
                written => return self.end(out, &plan, written, &[]),
            }
        }
        for name in &progress.demoted {
            rules.demote(name);
        }
        let mut pipeline = self.selection.pipeline(&rules)?;
        if self.profile {
            pipeline.measure();
        }
        let plan = self.plan(&inputs, &fields, &rules, &pipeline);
        let written = self.write(out, is_file, &plan, &progress);
        self.end(out, &plan, written, &progress.demoted)
    }

    fn plan<'p>(
        &self,
        inputs: &'p [Input],
        fields: &'p Fields,
        rules: &'p Rules,
        pipeline: &'p Pipeline,
    ) -> Plan<'p> {
        let usual = if self.selection.likely { 1.0 } else { budget::IN_ALL };
        let budget = Budget::new(self.max_removed.unwrap_or(usual));
        let compression = match self.out.as_deref() {
            // Nothing is written.
            None => Some(Compression::None),
            Some(out) => names_file(out).then(|| named_format(out).1),
        };
        Plan {
            inputs,
            compression,
            rules,
            pipeline,
            fields,
            budget,
            on_trial: false,
            max_document: self.max_document << 20,
            jobs: self.workers.count(),
            stopped: &stop::ASKED,
        }
    }

    /// Runs from where `progress` says.
    fn write(
        &self,
        out: &Path,
        is_file: bool,
        plan: &Plan<'_>,
        progress: &Progress,
    ) -> Result<Written, RunError<Stop>> {
        // Standard input cannot be read again, and what was begun had its trial.
        let once = plan.inputs.iter().any(|input| is_standard(&input.path));
        let on_trial = progress.inputs == 0 && progress.demoted.is_empty() && !once;
        let plan = Plan { on_trial, ..*plan };
        let started = (SystemTime::now(), Instant::now());
        let mut folder =
            self.folder(out, progress).map_err(Stop::Path).map_err(RunError::Finish)?;
        let mut files = Out::new(out, is_file, plan.inputs, progress.inputs);
        let bar = bar();
        let watch = |report: &Report| show(&bar, report);
        let done = plan.clean(&mut files, folder.as_mut(), progress.clone(), watch);
        bar.finish_and_clear();
        Ok(Written { outcome: done?, folder, started })
    }

    /// Finishes the run folder, and says what was done.
    fn end(
        &self,
        out: &Path,
        plan: &Plan<'_>,
        written: Result<Written, RunError<Stop>>,
        demoted: &[String],
    ) -> anyhow::Result<Status> {
        let Written { outcome, folder, started } = match written {
            Err(RunError::Finish(Stop::Asked)) => return Ok(stop::said(out)),
            written => written.map_err(|error| with_mend(error, out))?,
        };
        if let Some(folder) = folder {
            folder.finish(&Facts::new(plan, out, &outcome, started))?;
        }
        say(&summary::render(&outcome, plan, "Cleaned"));
        let budgets = summary::budgets(plan, &outcome.report, demoted);
        if !budgets.is_empty() {
            say(&budgets);
        }
        say(&self.where_to_look(out, &outcome)?);
        say_profile(plan);
        Ok(if outcome.report.failed() { Status::Incomplete } else { Status::Done })
    }
}

/// Where the time went, if that was measured.
fn say_profile(plan: &Plan<'_>) {
    if let Some(profile) = plan.pipeline.profile() {
        say(&format!("\n{profile}"));
    }
}

/// What would change, without writing.
fn check(plan: &Plan<'_>) -> anyhow::Result<Status> {
    let bar = bar();
    let outcome = plan.check(|report| show(&bar, report))?;
    bar.finish_and_clear();
    say(&summary::render(&outcome, plan, "Checked"));
    say_profile(plan);
    Ok(match outcome.report {
        report if report.failed() => Status::Incomplete,
        Report { changed: 1.., .. } | Report { decoded: 1.., .. } => Status::WouldChange,
        _ => Status::Done,
    })
}

impl Clean {
    /// Where to start: at the beginning, or where the run into OUT was cut off.
    fn progress(&self, out: &Path, plan: &Plan<'_>) -> anyhow::Result<Progress> {
        let fingerprint = self.fingerprint(plan)?;
        let mut fresh = Progress::default();
        fresh.fingerprint = fingerprint;
        if !self.resume {
            return Ok(fresh);
        }
        let folder = RunFolder::path_for(out);
        match RunFolder::progress(&folder)? {
            Some(progress) if progress.fingerprint == fresh.fingerprint => Ok(progress),
            Some(_) => bail!(
                "{}: was begun with other inputs, rules or options; give the same ones, or remove it and {}",
                folder.display(),
                out.display()
            ),
            None if exists(out)? => {
                bail!("{}: the run is finished; nothing to go on with", out.display())
            }
            None => Ok(fresh),
        }
    }

    fn folder(&self, out: &Path, progress: &Progress) -> Result<Option<RunFolder>, PathError> {
        if is_standard(out) {
            return Ok(None);
        }
        let folder = RunFolder::open(&RunFolder::path_for(out), progress)?;
        folder.checkpoint(&mut progress.clone())?;
        Ok(Some(folder))
    }

    /// A hash of all that decides what a run writes.
    fn fingerprint(&self, plan: &Plan<'_>) -> anyhow::Result<String> {
        let sizes: Vec<(&Path, u64)> =
            plan.inputs.iter().map(|input| (input.path.as_path(), size(input))).collect();
        let Selection { likely, only_lang, .. } = &self.selection;
        let mut options = format!(
            "{:?}",
            (plan.pipeline.stages(), likely, only_lang, plan.fields, plan.max_document, sizes)
        );
        // The name of the folder of a run into a store does not say which.
        if let Some(out) = self.out.as_deref().filter(|out| is_url(out)) {
            options += &format!("{out:?}");
        }
        let decisions = self.selection.decisions.as_deref().map(super::decisions).transpose()?;
        let decisions = decisions.map_or_else(String::new, |decisions| decisions.write());
        let all =
            [env!("CARGO_PKG_VERSION"), &plan.rules.sha256(), &options, &decisions].join("\n");
        Ok(hex(&Sha256::digest(all)))
    }

    fn where_to_look(&self, out: &Path, outcome: &Outcome) -> Result<String, PathError> {
        if is_standard(out) {
            return Ok("Written to standard output; the edits of such a run are not kept.".into());
        }
        let folder = RunFolder::path_for(out);
        // A text that was held, or a table that cannot be read, is no file.
        if !exists(out)? {
            return Ok(format!(
                "Nothing was written to {}; what was held, and why, is in {}: held.jsonl.",
                out.display(),
                folder.display()
            ));
        }
        let proposed = outcome.report.proposed.iter().any(|count| count.edits > 0);
        let out = out.display();
        let mut told = format!(
            "Written to {out}; every edit is in {}.\n`jernih report {out} --out report.html` shows them",
            folder.display()
        );
        if proposed {
            told += &format!(", `jernih review {out}` goes through what was proposed");
        }
        if outcome.report.held > 0 {
            told += "; held.jsonl there has what was held";
        }
        Ok(told + ".")
    }
}

/// Positions are 32 bits wide, and a document may grow while it is cleaned.
fn max_document(mib: &str) -> Result<usize, String> {
    let number = mib.parse().ok().filter(|mib| (1..=2048).contains(mib));
    number.ok_or_else(|| "a number of MiB from 1 to 2048".into())
}

/// A full disk can be mended, and the run go on.
fn with_mend(error: RunError<Stop>, out: &Path) -> anyhow::Error {
    match error {
        RunError::Finish(Stop::Path(path)) if is_full(&path.error) && !is_standard(out) => {
            anyhow!("{path}; make room, then go on with --resume")
        }
        RunError::Finish(Stop::Path(path)) if is_closed(&path.error) => {
            anyhow!("{path}; name a place that may be written with --out")
        }
        RunError::Finish(Stop::Path(path)) => path.into(),
        error => inner(error),
    }
}

fn is_closed(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

/// No room, or no more allowed.
fn is_full(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | FileTooLarge | QuotaExceeded)
}
