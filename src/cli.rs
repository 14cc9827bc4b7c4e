//! The command line: what can be said, and which command it goes to.

use std::{
    ffi::OsString,
    io,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{
    Args, Parser, Subcommand,
    builder::{PathBufValueParser, TypedValueParser},
};

use crate::{
    clean::Fault,
    decisions::Decisions,
    document::Language,
    pipeline::Pipeline,
    rule::Rules,
    run::RunError,
    selection,
    source::{Fields, is_url},
};

mod changes;
mod clean;
mod compare;
mod diff;
mod documents;
mod explain;
mod learned;
mod mine;
mod pager;
mod progress;
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

/// Runs the command that the arguments say, of which the first is the program's name; gives the exit
/// code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to tell if this cannot be printed.
            error.print().ok();
            return error.exit_code().try_into().unwrap_or(2);
        }
    };
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
        Ok(Status::Done) => 0,
        Ok(Status::WouldChange) => 1,
        Ok(Status::Incomplete) => 2,
        // As shells say of a command that Ctrl-C ended.
        Ok(Status::Stopped) => 130,
        Err(error) if is_closed_pipe(&error) => 0,
        Err(error) => {
            say(&format!("jernih: {error:#}"));
            2
        }
    }
}

impl Selection {
    /// The rules, with the packs of `--rules`, and the stages compiled from them.
    fn compile(&self) -> anyhow::Result<(Rules, Pipeline)> {
        let chosen = self.chosen()?;
        let (rules, pipeline) = chosen.compile()?;
        chosen.idle_decisions(&rules)?.iter().for_each(|idle| say(idle));
        Ok((rules, pipeline))
    }

    /// The stages compiled from these rules.
    fn pipeline(&self, rules: &Rules) -> anyhow::Result<Pipeline> {
        Ok(self.chosen()?.pipeline(rules)?)
    }

    fn chosen(&self) -> anyhow::Result<selection::Selection> {
        let mut chosen = with_packs(&self.rules)?;
        chosen.stages = self.stages.clone();
        chosen.skip = self.skip.clone();
        chosen.only_languages = self.only_lang.iter().map(Language::to_string).collect();
        chosen.likely = self.likely;
        if let Some(path) = &self.decisions {
            chosen.set_decisions(path)?;
        }
        Ok(chosen)
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
    Ok(with_packs(folders)?.rules()?)
}

fn with_packs(folders: &[PathBuf]) -> anyhow::Result<selection::Selection> {
    let mut chosen = selection::Selection::default();
    folders.iter().try_for_each(|folder| chosen.add_packs(folder))?;
    Ok(chosen)
}

/// Reads decisions.
fn decisions(path: &Path) -> anyhow::Result<Decisions> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{}: no decisions; `jernih review` makes them", path.display()))?;
    Decisions::parse(&text).with_context(|| format!("{}", path.display()))
}

/// A path for what is no document, which no url is.
fn on_this_machine() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| match is_url(&path) {
        true => Err("only documents go to a store; name a place on this machine"),
        false => Ok(path),
    })
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
