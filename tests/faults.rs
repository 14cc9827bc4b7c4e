//! What goes wrong around a run: it says what and where, keeps what it can, and goes on later with
//! the same bytes.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::atomic::AtomicBool,
    thread,
    time::{Duration, Instant},
};

use common::records::lines;
use jernih::{
    budget::Budget,
    clean::{Plan, finish},
    document::Origin,
    edit::Edits,
    pipeline::Pipeline,
    rule::Rules,
    source::{Batches, Fields, MAX_DOCUMENT, inputs::expand},
    stage::{Stage, StageDef},
    text::Text,
    worker::Worker,
};
use tempfile::TempDir;

mod common;

const GULA: &str = "Harga gula turun di pasar induk, kata para pedagang kemarin.\n";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn jernih(dir: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
    command.args(arguments.split(' ')).current_dir(dir).stdin(Stdio::null());
    command
}

fn start(dir: &Path, arguments: &str) -> Child {
    let mut command = jernih(dir, arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// What a command said that must end so.
fn ends(output: Output, code: i32) -> String {
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

fn run(dir: &Path, arguments: &str, code: i32) -> String {
    ends(jernih(dir, arguments).output().unwrap(), code)
}

/// The bytes of all files below these paths, by name; hidden ones are what is not whole yet.
fn bytes(paths: &[PathBuf]) -> Vec<(String, Vec<u8>)> {
    let mut found = vec![];
    for path in paths {
        for entry in walkdir::WalkDir::new(path).sort_by_file_name().into_iter().map(Result::unwrap)
        {
            let name = entry.file_name().to_string_lossy().into_owned();
            // It says when the run was.
            if entry.file_type().is_file() && name != "run.json" {
                found.push((name, fs::read(entry.path()).unwrap()));
            }
        }
    }
    found
}

/// Killed at many moments of one large file, in three formats and in a folder, a run gives the
/// bytes of an unbroken one when it goes on.
#[test]
fn a_run_that_was_killed_goes_on() {
    let dir = folder();
    let dir = dir.path();
    let records = lines(90_000);
    assert!(records.len() > 17 << 20, "longer than the trial: {}", records.len());
    fs::write(dir.join("a.jsonl"), &records).unwrap();
    fs::write(dir.join("b.jsonl.zst"), zstd::encode_all(records.as_bytes(), 1).unwrap()).unwrap();
    let row = |n: usize| format!("{n},\"Harga beras  naik {n}.\n\n\n\nHarga gula turun.\",x\n");
    let rows: String = (0..240_000).map(row).collect();
    fs::write(dir.join("c.csv"), format!("id,text,n\n{rows}")).unwrap();
    fs::create_dir(dir.join("d")).unwrap();
    for n in 0..40 {
        fs::write(dir.join(format!("d/{n:02}.jsonl")), lines(2500)).unwrap();
    }
    let mut cut_off = 0;
    for (input, whole, out, moments) in [
        ("a.jsonl", "whole-a.jsonl", "out-a.jsonl", 7),
        ("b.jsonl.zst", "whole-b.jsonl.zst", "out-b.jsonl.zst", 2),
        ("c.csv", "whole-c.csv", "out-c.csv", 2),
        ("d", "whole-d", "out-d", 3),
    ] {
        let arguments = |out: &str| format!("clean {input} --out {out} --stages layout");
        let begun = Instant::now();
        jernih(dir, &arguments(whole)).output().unwrap();
        let took = begun.elapsed();
        let of = |out: &str| bytes(&[dir.join(out), dir.join(format!("{out}.run"))]);
        let contents = |files: &[(String, Vec<u8>)]| {
            files.iter().map(|(_, bytes)| bytes.clone()).collect::<Vec<_>>()
        };
        let expected = contents(&of(whole));
        for moment in 1..=moments {
            let mut child = start(dir, &arguments(out));
            thread::sleep(took * moment / (moments + 1));
            child.kill().unwrap();
            child.wait().unwrap();
            let is_there = |name: &str| dir.join(format!("{out}.run/{name}")).exists();
            if !is_there("run.json") || is_there("unfinished.json") {
                cut_off += 1;
                let output = jernih(dir, &format!("{} --resume", arguments(out))).output().unwrap();
                assert!(
                    output.status.code() == Some(if input == "c.csv" { 0 } else { 2 }),
                    "{output:?}"
                );
            }
            let found = contents(&of(out));
            assert!(
                found == expected,
                "{input}, killed at moment {moment} of {moments} in {took:?}"
            );
            fs::remove_dir_all(dir.join(format!("{out}.run"))).unwrap();
            let out = dir.join(out);
            if out.is_dir() { fs::remove_dir_all(out) } else { fs::remove_file(out) }.unwrap();
        }
    }
    assert!(cut_off > 7, "the premise: most runs were cut off, {cut_off} of 14");
}

/// Files may not grow beyond a limit, which is how a full disk looks.
#[test]
fn no_room() {
    let dir = folder();
    let dir = dir.path();
    fs::create_dir(dir.join("in")).unwrap();
    fs::write(dir.join("in/a.txt"), GULA).unwrap();
    fs::write(dir.join("in/b.jsonl"), lines(20_000)).unwrap();
    fs::write(dir.join("in/c.txt"), GULA).unwrap();
    let clean = "clean in --out out --stages layout";
    let script =
        format!("trap '' XFSZ; ulimit -f 300; exec {} {clean}", env!("CARGO_BIN_EXE_jernih"));
    let output = Command::new("bash").args(["-c", &script]).current_dir(dir).output().unwrap();
    let said = ends(output, 2);
    assert!(said.contains("out/b.jsonl: File too large"), "{said}");
    assert!(said.contains("make room, then go on with --resume"), "{said}");
    assert_eq!(
        fs::read_to_string(dir.join("out/a.txt")).unwrap(),
        GULA,
        "what came before is there"
    );
    let there: Vec<_> =
        fs::read_dir(dir.join("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(there, ["a.txt"], "and nothing that is not whole");
    run(dir, &format!("{clean} --resume"), 2);
    run(dir, "clean in --out whole --stages layout", 2);
    assert_eq!(bytes(&[dir.join("out")]), bytes(&[dir.join("whole")]));
    assert_eq!(bytes(&[dir.join("out.run")]), bytes(&[dir.join("whole.run")]));
}

#[test]
fn an_input_that_is_lost() {
    let dir = folder();
    let dir = dir.path();
    fs::create_dir(dir.join("in")).unwrap();
    fs::write(dir.join("in/a.txt"), GULA).unwrap();
    std::os::unix::fs::symlink("nowhere", dir.join("in/b.jsonl")).unwrap();
    std::os::unix::fs::symlink("a.txt", dir.join("in/c.txt")).unwrap();
    let said = run(dir, "clean in --out out", 2);
    assert!(said.contains("in/b.jsonl: No such file"), "{said}");
    assert!(said.contains("mend or fetch it, and clean it in a run of its own"), "{said}");
    let said = run(dir, "clean in/b.jsonl --out gone.jsonl", 2);
    assert!(said.contains("no such file"), "{said}");
    let names: Vec<_> = bytes(&[dir.join("out")]).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a.txt", "c.txt"], "a link to a file is one");
    let held = fs::read_to_string(dir.join("out.run/held.jsonl")).unwrap();
    assert!(held.contains("in/b.jsonl"), "{held}");
}

#[test]
fn a_folder_that_cannot_be_written() {
    let dir = folder();
    fs::write(dir.path().join("in.txt"), GULA).unwrap();
    let closed = dir.path().join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    // Permissions do not stop the system's administrator; nobody can write here.
    let is_open = fs::write(closed.join("try"), "").is_ok();
    let out = if is_open { Path::new("/proc/jernih") } else { closed.as_path() };
    let said = run(dir.path(), &format!("clean in.txt --out {}/out.txt", out.display()), 2);
    assert!(said.starts_with(&format!("jernih: {}", out.display())), "{said}");
    assert!(is_open || said.contains("name a place that may be written with --out"), "{said}");
}

/// Ends when it is dropped, also when the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

fn wait_for(path: &Path) {
    for _ in 0..600 {
        if path.exists() {
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("{} never came", path.display());
}

#[test]
fn a_second_run_into_one_place_is_refused() {
    let dir = folder();
    let dir = dir.path();
    let mut first = jernih(dir, "clean - --out out.jsonl");
    first.stdin(Stdio::piped()).stderr(Stdio::piped());
    let mut first = Running(first.spawn().unwrap());
    wait_for(&dir.join("out.jsonl.run/unfinished.json"));
    for resume in ["", " --resume"] {
        let said = run(dir, &format!("clean - --out out.jsonl{resume}"), 2);
        let reason =
            if resume.is_empty() { "already there" } else { "another run is writing here" };
        assert!(said.contains("out.jsonl.run: ") && said.contains(reason), "{said}");
    }
    first.0.stdin.take().unwrap().write_all(lines(5).as_bytes()).unwrap();
    assert!(first.0.wait().unwrap().success());
    assert_eq!(fs::read_to_string(dir.join("out.jsonl")).unwrap().lines().count(), 5);
}

#[test]
fn ctrl_c_ends_a_run_that_can_go_on() {
    let dir = folder();
    let dir = dir.path();
    fs::write(dir.join("in.jsonl"), lines(30_000)).unwrap();
    let child = start(dir, "clean in.jsonl --out out.jsonl --jobs 1");
    wait_for(&dir.join("out.jsonl.run/unfinished.json"));
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let said = ends(child.wait_with_output().unwrap(), 130);
    assert!(said.contains("Stopped") && said.contains("--resume"), "{said}");
    assert!(bytes(&[dir.to_path_buf()]).iter().all(|(name, _)| !name.ends_with(".part")));
    run(dir, "clean in.jsonl --out out.jsonl --resume", 2);
    run(dir, "clean in.jsonl --out whole.jsonl", 2);
    assert_eq!(
        fs::read(dir.join("out.jsonl")).unwrap(),
        fs::read(dir.join("whole.jsonl")).unwrap()
    );
}

/// A stage that fails at one document.
struct Fragile;

impl Stage for Fragile {
    fn run(&mut self, text: Text<'_>, _: Origin<'_>, _: &mut Edits) {
        assert!(!text.as_str().contains("gula"), "sugar");
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(Fragile)
    }
}

#[test]
fn a_stage_that_panics_holds_one_document() {
    let dir = folder();
    let path = dir.path().join("in.jsonl");
    fs::write(&path, "{\"text\":\"beras\"}\n{\"text\":\"gula\"}\n{\"text\":\"kopi\"}\n").unwrap();
    let rules = Rules::builtin().unwrap();
    let fragile =
        StageDef { name: "fragile", what: "Fails.", late: &[], build: |_| Ok(Box::new(Fragile)) };
    let pipeline = Pipeline::only(&rules, &[fragile]).unwrap();
    let (inputs, fields) = (expand(&[path]).unwrap(), Fields::default());
    let plan = Plan {
        inputs: &inputs,
        compression: None,
        rules: &rules,
        pipeline: &pipeline,
        fields: &fields,
        budget: Budget::default(),
        on_trial: false,
        max_document: MAX_DOCUMENT,
        jobs: 1,
        stopped: &AtomicBool::new(false),
    };
    let mut worker = Worker::new(&pipeline, &fields);
    let batch = Batches::new(&inputs, 0, &fields, MAX_DOCUMENT).next().unwrap();
    let finished = finish(&mut worker, &plan, &batch);
    assert_eq!(finished.bytes, b"{\"text\":\"beras\"}\n{\"text\":\"kopi\"}\n");
    let held: serde_json::Value = serde_json::from_slice(&finished.held).unwrap();
    assert!(held["place"].as_str().unwrap().ends_with("in.jsonl:2"), "{held}");
    assert!(held["reason"].as_str().unwrap().contains("sugar"), "{held}");
    assert_eq!(held["record"], "{\"text\":\"gula\"}");
}
