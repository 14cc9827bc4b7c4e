//! The documents for people are true: every command in them works, what they show is what it
//! prints, and every file that they name is there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use common::root;

const DOCUMENTS: &[&str] =
    &["README.md", "DESIGN.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/case.md"];

/// The documents at the top, and a page a stage.
fn documents() -> Vec<std::path::PathBuf> {
    let mut documents: Vec<_> = DOCUMENTS.iter().map(|name| root().join(name)).collect();
    documents.extend(common::files(&root().join("docs")));
    documents
}

/// The blocks of a language in a Markdown text.
fn blocks<'t>(text: &'t str, language: &'t str) -> impl Iterator<Item = &'t str> {
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.filter_map(move |block| block.strip_prefix(language)?.strip_prefix('\n'))
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// A folder that looks like a checkout to the commands of the README.
fn checkout() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("examples"), &dir.path().join("examples"));
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}

/// Runs a command of the README; `None` for those of cargo that build, which CI runs.
fn run(command: &str, dir: &Path) -> Option<Output> {
    let arguments = command
        .strip_prefix("jernih ")
        .or_else(|| command.strip_prefix("cargo run --release -- "))?;
    let (arguments, input) = arguments.split_once(" < ").unwrap_or((arguments, "/dev/null"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
    command.args(arguments.split(' ')).current_dir(dir).env("COLUMNS", "100");
    command.stdin(fs::File::open(dir.join(input)).unwrap());
    Some(command.output().unwrap())
}

#[test]
fn the_commands_of_the_readme_work() {
    let dir = checkout();
    let mut ran = vec![];
    let readme = readme();
    for command in blocks(&readme, "sh").flat_map(str::lines) {
        // The same output folder is used twice, once for each way to start.
        if command == "jernih clean examples/raw --out clean" {
            fs::remove_dir_all(dir.path().join("clean")).unwrap();
            fs::remove_dir_all(dir.path().join("clean.run")).unwrap();
        }
        if let Some(output) = run(command, dir.path()) {
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{command}: {said}");
            ran.push(command);
        }
    }
    assert!(ran.len() > 5, "{ran:?}");
    let back = fs::read(dir.path().join("back/kota/cafe.txt")).unwrap();
    assert_eq!(back, fs::read(root().join("examples/raw/kota/cafe.txt")).unwrap());
}

#[test]
fn the_commands_of_the_page_on_formats_work() {
    let dir = checkout();
    let page = fs::read_to_string(root().join("docs/formats.md")).unwrap();
    let commands: Vec<&str> = blocks(&page, "sh").flat_map(str::lines).collect();
    assert!(!commands.is_empty());
    for command in commands {
        let output = run(command, dir.path()).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }
    let read = |name: &str| fs::read(dir.path().join(name)).unwrap();
    assert!(read("pasar.csv") != read("kembali.csv"), "the premise: something was cleaned");
    assert!(read("kembali.csv") == read("examples/formats/pasar.csv"));
}

#[test]
fn the_commands_of_the_review_page_work() {
    let dir = checkout();
    let page = fs::read_to_string(root().join("docs/review.md")).unwrap();
    let commands: Vec<&str> = blocks(&page, "sh").flat_map(str::lines).collect();
    assert!(commands.len() > 3, "{commands:?}");
    for command in commands {
        let output = run(command, dir.path()).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }
    let pack = fs::read_to_string(dir.path().join("learned/boilerplate/learned.toml")).unwrap();
    assert!(pack.contains("Perpustakaan Keliling"), "{pack}");
    // The decisions of the page are decisions, and in the order in which they are written.
    for text in blocks(&page, "toml").filter(|text| text.contains("[[decision]]")) {
        let decisions = jernih::decisions::Decisions::parse(text).unwrap();
        let written = decisions.write();
        assert_eq!(written.split_once("\n\n").unwrap().1, text);
    }
}

/// `INSTA_UPDATE=always cargo test --test docs` writes what is shown anew.
#[test]
fn the_readme_shows_what_commands_print() {
    let (dir, readme) = (checkout(), readme());
    let mut renewed = readme.clone();
    for block in blocks(&readme, "console") {
        let command = block.lines().next().unwrap().strip_prefix("$ ").unwrap();
        let output = run(command, dir.path()).unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let shown = format!("$ {command}\n{}\n", printed.trim_end());
        renewed = renewed.replace(block, &shown);
    }
    if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
        fs::write(root().join("README.md"), &renewed).unwrap();
    } else {
        assert_eq!(readme, renewed);
    }
}

#[test]
fn every_file_that_a_document_names_is_there() {
    for document in documents() {
        let text = fs::read_to_string(&document).unwrap();
        let quoted = text.split('`').skip(1).step_by(2);
        let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let files = quoted.chain(linked).filter(|name| is_file(name));
        for file in files {
            let beside = document.with_file_name(file);
            let document = document.display();
            let is_there = root().join(file).exists() || beside.exists();
            assert!(is_there, "{document} names {file}, which is not there");
        }
    }
}

/// True for what looks like a path of the project, without placeholders.
fn is_file(name: &str) -> bool {
    let folders = ["src", "rules", "tests", "snapshots", "examples", "benches", ".ci"];
    let inside = |folder: &str| name.strip_prefix(folder).is_some_and(|r| r.starts_with('/'));
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    name.chars().all(plain)
        && (folders.iter().any(|folder| inside(folder)) || name.ends_with(".md"))
}
