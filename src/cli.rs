//! The command line: what can be said, and which command it goes to.

use std::{
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, Parser, Subcommand};

use crate::{
    clean::Fault,
    decisions::{Decisions, Rulings},
    document::Language,
    learn,
    pipeline::Pipeline,
    rule::{Rules, Tier},
    run::RunError,
    source::Fields,
    stage::StageDef,
    stages::STAGES,
};

mod changes;
mod clean;
mod compare;
mod diff;
mod explain;
mod learned;
mod mine;
mod nearest;
mod pager;
mod report;
#[cfg(feature = "review")]
mod review;
mod rules;
mod snapshot;
mod stages;
mod stop;
mod summary;
mod train;
mod undo;
mod view;

/// Cleans scraped text, and shows, for every byte that it changed, which rule changed it and why.
#[derive(Parser)]
#[command(name = "jernih", version, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Print without colours, as with NO_COLOR in the environment
    #[arg(long, global = true)]
    no_color: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Clean documents into OUT, and record every edit in the folder OUT.run
    Clean(clean::Clean),
    /// Show what `clean` would change; nothing is written
    Diff(diff::Diff),
    /// Explain a rule, or show documents with every edit beside its place
    Explain(explain::Explain),
    /// Show what a run did, as one page for a browser
    Report(report::Report),
    /// Show what differs between two runs, or between two sets of packs
    Compare(compare::Compare),
    /// Accept or reject what a run proposed, or what it applied
    #[cfg(feature = "review")]
    Review(review::Review),
    /// Keep what cleaning does to a sample, one readable file a document, and see when that changes
    Snapshot(snapshot::Snapshots),
    /// Give back what OUT was before it was cleaned, byte for byte
    Undo(undo::Undo),
    /// Find lines that a site repeats, as a pack with its evidence
    Mine(mine::Mine),
    /// List, lint and test the rules
    Rules(rules::RulesCommand),
    /// List the stages in their order
    Stages,
    /// Make a table that a stage reads, from text that you trust
    Train(train::Train),
}

/// What a command came to.
enum Status {
    /// Done.
    Done,
    /// `--check` found something to change.
    WouldChange,
    /// Something failed, and was reported; everything else was done.
    Incomplete,
    /// It was stopped before the end.
    Stopped,
}

/// Which rules and stages to use.
#[derive(Args)]
struct Selection {
    /// Use only these stages, or `none`: then files are only decoded
    #[arg(long, value_name = "STAGE,…", value_delimiter = ',')]
    stages: Option<Vec<String>>,
    /// Leave these stages out
    #[arg(long, value_name = "STAGE,…", value_delimiter = ',')]
    skip: Vec<String>,
    /// Use the packs of these languages only; those of no language are always used
    #[arg(long, value_name = "TAG,…", value_delimiter = ',', value_parser = language)]
    only_lang: Vec<Language>,
    /// Apply the rules of tier likely too, which are otherwise only proposed
    #[arg(long)]
    likely: bool,
    /// Read the packs in this folder too; may be given several times, later ones win
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Make the proposed edits that this file accepts, and leave out the edits that it rejects
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
}

/// How to read records.
#[derive(Args)]
struct Records {
    /// The field of a record, or the column of a table, that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// The field that names the document
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// The field that holds the language tag
    #[arg(long, value_name = "NAME", default_value = "lang")]
    lang_field: String,
    /// The field that names the site, or holds an address on it; by default `url`, or else `source`
    #[arg(long, value_name = "NAME")]
    site_field: Option<String>,
}

/// How many workers.
#[derive(Args)]
struct Workers {
    /// Workers; by default one for each processor
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
}

/// Runs the command that the arguments say.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if cli.no_color {
        anstream::ColorChoice::Never.write_global();
    }
    let status = match cli.command {
        Command::Clean(clean) => clean.run(),
        Command::Diff(diff) => diff.run(),
        Command::Explain(explain) => explain.run(),
        Command::Report(report) => report.run(),
        Command::Compare(compare) => compare.run(),
        #[cfg(feature = "review")]
        Command::Review(review) => review.run(),
        Command::Snapshot(snapshot) => snapshot.run(),
        Command::Undo(undo) => undo.run(),
        Command::Mine(mine) => mine.run(),
        Command::Rules(rules) => rules.run(),
        Command::Stages => stages::run(),
        Command::Train(train) => train.run(),
    };
    match status {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::WouldChange) => ExitCode::from(1),
        Ok(Status::Incomplete) => ExitCode::from(2),
        // As shells say of a command that Ctrl-C ended.
        Ok(Status::Stopped) => ExitCode::from(130),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("jernih: {error:#}"));
            ExitCode::from(2)
        }
    }
}

