//! Who may name whom, how long a file may be, and which words are not used.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{collections::BTreeMap, fs, path::Path, path::PathBuf};

/// Each module of the crate, and the others that it may name. A stage does not know another stage,
/// a source, a sink or the command line.
const MAY_NAME: &[(&str, &[&str])] = &[
    ("character", &[]),
    ("text", &[]),
    ("document", &[]),
    ("words", &["character", "text"]),
    ("casing", &["text", "words"]),
    ("line_score", &["text"]),
    ("rule", &["casing", "document", "edit", "line_score", "text"]),
    ("edit", &["line_score", "rule", "text"]),
    ("ledger", &["edit", "rule", "text"]),
    ("decisions", &["edit", "rule", "text"]),
    ("language", &["character", "document", "rule"]),
    ("stage", &["document", "edit", "rule", "text"]),
    (
        "stages",
        &[
            "casing",
            "character",
            "document",
            "edit",
            "language",
            "line_score",
            "rule",
            "stage",
            "text",
            "words",
        ],
    ),
    ("profile", &[]),
    (
        "pipeline",
        &["decisions", "document", "edit", "ledger", "profile", "rule", "stage", "stages", "text"],
    ),
    ("examples", &["document", "ledger", "pipeline", "rule", "stages"]),
    ("page", &["ledger", "rule", "text"]),
    ("snapshot", &["ledger", "page", "rule", "text"]),
    ("report", &["ledger", "rule"]),
    ("budget", &["ledger", "report", "rule"]),
    ("source", &["document"]),
    ("sink", &["source"]),
    ("run", &[]),
    ("run_folder", &["decisions", "ledger", "report", "rule", "source"]),
    ("worker", &["document", "ledger", "pipeline", "profile", "source"]),
    (
        "clean",
        &[
            "budget",
            "decisions",
            "edit",
            "ledger",
            "line_score",
            "pipeline",
            "profile",
            "report",
            "rule",
            "run",
            "run_folder",
            "sink",
            "source",
            "worker",
        ],
    ),
    ("learn", &["decisions", "rule"]),
    ("nearest", &[]),
    (
        "selection",
        &["decisions", "document", "learn", "nearest", "pipeline", "rule", "stage", "stages"],
    ),
    ("cleaner", &["budget", "document", "pipeline", "rule", "run", "source", "worker"]),
    ("mine", &["document", "examples", "pipeline", "rule", "run", "source", "text", "worker"]),
    ("undo", &["document", "ledger", "rule", "run_folder", "sink", "source"]),
    ("past", &["document", "ledger", "rule", "run_folder", "source", "text"]),
    ("tally", &[]),
    ("picture", &["decisions", "ledger", "past", "rule", "run_folder", "tally"]),
    (
        "comparison",
        &["budget", "ledger", "past", "pipeline", "rule", "run", "source", "tally", "worker"],
    ),
    ("review", &["decisions", "ledger", "page", "past", "run_folder", "text"]),
    ("html", &[]),
    ("lib", &[]),
    ("main", &[]),
];

/// One noun a file.
const MAX_LINES: usize = 450;

/// What DESIGN.md has other words for, or what says nothing.
const NOT_USED: &[&str] =
    &["manager", "handler", "helper", "util", "utils", "transformer", "payload"];

#[test]
fn modules_name_only_what_is_below_them() {
    let may: BTreeMap<_, _> = MAY_NAME.iter().copied().collect();
    for file in sources() {
        let module = module_of(&file);
        if module == "cli" {
            continue;
        }
        let allowed =
            may.get(module.as_str()).unwrap_or_else(|| panic!("{module}: say what it may name"));
        for named in named(&fs::read_to_string(&file).unwrap()) {
            assert!(
                named == module || allowed.contains(&named.as_str()),
                "{}: `{module}` may not name `{named}`",
                file.display()
            );
        }
    }
}

#[test]
fn a_stage_does_not_know_another() {
    let stages: Vec<&str> = jernih::stages::STAGES.iter().map(|stage| stage.name).collect();
    for file in sources().into_iter().filter(|file| file.to_string_lossy().contains("src/stages/"))
    {
        let code = fs::read_to_string(&file).unwrap();
        for stage in &stages {
            assert!(
                !code.contains(&format!("stages::{stage}")),
                "{} names {stage}",
                file.display()
            );
        }
    }
}

#[test]
fn files_are_short_and_open_with_what_they_are_for() {
    for file in sources() {
        let code = fs::read_to_string(&file).unwrap();
        assert!(code.starts_with("//!"), "{}: say what it is responsible for", file.display());
        let lines = code.lines().count();
        assert!(lines <= MAX_LINES, "{}: {lines} lines, is it one thing?", file.display());
    }
}

#[test]
fn words_that_design_has_others_for_are_not_used() {
    for file in sources() {
        let code = fs::read_to_string(&file).unwrap().to_lowercase();
        for word in code.split(|c: char| !c.is_alphanumeric() && c != '_') {
            assert!(!NOT_USED.contains(&word), "{}: `{word}`", file.display());
        }
    }
}

/// Modules named after `crate::`, with or without braces.
fn named(code: &str) -> Vec<String> {
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let code: String = lines.flat_map(|line| [line, "\n"]).collect();
    let mut found = vec![];
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let items = match rest.strip_prefix('{') {
            Some(list) => top_level(list),
            None => vec![rest],
        };
        for item in items {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let name = item.trim_start().split(|c| !is_name(c)).next().unwrap_or("");
            if !name.is_empty() {
                found.push(name.to_owned());
            }
        }
    }
    found
}

/// The items of a list in braces, of which the first is already open.
fn top_level(list: &str) -> Vec<&str> {
    let (mut depth, mut from, mut items) = (1, 0, vec![]);
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => {
                items.push(&list[from..at]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 1 => {
                items.push(&list[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    items
}

fn module_of(file: &Path) -> String {
    let relative = file.strip_prefix(common::root().join("src")).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

fn sources() -> Vec<PathBuf> {
    let mut found = vec![];
    walk(&common::root().join("src"), &mut found);
    found
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
