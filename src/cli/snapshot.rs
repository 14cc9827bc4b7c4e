//! `jernih snapshot`

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, BufRead, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail, ensure};
use clap::Args;

use super::{
    Records, Selection, Status, changes, documents::each, pager::Out, say, say_held,
    summary::counted,
};
use crate::{
    clean::Fault,
    snapshot::Snapshot,
    source::{Batches, Input, MAX_DOCUMENT, inputs::expand, is_standard, place},
    worker::Worker,
};

#[derive(Args)]
pub(super) struct Snapshots {
    /// Files, folders or patterns such as 'news/*.jsonl.gz': a sample of a corpus
    #[arg(required = true, value_name = "SAMPLE")]
    input: Vec<PathBuf>,
    /// The folder of the snapshots, one file a document
    #[arg(long, value_name = "DIR", value_parser = super::on_this_machine())]
    to: PathBuf,
    /// Write nothing, show what differs, and exit with 1 if something does
    #[arg(long)]
    check: bool,
    /// Go through what differs, and accept or reject each
    #[arg(long, conflicts_with = "check")]
    review: bool,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    records: Records,
}

/// What snapshots end with.
const ENDING: &str = ".snap";

/// A snapshot that is not what it was.
struct Change {
    path: PathBuf,
    before: Option<String>,
    /// None if the sample does not have the document.
    now: Option<String>,
}

impl Snapshots {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let inputs = expand(&self.input)?;
        ensure!(
            !inputs.iter().any(|input| is_standard(&input.path)),
            "-: a snapshot is called by its document's file, and standard input has no name"
        );
        let (snapshots, faults) = self.render(&inputs)?;
        let documents = snapshots.len() as u64;
        let changes = self.changes(snapshots)?;
        let differs = changes.len() as u64;
        let held = say_held(&faults)?;
        let left = match (self.check, self.review) {
            (true, _) => show(&changes)?,
            (_, true) => review(&changes, &mut io::stdin().lock())?,
            _ => changes.iter().try_for_each(Change::accept).map(|()| 0)?,
        };
        say(&self.told(documents, differs, left));
        Ok(match held {
            Status::Done if left > 0 => Status::WouldChange,
            held => held,
        })
    }

    /// What came of it, and what can be done.
    fn told(&self, documents: u64, differs: u64, left: u64) -> String {
        let (of, to) = (counted(documents, "document"), self.to.display());
        match (differs, left) {
            (0, _) => format!("{of}, all as in {to}"),
            (_, 0) => format!("{of}, {} written to {to}", counted(differs, "change")),
            _ if self.check => format!(
                "{of}, {} from {to}; --review instead of --check goes through them, and without \
                 both they are all written",
                counted(differs, "change")
            ),
            _ => format!("{of}, {} from {to}, {left} not accepted", counted(differs, "change")),
        }
    }

    /// The snapshots by their names.
    fn render(&self, inputs: &[Input]) -> anyhow::Result<(BTreeMap<PathBuf, String>, Vec<Fault>)> {
        let (rules, pipeline) = self.selection.compile()?;
        let fields = self.records.fields();
        let mut worker = Worker::new(&pipeline, &fields);
        let (mut snapshots, mut faults, mut twice) = (BTreeMap::new(), vec![], None);
        let called = |input: &Input, line| place(&input.relative, line).replace('\\', "/");
        for batch in Batches::new(inputs, 0, &fields, MAX_DOCUMENT) {
            faults.extend(each(&batch, inputs, &mut worker, called, |input, line, cleaned| {
                let (original, ledger) = (cleaned.original, cleaned.ledger);
                let (id, clean) = (&*cleaned.document.id, &*cleaned.document.text);
                let text = Snapshot { rules: &rules, id, original, clean, ledger }.render();
                let path = self.to.join(name(input, line));
                if snapshots.insert(path.clone(), text).is_some() {
                    twice = Some(path);
                }
            }));
        }
        if let Some(path) = twice {
            bail!(
                "{}: two documents have this name; give the sample as one folder",
                path.display()
            );
        }
        Ok((snapshots, faults))
    }

    /// What differs from the folder.
    fn changes(&self, snapshots: BTreeMap<PathBuf, String>) -> anyhow::Result<Vec<Change>> {
        let mut paths: BTreeSet<PathBuf> = snapshots.keys().cloned().collect();
        if self.to.is_dir() {
            for entry in walkdir::WalkDir::new(&self.to) {
                let path = entry.with_context(|| format!("{}", self.to.display()))?.into_path();
                if path.is_file() && path.to_string_lossy().ends_with(ENDING) {
                    paths.insert(path);
                }
            }
        } else {
            ensure!(
                !self.check,
                "{}: no such folder; without --check the snapshots are written",
                self.to.display()
            );
        }
        let mut changes = vec![];
        for path in paths {
            let before = match fs::read_to_string(&path) {
                Ok(text) => Some(text),
                Err(error) if error.kind() == io::ErrorKind::NotFound => None,
                Err(error) => return Err(error).with_context(|| format!("{}", path.display())),
            };
            let now = snapshots.get(&path).cloned();
            if before != now {
                changes.push(Change { path, before, now });
            }
        }
        Ok(changes)
    }
}

/// Prints the changes, through a pager where a person reads; gives how many there are.
fn show(changes: &[Change]) -> io::Result<u64> {
    if changes.is_empty() {
        return Ok(0);
    }
    let mut out = Out::open();
    for change in changes {
        out.write_all(change.render().as_bytes())?;
    }
    Ok(changes.len() as u64)
}

/// Asks about each change; gives how many were not accepted.
fn review(changes: &[Change], answers: &mut impl BufRead) -> anyhow::Result<u64> {
    let mut left = 0;
    for (at, change) in changes.iter().enumerate() {
        anstream::stdout().write_all(change.render().as_bytes())?;
        loop {
            say(&format!(
                "{} of {}: accept (a), reject (r), accept all from here (A), or quit (q)?",
                at + 1,
                changes.len()
            ));
            let mut answer = String::new();
            let ended = answers.read_line(&mut answer)? == 0;
            match answer.trim() {
                "a" => change.accept()?,
                "A" => {
                    changes[at..].iter().try_for_each(Change::accept)?;
                    return Ok(left);
                }
                "r" => left += 1,
                "q" => return Ok(left + (changes.len() - at) as u64),
                _ if ended => return Ok(left + (changes.len() - at) as u64),
                _ => continue,
            }
            break;
        }
    }
    Ok(left)
}

impl Change {
    fn render(&self) -> String {
        let shown = match (&self.before, &self.now) {
            (None, _) => format!("{} (new)", self.path.display()),
            (_, None) => format!("{} (the sample has no such document)", self.path.display()),
            _ => self.path.display().to_string(),
        };
        let [before, now] =
            [&self.before, &self.now].map(|text| text.as_deref().unwrap_or_default());
        changes::render(&shown, before, now)
    }

    /// Makes the folder say what is so now.
    fn accept(&self) -> anyhow::Result<()> {
        let written = match &self.now {
            None => fs::remove_file(&self.path),
            Some(text) => fs::create_dir_all(self.path.parent().unwrap_or(Path::new(".")))
                .and_then(|()| fs::write(&self.path, text)),
        };
        written.with_context(|| format!("{}", self.path.display()))
    }
}

/// `kota/taman.txt.snap`, `news.jsonl.00017.snap`
fn name(input: &Input, line: u64) -> PathBuf {
    let mut name = input.relative.clone().into_os_string();
    if line > 0 {
        name.push(format!(".{line:05}"));
    }
    name.push(ENDING);
    name.into()
}
