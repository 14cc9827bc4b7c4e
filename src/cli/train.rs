//! `jernih train`

use std::{
    fs,
    io::BufRead,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use clap::{Args, Subcommand};

mod lines;

use super::{Status, say, summary};
use crate::{
    casing::Counts,
    document::Language,
    source::{self, inputs},
};

#[derive(Args)]
pub(super) struct Train {
    #[command(subcommand)]
    table: Table,
}

#[derive(Subcommand)]
enum Table {
    /// Count how words are written in mid-sentence, for the stage case
    Case(Case),
    /// Weigh the features of lines by labelled documents, for the stage lines
    Lines(lines::Lines),
}

#[derive(Args)]
struct Case {
    /// Sentences with the capitals that they should have, one a line; what comes before a tab is
    /// left out
    #[arg(required = true)]
    sentences: Vec<PathBuf>,
    /// The language of the sentences
    #[arg(long, value_name = "TAG", value_parser = super::language)]
    lang: Language,
    /// The folder for case.tsv, such as rules/lang/TAG
    #[arg(long, short, value_name = "DIR", value_parser = super::on_this_machine())]
    out: PathBuf,
}

impl Train {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        match self.table {
            Table::Case(case) => case.run(),
            Table::Lines(lines) => lines.run(),
        }
    }
}

impl Case {
    fn run(self) -> anyhow::Result<Status> {
        let mut counts = Counts::default();
        for input in inputs::expand(&self.sentences)? {
            let path = input.path.display();
            let reader = source::open(&input).with_context(|| format!("{path}"))?;
            for line in reader.lines() {
                let line = line.with_context(|| format!("{path}"))?;
                counts.add(line.split_once('\t').map_or(line.as_str(), |(_, sentence)| sentence));
            }
        }
        let lines = counts.table();
        ensure!(!lines.is_empty(), "no word was seen often enough to say how it is written");
        let path = self.out.join("case.tsv");
        self.write(&path, &format!("{}{lines}", self.head(&counts)))?;
        say(&format!(
            "Counted {} with {} in mid-sentence; {} of {} in {}.",
            summary::counted(counts.sentences, "sentence"),
            summary::counted(counts.total, "word"),
            summary::counted(lines.lines().count() as u64, "line"),
            self.lang,
            path.display()
        ));
        Ok(Status::Done)
    }

    /// What the table is counted from. It says no time, so that the same sentences give the same
    /// bytes.
    fn head(&self, counts: &Counts) -> String {
        let name =
            |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let names: Vec<_> = self.sentences.iter().filter_map(name).collect();
        format!(
            "# How words of {} are written in mid-sentence: word, times small, times with a capital.\n\
             # `word <other`: right after the other. `word >other`: right before it.\n\
             # Made by `jernih train case {} --lang {}` from {} sentences.\n",
            self.lang,
            names.join(" "),
            self.lang,
            counts.sentences,
        )
    }

    fn write(&self, path: &Path, table: &str) -> anyhow::Result<()> {
        fs::create_dir_all(&self.out).with_context(|| format!("{}", self.out.display()))?;
        fs::write(path, table).with_context(|| format!("{}", path.display()))
    }
}
