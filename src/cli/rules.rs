//! `jernih rules list`, `lint`, `test` and, with its own file, `learn`

use std::{io::Write, path::PathBuf};

use clap::{Args, Subcommand};

use super::{Status, learned, load, say, summary};
use crate::{
    document::Language,
    examples::{self, Trials},
    rule::{Filed, Rules, lint},
};

#[derive(Args)]
pub(super) struct RulesCommand {
    #[command(subcommand)]
    action: Action,
    /// Read the packs in this folder too; may be given several times, later ones win. `learn` writes
    /// to the last
    #[arg(long, value_name = "DIR", global = true)]
    rules: Vec<PathBuf>,
}

#[derive(Subcommand)]
enum Action {
    /// Print every rule with its tier, what it finds, and the file that it comes from
    List {
        /// Only the rules of this stage
        #[arg(long)]
        stage: Option<String>,
        /// Only the rules of this language
        #[arg(long, value_name = "TAG", value_parser = super::language)]
        lang: Option<Language>,
    },
    /// Say what the packs lack: sentences, examples, literals that can be found
    Lint,
    /// Try the examples of every rule
    Test {
        /// Only rules whose name has this in it
        name: Option<String>,
    },
    /// Write a pack of decisions: what was rejected is kept, lines that were accepted become rules
    Learn {
        /// Decisions of `jernih review`
        #[arg(required = true, value_name = "DECISIONS")]
        decisions: Vec<PathBuf>,
    },
}

impl RulesCommand {
    pub(super) fn run(self) -> anyhow::Result<Status> {
        let rules = || load(&self.rules);
        match self.action {
            Action::List { stage, lang } => list(&rules()?, stage.as_deref(), lang),
            Action::Lint => Ok(lint_all(&rules()?)),
            Action::Test { name } => {
                let name = name.unwrap_or_default();
                test(&rules()?, |filed| filed.name.contains(&name))
            }
            Action::Learn { decisions } => learned::run(&decisions, &self.rules),
        }
    }
}

fn list(rules: &Rules, stage: Option<&str>, language: Option<Language>) -> anyhow::Result<Status> {
    let mut out = anstream::stdout().lock();
    let wanted = rules.iter().map(|(_, filed)| filed).filter(|filed| {
        stage.is_none_or(|stage| filed.stage == stage)
            && (language.is_none() || filed.language == language)
    });
    for filed in wanted {
        let from =
            filed.tier_from.as_ref().map_or_else(String::new, |path| format!(", tier from {path}"));
        let (tier, what) = (filed.rule.tier.to_string(), &filed.rule.what);
        writeln!(out, "{:<44} {tier:<6} {what} ({}{from})", filed.name, filed.path)?;
    }
    Ok(Status::Done)
}

fn lint_all(rules: &Rules) -> Status {
    let wrong = lint(rules);
    for sentence in &wrong {
        say(sentence);
    }
    let rules = summary::counted(rules.iter().count() as u64, "rule");
    say(&format!("{rules}, {}", summary::counted(wrong.len() as u64, "fault")));
    if wrong.is_empty() { Status::Done } else { Status::Incomplete }
}

pub(super) fn test(rules: &Rules, name: impl Fn(&Filed) -> bool) -> anyhow::Result<Status> {
    let trials = Trials::new(rules)?;
    let (mut tried, mut failed) = (0, 0);
    for example in examples::all(rules).iter().filter(|example| name(example.filed)) {
        tried += 1;
        if let Err(fault) = trials.run(example) {
            failed += 1;
            say(&format!("{}: {}\n{fault}\n", example.filed.path, example.name()));
        }
    }
    say(&format!("{} tried, {failed} failed", summary::counted(tried, "example")));
    Ok(if failed == 0 { Status::Done } else { Status::Incomplete })
}
