//! `jernih compare`

use std::{fmt::Write as _, fs, io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::{Records, Status, Workers, inner, load, progress::bar, say, summary};
use crate::{
    budget::{self, Budget},
    comparison::{Comparison, Packs, Plan, Told},
    html::{Kind, page},
    past::PastRun,
    pipeline::Pipeline,
    source::inputs::expand,
};

#[derive(Args)]
pub(super) struct Compare {
    /// Two runs over the same input: what they wrote, or their run folders. With --rules-a or
    /// --rules-b, documents to clean with both sets of packs
    #[arg(required = true, value_name = "A B | INPUT")]
    input: Vec<PathBuf>,
    /// Packs of A, beside the built-in ones; may be given several times
    #[arg(long, value_name = "DIR")]
    rules_a: Vec<PathBuf>,
    /// Packs of B, beside the built-in ones; may be given several times
    #[arg(long, value_name = "DIR")]
    rules_b: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write a page for a browser
    #[arg(long, value_name = "FILE", value_parser = super::on_this_machine())]
    html: Option<PathBuf>,
    /// Exit with 1 if something differs
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    records: Records,
    #[command(flatten)]
    workers: Workers,
}

/// Rows of a list, and examples of a rule, that are printed.
const ROWS: usize = 12;
const EXAMPLES: usize = 2;
/// Rules whose examples are printed.
const RULES: usize = 10;

impl Compare {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let by_packs = !self.rules_a.is_empty() || !self.rules_b.is_empty();
        let (comparison, a, b) = if by_packs { self.packs()? } else { self.runs()? };
        let told = comparison.told(&a, &b);
        if self.json {
            let mut out = anstream::stdout().lock();
            serde_json::to_writer_pretty(&mut out, &told).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            anstream::stdout().write_all(render(&told).as_bytes())?;
        }
        if let Some(path) = &self.html {
            let page = page(Kind::Comparison, &comparison.page(&a, &b));
            fs::write(path, page).with_context(|| format!("{}", path.display()))?;
            say(&format!("Written to {}; open it in a browser.", path.display()));
        }
        let differs = self.check && !comparison.is_empty();
        Ok(if differs { Status::WouldChange } else { Status::Done })
    }

    fn runs(&self) -> anyhow::Result<(Comparison, String, String)> {
        let [a, b] = self.input.as_slice() else {
            bail!(
                "compare needs two runs, and {} given; or documents with --rules-a and --rules-b",
                summary::counted(self.input.len() as u64, "path")
            );
        };
        let bar = bar();
        let comparison =
            Comparison::of_runs(&PastRun::open(a)?, &PastRun::open(b)?, |documents| {
                bar.set_message(summary::counted(documents, "document"));
            })?;
        bar.finish_and_clear();
        Ok((comparison, a.display().to_string(), b.display().to_string()))
    }

    fn packs(&self) -> anyhow::Result<(Comparison, String, String)> {
        let (rules_a, rules_b) = (load(&self.rules_a)?, load(&self.rules_b)?);
        let (pipeline_a, pipeline_b) = (Pipeline::new(&rules_a)?, Pipeline::new(&rules_b)?);
        let (inputs, fields) = (expand(&self.input)?, self.records.fields());
        let plan = Plan {
            inputs: &inputs,
            fields: &fields,
            a: Packs { rules: &rules_a, pipeline: &pipeline_a },
            b: Packs { rules: &rules_b, pipeline: &pipeline_b },
            budget: Budget::new(budget::IN_ALL),
            jobs: self.workers.count(),
        };
        let bar = bar();
        let comparison = plan
            .compare(|documents| bar.set_message(summary::counted(documents, "document")))
            .map_err(inner)?;
        bar.finish_and_clear();
        Ok((comparison, named(&self.rules_a), named(&self.rules_b)))
    }
}

fn named(folders: &[PathBuf]) -> String {
    let names: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    if names.is_empty() { "the built-in packs".into() } else { names.join(", ") }
}

/// For people.
fn render(told: &Told<'_>) -> String {
    let mut out = format!("A: {}\nB: {}\n", told.a, told.b);
    let documents = summary::counted(told.documents, "document");
    let mut line = |text: String| out += &format!("{text}\n");
    let differ = if told.differing == 1 { "differs" } else { "differ" };
    line(format!("{documents} compared, {} {differ}", summary::grouped(told.differing)));
    if told.held_only_a + told.held_only_b > 0 {
        line(format!("held only in A: {}, only in B: {}", told.held_only_a, told.held_only_b));
    }
    if told.differing == 0 {
        return out;
    }
    let kept = summary::grouped(told.characters_kept.unsigned_abs());
    let more = if told.characters_kept < 0 { "fewer" } else { "more" };
    line(format!("B keeps {kept} characters {more} than A"));
    for (title, rows) in
        [("rule", &told.rules), ("site", &told.sites), ("language", &told.languages)]
    {
        write!(out, "\n{:>9} {:>9} {:>10}  {title}\n", "only in A", "only in B", "characters")
            .expect("a string");
        for row in rows.iter().take(ROWS) {
            let name = if row.name.is_empty() { "(none)" } else { row.name };
            writeln!(
                out,
                "{:>9} {:>9} {:>+10}  {name}",
                row.only_a, row.only_b, row.characters_kept
            )
            .expect("a string");
        }
        if rows.len() > ROWS {
            writeln!(out, "{:>30}  … and {} more", "", rows.len() - ROWS).expect("a string");
        }
    }
    out + &examples(told)
}

fn examples(told: &Told<'_>) -> String {
    let mut out = String::new();
    for row in told.rules.iter().take(RULES) {
        for (side, only_in) in [("A", "a"), ("B", "b")] {
            let shown = row.examples.iter().filter(|shape| shape.only_in == only_in);
            for (at, shape) in shown.take(EXAMPLES).enumerate() {
                if at == 0 {
                    write!(out, "\n{}, only in {side}\n", row.name).expect("a string");
                }
                let crate::tally::Example { id, left, before, after, right, .. } = shape.example;
                let mut text = left.clone();
                if !before.is_empty() {
                    text += &format!("[-{before}-]");
                }
                if !after.is_empty() {
                    text += &format!("{{+{after}+}}");
                }
                text = (text + right).replace('\n', "⏎");
                writeln!(out, "  {id}: {text}").expect("a string");
            }
        }
    }
    out
}