impl Selection {
    /// The rules, with the packs of `--rules`, and the stages compiled from them.
    fn compile(&self) -> anyhow::Result<(Rules, Pipeline)> {
        let mut rules = load(&self.rules)?;
        if !self.only_lang.is_empty() {
            rules.only_languages(&self.only_lang);
        }
        if self.likely {
            rules.apply(Tier::Likely);
        }
        let pipeline = self.pipeline(&rules)?;
        if let Some(path) = &self.decisions {
            for name in Rulings::unknown(&rules, &decisions(path)?) {
                say(&format!("{}: no rule `{name}`; what it decides is not used", path.display()));
            }
        }
        Ok((rules, pipeline))
    }

    /// The stages compiled from these rules.
    fn pipeline(&self, rules: &Rules) -> anyhow::Result<Pipeline> {
        let mut pipeline = Pipeline::only(rules, &self.wanted()?)?;
        if let Some(path) = &self.decisions {
            pipeline.follow(rules, &decisions(path)?);
        }
        Ok(pipeline)
    }

    fn wanted(&self) -> anyhow::Result<Vec<StageDef>> {
        let named = self.stages.clone().unwrap_or_default();
        let only_none = named.len() == 1 && named[0] == "none";
        for name in named.iter().filter(|_| !only_none).chain(&self.skip) {
            if crate::stages::find(name).is_none() {
                let nearest = nearest::hint(name, STAGES.iter().map(|stage| stage.name));
                anyhow::bail!("no stage `{name}`.{nearest} `jernih stages` lists them all.");
            }
        }
        let wanted = |stage: &&StageDef| {
            let chosen = self.stages.is_none() || named.iter().any(|name| name == stage.name);
            chosen && !self.skip.iter().any(|name| name == stage.name)
        };
        Ok(STAGES.iter().filter(wanted).copied().collect())
    }
}

impl Records {
    fn fields(&self) -> Fields {
        Fields {
            text: self.text_field.clone(),
            id: self.id_field.clone(),
            language: self.lang_field.clone(),
            site: self.site_field.clone(),
        }
    }
}

impl Workers {
    fn count(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.map_or_else(processors, usize::from)
    }
}

/// The embedded packs, then those of each folder in the order of their paths.
fn load(folders: &[PathBuf]) -> anyhow::Result<Rules> {
    let mut rules = Rules::builtin()?;
    for folder in folders {
        anyhow::ensure!(folder.is_dir(), "{}: no such folder of packs", folder.display());
        let mut found = false;
        for path in packs(folder)? {
            found |= add_file(&mut rules, folder, &path)?;
        }
        anyhow::ensure!(found, "{}: no pack in this folder; packs end in .toml", folder.display());
    }
    Ok(rules)
}

/// The files of a folder of packs, in the order in which they are read.
fn packs(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> =
        walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().collect();
    let entries = entries.with_context(|| format!("{}", folder.display()))?;
    let files = entries.into_iter().filter(|entry| entry.file_type().is_file());
    let mut files: Vec<PathBuf> = files.map(walkdir::DirEntry::into_path).collect();
    // What was learned changes the rules of the other packs.
    files.sort_by_key(|path| path.ends_with(learn::FILED));
    Ok(files)
}

/// Reads decisions.
fn decisions(path: &Path) -> anyhow::Result<Decisions> {
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    Decisions::parse(&text).with_context(|| format!("{}", path.display()))
}

/// Adds a pack or a table; false for a file that is neither.
fn add_file(rules: &mut Rules, folder: &Path, path: &Path) -> anyhow::Result<bool> {
    let is_table = path.file_name().is_some_and(|name| name == "case.tsv" || name == "score.tsv");
    if !is_table && path.extension().is_none_or(|e| e != "toml") {
        return Ok(false);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("{}", path.display()))?;
    let relative = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
    let root = folder.to_string_lossy();
    if is_table {
        rules.add_table(&root, &relative, &text)?;
    } else {
        rules.add(&root, &relative, &text)?;
    }
    Ok(true)
}

fn language(tag: &str) -> Result<Language, String> {
    Language::parse(tag)
        .ok_or_else(|| "a language tag has two to eight letters, such as `id`".into())
}

/// Says what could not be read or cleaned.
fn say_held(faults: &[Fault]) -> anyhow::Result<Status> {
    if faults.is_empty() {
        return Ok(Status::Done);
    }
    say(summary::faults(faults, faults.len() as u64).trim());
    Ok(Status::Incomplete)
}

/// Prints a line to standard error, which is for people.
fn say(line: &str) {
    anstream::eprintln!("{line}");
}

/// The error that ended a run, without the run.
fn inner<E: std::error::Error + Send + Sync + 'static>(error: RunError<E>) -> anyhow::Error {
    match error {
        RunError::Finish(error) => error.into(),
        RunError::Threads(error) => error.into(),
    }
}

/// True if the reader of standard output has gone, as `head` does when it has enough.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>();
        let path = cause.downcast_ref::<crate::source::PathError>().map(|path| &path.error);
        io.or(path).is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
