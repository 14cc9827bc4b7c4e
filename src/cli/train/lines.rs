//! `jernih train lines`

use std::{
    collections::BTreeSet,
    fs,
    io::BufRead,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use clap::Args;

use crate::{
    cli::{Status, say, summary},
    line_score::{Example, Figures, Labelled, Table, boost},
    source::{self, inputs},
};

/// The documents of a site are in one fold.
const FOLDS: usize = 4;
const LIMITS: [f64; 5] = [60.0, 65.0, 70.0, 75.0, 80.0];

#[derive(Args)]
pub(super) struct Lines {
    /// Labelled documents in JSONL: `raw` is the text, `line_labels` has a number for each of its
    /// lines (1 content, 0 furniture, 2 either), `url` says the site
    #[arg(required = true)]
    labelled: Vec<PathBuf>,
    /// The table to write, such as rules/lines/score.tsv
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
}

/// The documents of one file.
struct Set {
    name: String,
    documents: Vec<Labelled>,
}

impl Lines {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let mut sets = vec![];
        for path in &self.labelled {
            // One by one: sets of the same name in two folders are two sets.
            for input in inputs::expand(std::slice::from_ref(path))? {
                sets.push(Set::read(&input)?);
            }
        }
        let examples = examples(&sets, |_| true);
        let both = [true, false].map(|kind| examples.iter().any(|e| e.furniture == kind));
        ensure!(
            both == [true, true],
            "it needs lines of content and of furniture beside paragraphs"
        );
        let table = boost(&examples);
        say(&figures(&sets));
        let head = head(&sets, examples.len());
        write(&self.out, &format!("{head}{}", table.text()))?;
        let documents = sets.iter().map(|set| set.documents.len() as u64).sum();
        say(&format!(
            "Weighed {} of {}; written to {}.",
            summary::counted(examples.len() as u64, "line"),
            summary::counted(documents, "document"),
            self.out.display()
        ));
        Ok(Status::Done)
    }
}

impl Set {
    fn read(input: &source::Input) -> anyhow::Result<Set> {
        let path = input.path.display();
        let reader = source::open(input).with_context(|| format!("{path}"))?;
        let mut documents = vec![];
        for (number, record) in (1..).zip(reader.lines()) {
            let record = record.with_context(|| format!("{path}"))?;
            if !record.trim().is_empty() {
                let labelled = Labelled::parse(&record);
                documents.push(labelled.with_context(|| format!("{path}:{number}"))?);
            }
        }
        Ok(Set { name: name(&input.path), documents })
    }
}

/// A file with its folder, which says more than either.
fn name(path: &Path) -> String {
    let parts: Vec<_> = path.components().rev().take(2).map(|part| part.as_os_str()).collect();
    parts.iter().rev().collect::<PathBuf>().to_string_lossy().into_owned()
}

fn examples(sets: &[Set], takes: impl Fn(&Labelled) -> bool) -> Vec<Example> {
    let documents = sets.iter().flat_map(|set| &set.documents).filter(|document| takes(document));
    documents.flat_map(Labelled::examples).collect()
}

/// How the lines of every site are told apart by a table made from the other sites.
fn figures(sets: &[Set]) -> String {
    let sites: BTreeSet<&str> =
        sets.iter().flat_map(|set| &set.documents).filter_map(site).collect();
    let fold = |document: &Labelled| {
        let place = site(document).and_then(|site| sites.iter().position(|other| *other == site));
        place.unwrap_or(0) % FOLDS
    };
    let tables: Vec<Table> =
        (0..FOLDS).map(|out| boost(&examples(sets, |document| fold(document) != out))).collect();
    let mut shown = String::from("On the sites of one quarter, by the others:\n");
    for set in sets {
        shown += &format!(
            "  {}, {}\n",
            set.name,
            summary::counted(set.documents.len() as u64, "document")
        );
        for limit in LIMITS {
            let mut figures = Figures::default();
            for document in &set.documents {
                figures.count(document, &tables[fold(document)], Table::least(limit));
            }
            shown += &format!(
                "    score {:.2}: content lost {:.4}, furniture removed {:.3}; lines: precision {:.3}, recall {:.3}\n",
                limit / 100.0,
                figures.content_lost(),
                figures.furniture_removed(),
                figures.precision(),
                figures.recall(),
            );
        }
    }
    shown
}

fn site(document: &Labelled) -> Option<&str> {
    document.site.as_deref()
}

/// What the table is made from. It says no time, so that the same documents give the same bytes.
fn head(sets: &[Set], lines: usize) -> String {
    let sets: Vec<String> = sets
        .iter()
        .map(|set| {
            format!(
                "#   {}: {}\n",
                set.name,
                summary::counted(set.documents.len() as u64, "document")
            )
        })
        .collect();
    format!(
        "# Points for a line to be furniture, in thousandths of a logit: feature, least value or kind, points.\n\
         # Made by `jernih train lines` from {} of\n{}",
        summary::counted(lines as u64, "line"),
        sets.concat()
    )
}

fn write(path: &Path, table: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    }
    fs::write(path, table).with_context(|| format!("{}", path.display()))
}
