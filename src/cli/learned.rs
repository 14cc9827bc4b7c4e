//! `jernih rules learn`

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};

use super::{Status, changes, decisions, load, rules, say, summary::counted};
use crate::{
    decisions::Decisions,
    learn::{FILED, Learned, learn},
    rule::{Rules, lint},
    selection::PackFile,
};

/// Writes what `files` decide into the last of the folders, shows what is new there, and checks it.
pub(super) fn run(files: &[PathBuf], folders: &[PathBuf]) -> anyhow::Result<Status> {
    let Some((folder, others)) = folders.split_last() else {
        bail!("name the folder of packs to write to with --rules; it is made if it is not there");
    };
    let path = folder.join(FILED);
    let before = fs::read_to_string(&path).unwrap_or_default();
    let learned = learn(&all(files)?, &known(others, folder)?);
    changes::print(&path.display().to_string(), &before, &learned.pack)?;
    write(&path, &learned.pack)?;
    say(&told(&learned));
    let rules = match load(folders) {
        Ok(rules) => rules,
        Err(error) => return Err(error.context("the pack was written and cannot be read")),
    };
    let status = check(&rules, &path)?;
    if matches!(status, Status::Done) {
        say(&format!("Use it: jernih clean INPUT --out OUT --rules {}", folder.display()));
    }
    Ok(status)
}

/// The decisions of all files.
fn all(files: &[PathBuf]) -> anyhow::Result<Decisions> {
    let mut all = Decisions::default();
    for file in files {
        for (rule, scope, ruling) in decisions(file)?.iter() {
            let earlier = all.set(rule, scope.clone(), Some(ruling.clone()));
            if earlier.is_some_and(|earlier| earlier.verdict != ruling.verdict) {
                bail!("{}: says the opposite of another file about {scope}", file.display());
            }
        }
    }
    Ok(all)
}

/// The rules of all packs but the one that will be written.
fn known(others: &[PathBuf], folder: &Path) -> anyhow::Result<Rules> {
    let mut rules = load(others)?;
    if folder.is_dir() {
        let packs = PackFile::all(folder)?;
        let others = packs.iter().filter(|pack| !Path::new(&pack.path).ends_with(FILED));
        others.into_iter().try_for_each(|pack| pack.add(&mut rules))?;
    }
    Ok(rules)
}

fn write(path: &Path, pack: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("{}", folder.display()))?;
    fs::write(path, pack).with_context(|| format!("{}", path.display()))
}

fn told(learned: &Learned) -> String {
    let mut told = format!(
        "Learned: {} kept, {} found by rules.",
        counted(learned.kept as u64, "line"),
        counted(learned.lines as u64, "line")
    );
    let rest = [
        (learned.of_sites, "about a rule on a whole site; `clean --decisions` follows them"),
        (
            learned.within_lines,
            "to accept a change within a line; `clean --decisions` follows them",
        ),
        (
            learned.unknown,
            "about rules that there are not; remove them, or name their packs with --rules",
        ),
    ];
    for (count, what) in rest.iter().filter(|(count, _)| *count > 0) {
        told += &format!("\nNot in the pack: {} {what}.", counted(*count as u64, "decision"));
    }
    told
}

/// Lints the pack, and tries the examples of the rules that it has or changes.
fn check(rules: &Rules, path: &Path) -> anyhow::Result<Status> {
    let shown = path.display().to_string();
    let faults: Vec<String> =
        lint(rules).into_iter().filter(|fault| fault.starts_with(&shown)).collect();
    faults.iter().for_each(|fault| say(fault));
    let status = rules::test(rules, |filed| !filed.kept.is_empty() || filed.path == shown)?;
    if matches!(status, Status::Incomplete) {
        say(
            "Where a line that is kept is an example of the rule itself, switch the rule off instead: \
             `tier = \"off\"` in a [[change]] of your own.",
        );
    }
    Ok(if faults.is_empty() { status } else { Status::Incomplete })
}
