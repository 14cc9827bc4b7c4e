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

/// The shell steps of a workflow: `- run: …`, `- run: >` whose lines are one, and `- run: |`.
fn shell_steps(workflow: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = workflow.lines().collect();
    let mut steps = vec![];
    for (at, line) in lines.iter().enumerate() {
        let Some(inline) = line.trim_start().strip_prefix("- run: ") else { continue };
        let below = lines[at + 1..].iter().take_while(|next| indent(next) > indent(line) + 2);
        let below: Vec<&str> = below.map(|line| line.trim()).collect();
        steps.push(match inline {
            ">" => below.join(" "),
            "|" => below.join("\n"),
            inline => inline.to_owned(),
        });
    }
    steps
}

/// A program of this name, in a folder of programs.
#[cfg(unix)]
fn program(folder: &Path, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    fs::write(folder.join(name), format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
#[cfg(unix)]
fn the_workflow_for_pull_requests_posts_the_comparison() {
    let dir = tempfile::tempdir().unwrap();
    let (home, programs) = (dir.path().join("repository"), dir.path().join("bin"));
    fs::create_dir_all(home.join("packs/boilerplate")).unwrap();
    fs::create_dir_all(&programs).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_jernih"), programs.join("jernih")).unwrap();
    program(&programs, "cargo", "echo \"$@\" >> said");
    program(&programs, "gh", "echo \"$@\" >> said; cp comment.md posted.md");
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let shell = |script: &str| {
        let mut command = Command::new("bash");
        command.args(["-e", "-c", script]).current_dir(&home).env("PATH", &path);
        command.env("JERNIH", "https://example.org/jernih").env("NUMBER", "7");
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{script}: {said}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    let pack =
        fs::read_to_string(root().join("examples/rules/boilerplate/suara-kota.toml")).unwrap();
    let (rules, _) = pack.split_once("[[change]]").unwrap();
    fs::write(home.join("packs/boilerplate/kota.toml"), rules).unwrap();
    let record = "{\"text\": \"Senin, 13 Mei 2024 10:15 WIB\\nHarga beras naik lagi pekan ini, kata para pedagang.\\n\"}\n";
    let records = zstd::encode_all(record.as_bytes(), 1).unwrap();
    fs::write(home.join("documents.jsonl.zst"), records).unwrap();
    let base = shell(
        "git init -q . && git add -A && git -c user.name=a -c user.email=a@example.org commit -qm base && git rev-parse HEAD",
    );
    fs::write(home.join("packs/boilerplate/kota.toml"), &pack).unwrap();
    let page = fs::read_to_string(root().join("docs/report.md")).unwrap();
    let workflow = blocks(&page, "yaml").next().unwrap();
    let steps = shell_steps(workflow);
    assert_eq!(steps.len(), 4, "{steps:?}");
    for step in steps {
        shell(&step.replace("${{ github.event.pull_request.base.sha }}", &base));
    }
    let said = fs::read_to_string(home.join("said")).unwrap();
    assert!(said.starts_with("install --locked --git https://example.org/jernih\n"), "{said}");
    assert!(said.contains("pr comment 7 "), "{said}");
    let posted = fs::read_to_string(home.join("posted.md")).unwrap();
    assert!(posted.contains("boilerplate.id.date-stamp, only in A"), "{posted}");
    assert!(fs::read_to_string(home.join("comparison.html")).unwrap().contains("date-stamp"));
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
