//! Object stores as inputs and as OUT, against a store on this machine: `cargo xtask test` installs it.

#![cfg(feature = "object-store")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

mod common;
#[path = "stores/server.rs"]
mod server;

use common::records::lines;
use server::{Server, server};

/// Text of so many bytes that hardly compresses, in lines of JSON.
fn dense(bytes: usize) -> String {
    let (mut text, mut state, mut id) = (String::new(), 7_u64, 0);
    while text.len() < bytes {
        let mut words = String::new();
        for _ in 0..4000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let word: String =
                (0..6).map(|at| char::from(b'a' + (state >> (20 + 5 * at)) as u8 % 26)).collect();
            words += &word;
            words.push(' ');
        }
        text += &format!("{{\"id\":{id},\"text\":\"Kata {words}  akhir.\"}}\n");
        id += 1;
    }
    text
}

/// A folder to run in.
struct Place {
    dir: TempDir,
    port: u16,
}

impl Place {
    fn new(server: &Server) -> Place {
        Place { dir: tempfile::tempdir().unwrap(), port: server.port }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
        command.args(arguments.split(' ')).current_dir(self.dir.path()).env("COLUMNS", "200");
        command.env("AWS_ENDPOINT_URL", format!("http://127.0.0.1:{}", self.port));
        command.env("AWS_ALLOW_HTTP", "true").env("AWS_REGION", "us-east-1");
        command.env("AWS_ACCESS_KEY_ID", "test").env("AWS_SECRET_ACCESS_KEY", "test");
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn start(&self, arguments: &str) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Runs the command, which ends with this code, and gives what it said.
    fn run(&self, arguments: &str, code: i32) -> String {
        ends(self.command(arguments).output().unwrap(), code)
    }
}

fn ends(output: Output, code: i32) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{said}");
    said
}

/// The files below a folder, by name.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
    files.map(|entry| (name(entry.path()), fs::read(entry.path()).unwrap())).collect()
}

/// The objects below a prefix, by name.
fn objects(server: &Server, bucket: &str, prefix: &str) -> Vec<(String, Vec<u8>)> {
    let names = server.names(bucket, prefix).into_iter();
    let mut objects: Vec<_> = names
        .map(|name| (name.strip_prefix(prefix).unwrap().to_owned(), server.get(bucket, &name)))
        .collect();
    objects.sort_by(|a, b| Path::new(&a.0).cmp(Path::new(&b.0)));
    objects
}

/// The edits of a run. A document without an id is called after its input.
fn edits(folder: &Path) -> String {
    let lines = fs::read(folder.join("edits.jsonl.zst")).unwrap();
    let lines = String::from_utf8(zstd::decode_all(lines.as_slice()).unwrap()).unwrap();
    lines.replace("\"id\":\"s3://mixed/", "\"id\":\"")
}

fn compressed(text: &str, name: &str) -> Vec<u8> {
    use std::io::Write;
    if name.ends_with(".zst") {
        return zstd::encode_all(text.as_bytes(), 1).unwrap();
    }
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// A table of two row groups with a column beside the text.
#[cfg(feature = "parquet")]
fn table(path: &Path) {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    use parquet::{arrow::ArrowWriter, file::properties::WriterProperties};

    let text = dense(6 << 20);
    let texts: Vec<&str> =
        text.split("\"text\":\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let ids = Int64Array::from_iter_values(0..texts.len() as i64);
    let rows = texts.len().div_ceil(2);
    let columns: [(&str, ArrayRef); 2] =
        [("id", Arc::new(ids)), ("text", Arc::new(StringArray::from(texts)))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows)).build();
    let file = fs::File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A folder of all formats, here and in a bucket.
fn mixed(place: &Place, server: &Server, bucket: &str) {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for (name, bytes) in files(&examples.join("raw")) {
        place.file(&format!("raw/{name}"), bytes);
    }
    place.file("raw/pasar.csv", "id,text\n1,\"Harga beras  naik.\"\n2,Harga gula turun.\n");
    place.file("raw/wet/halaman.wet", fs::read(examples.join("formats/halaman.wet")).unwrap());
    place.file("raw/kosong.jsonl", "");
    place.file("raw/kota-2/berita.jsonl.gz", compressed(&lines(4000), ".gz"));
    place.file("raw/kota/berita.jsonl.zst", compressed(&lines(900), ".zst"));
    place.file("raw/.tersembunyi.txt", "Harga  beras naik.\n");
    place.file("raw/catatan.bin", "no text");
    #[cfg(feature = "parquet")]
    table(&place.path("raw/tabel.parquet"));
    server.bucket(bucket);
    for (name, bytes) in files(&place.path("raw")) {
        server.put(bucket, &format!("raw/{name}"), &bytes);
    }
    // As consoles make a folder.
    server.put(bucket, "raw/", b"");
    server.put(bucket, "raw/kota/", b"");
}

#[test]
fn a_folder_of_all_formats() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    mixed(&place, server, "mixed");
    place.run("clean raw --out clean", 2);
    let expected = files(&place.path("clean"));
    assert!(expected.len() > 9, "{}", expected.len());
    let applied = edits(&place.path("clean.run"));

    // From a store, into one, and both.
    let said = place.run("clean s3://mixed/raw/ --out from", 2);
    assert!(said.contains("s3://mixed/raw/kota/berita.jsonl.zst:8: not a JSON object"), "{said}");
    assert!(files(&place.path("from")) == expected);
    assert!(edits(&place.path("from.run")) == applied);
    place.run("clean raw --out s3://mixed/into", 2);
    assert!(objects(server, "mixed", "into/") == expected);
    assert!(edits(&place.path("into.run")) == applied);
    let said = place.run("clean s3://mixed/raw --out s3://mixed/deep/both/ --jobs 3", 2);
    assert!(
        said.contains("Written to s3://mixed/deep/both/; every edit is in both.run."),
        "{said}"
    );
    assert!(objects(server, "mixed", "deep/both/") == expected);
    assert!(edits(&place.path("both.run")) == applied);
    assert_eq!(server.uploads("mixed"), 0);

    // The way back, and what reads a run again.
    place.run("undo clean --to back", 0);
    place.run("undo s3://mixed/into", 0);
    assert!(objects(server, "mixed", "into.original/") == files(&place.path("back")));
    place.run("report s3://mixed/into --out page.html", 0);
    place.run("compare clean s3://mixed/into --check", 0);
    place.run("compare into.run s3://mixed/deep/both --check", 0);
    let said = place.run("report s3://mixed/other/into --out page.html", 2);
    assert!(said.contains("into.run here is of a run into s3://mixed/into"), "{said}");
}

#[test]
fn objects_and_patterns() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    server.bucket("single");
    let names = ["in/a.jsonl.gz", "in/b.jsonl.zst", "in/deep/c.jsonl.gz", "in/[1].jsonl"];
    for (at, name) in names.iter().enumerate() {
        let text = lines(300 + 100 * at);
        let bytes =
            if name.ends_with("jsonl") { text.into_bytes() } else { compressed(&text, name) };
        server.put("single", name, &bytes);
        place.file(name, bytes);
    }
    place.run("clean in/a.jsonl.gz --out a.jsonl.gz", 2);
    place.run("clean s3://single/in/a.jsonl.gz --out b.jsonl.gz", 2);
    assert!(
        fs::read(place.path("a.jsonl.gz")).unwrap() == fs::read(place.path("b.jsonl.gz")).unwrap()
    );
    place.run("clean s3://single/in/a.jsonl.gz --out s3://single/c.jsonl.gz", 2);
    assert!(server.get("single", "c.jsonl.gz") == fs::read(place.path("a.jsonl.gz")).unwrap());
    place.run("undo s3://single/c.jsonl.gz --to undone.jsonl.gz", 0);

    for (local, url) in [("in/*.gz", "s3://single/in/*.gz"), ("in/*", "s3://single/i*/*")] {
        place.run(&format!("clean {local} --out here"), 2);
        place.run(&format!("clean {url} --out there"), 2);
        assert!(!files(&place.path("here")).is_empty());
        assert!(files(&place.path("here")) == files(&place.path("there")), "{url}");
        for name in ["here", "here.run", "there", "there.run"] {
            fs::remove_dir_all(place.path(name)).unwrap();
        }
    }
    // A name that looks like a pattern is a name first.
    place.run("clean s3://single/in/[1].jsonl --out one.jsonl", 2);
    place.run("diff s3://single/in/deep", 2);
    place.run("mine s3://single/in/a.jsonl.gz --out mined", 2);
}

#[test]
fn large_objects_go_in_parts() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    server.bucket("large");
    place.file("besar.jsonl", dense(21 << 20));
    server.put("large", "besar.jsonl", &fs::read(place.path("besar.jsonl")).unwrap());
    place.run("clean besar.jsonl --out local.jsonl", 0);
    place.run("clean s3://large/besar.jsonl --out s3://large/clean.jsonl", 0);
    assert!(server.get("large", "clean.jsonl") == fs::read(place.path("local.jsonl")).unwrap());
    assert_eq!(server.parts("large", "clean.jsonl"), 3);
    assert_eq!(server.uploads("large"), 0);
    place.file("kosong.txt", "");
    place.run("clean kosong.txt --out s3://large/kosong.txt", 0);
    assert_eq!(server.get("large", "kosong.txt"), b"");
}

/// Waits until the run has this many whole inputs.
fn wait_for(place: &Place, run: &str, inputs: u64) {
    let unfinished = place.path(run).join("unfinished.json");
    for _ in 0..6000 {
        let progress = fs::read(&unfinished).unwrap_or_default();
        let progress: serde_json::Value = serde_json::from_slice(&progress).unwrap_or_default();
        if progress["inputs"].as_u64().is_some_and(|whole| whole >= inputs) {
            return;
        }
        thread::sleep(Duration::from_millis(5));
    }
    panic!("{run}: never had {inputs} whole inputs");
}

#[test]
fn a_run_that_was_killed_goes_on() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    server.bucket("killed");
    server.bucket("other");
    let text = dense(19 << 20);
    for at in 0..4 {
        server.put("killed", &format!("raw/{at}.jsonl"), text.as_bytes());
    }
    place.run("clean s3://killed/raw --out whole", 0);
    for whole in [1, 2] {
        let arguments = format!("clean s3://killed/raw --out s3://killed/clean{whole} --jobs 1");
        let mut child = place.start(&arguments);
        wait_for(&place, &format!("clean{whole}.run"), whole);
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().code(), None, "it ended before it was killed");
        let there = server.names("killed", &format!("clean{whole}/")).len() as u64;
        assert!((whole..4).contains(&there), "{there} objects");
        let said = place.run(&arguments, 2);
        assert!(said.contains("already there"), "{said}");
        // The name of the folder of the run does not say the bucket.
        let other = arguments.replace("--out s3://killed", "--resume --out s3://other");
        let said = place.run(&other, 2);
        assert!(said.contains("was begun with other inputs, rules or options"), "{said}");
        place.run(&format!("{arguments} --resume"), 0);
        let expected = files(&place.path("whole"));
        assert!(objects(server, "killed", &format!("clean{whole}/")) == expected);
        assert!(
            edits(&place.path(&format!("clean{whole}.run"))) == edits(&place.path("whole.run"))
        );
    }
}

#[test]
#[cfg(unix)]
fn a_run_that_was_stopped_leaves_no_parts() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    server.bucket("stopped");
    let text = dense(40 << 20);
    place.file("besar.jsonl", &text);
    let mut child = place.start("clean besar.jsonl --out s3://stopped/besar.jsonl --jobs 1");
    for _ in 0..6000 {
        if server.uploads("stopped") > 0 {
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(server.uploads("stopped"), 1);
    let pid = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(server.uploads("stopped"), 0);
    assert!(server.names("stopped", "").is_empty());
    place.run("clean besar.jsonl --out s3://stopped/besar.jsonl --resume", 0);
    place.run("clean besar.jsonl --out local.jsonl", 0);
    assert!(server.get("stopped", "besar.jsonl") == fs::read(place.path("local.jsonl")).unwrap());
}

/// What can go wrong, by the words that name the next step.
#[test]
fn places_that_cannot_be() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    server.bucket("there");
    server.put("there", "a.jsonl", lines(3).as_bytes());
    server.put("there", "b/c.jsonl", lines(3).as_bytes());
    place.file("a.jsonl", lines(3));
    for (arguments, expected) in [
        ("clean s3://nowhere/raw --out x", "s3://nowhere/raw: there is no such bucket; make it"),
        (
            "clean a.jsonl --out s3://nowhere/a.jsonl",
            "s3://nowhere/a.jsonl: there is no such bucket",
        ),
        (
            "clean s3://there/no.jsonl --out x",
            "s3://there/no.jsonl: no such object, and none below it",
        ),
        ("clean s3://there/*.txt --out x", "s3://there/*.txt: no file matches this pattern"),
        ("clean s3:///a.jsonl --out x", "names no bucket"),
        ("clean s3://there//a.jsonl --out x", "has an empty part"),
        ("clean s3://there/../a.jsonl --out x", "illegal character sequence \"..\""),
        ("clean a.jsonl --out s3://there/a.jsonl", "s3://there/a.jsonl: already there"),
        ("clean a.jsonl --out s3://there/b", "s3://there/b: already there"),
        ("clean s3://there --out s3://there/clean", "inside s3://there, where the next run"),
        ("clean s3://there/b --out x.jsonl", "the input is a folder"),
        ("clean s3://there/a.jsonl --out x.csv", "of another format"),
        ("clean s3://there/a.jsonl s3://there/ --out x", "s3://there/a.jsonl: named twice"),
        ("undo s3://there/a.jsonl", "a.jsonl.run/edits.jsonl.zst"),
        ("report s3://there/a.jsonl --out x.html", "nor in a.jsonl.run"),
        ("report x --out s3://there/x.html", "name a place on this machine"),
        ("mine a.jsonl --out s3://there/x", "name a place on this machine"),
        ("snapshot a.jsonl --to s3://there/x", "name a place on this machine"),
    ] {
        let said = place.run(arguments, 2);
        assert!(said.contains(expected), "{arguments}: {said}");
        assert!(!place.path("x").exists(), "{arguments}");
    }
    let bare = |command: &mut Command| ends(command.output().unwrap(), 2);
    let said = bare(place.command("clean s3://there/b --out x").env_remove("AWS_ALLOW_HTTP"));
    assert!(said.contains("set AWS_ALLOW_HTTP=true"), "{said}");
    let said =
        bare(place.command("clean gs://there/b --out x").env("GOOGLE_SERVICE_ACCOUNT_KEY", "{"));
    assert!(said.contains("gs://there/b: "), "{said}");
    let said = bare(&mut place.command("clean az://there/b --out x"));
    assert!(
        said.contains("az://there/b: ") && said.contains("AZURE_STORAGE_ACCOUNT_NAME"),
        "{said}"
    );
}

#[test]
fn keys_that_are_wrong() {
    let Some(_) = server() else { return };
    let strict = Server::start(&[("INITIAL_NO_AUTH_ACTION_COUNT", "0")]).unwrap();
    let said = Place::new(&strict).run("clean s3://there/b --out x", 2);
    assert!(said.contains("s3://there/b: the store refuses"), "{said}");
    assert!(said.contains("check the keys in the environment"), "{said}");
}

/// No name in a store leads out of OUT.
#[test]
fn odd_names() {
    let Some(server) = server() else { return };
    let place = Place::new(server);
    server.bucket("odd");
    let fine =
        ["raw/ruang kosong#?.jsonl", "raw/%2e%2e/a.jsonl", "raw/a\\..\\b.jsonl", "raw/ñ/日.jsonl"];
    for name in fine {
        server.put("odd", name, lines(3).as_bytes());
    }
    place.run("clean s3://odd/raw --out here/clean", 0);
    let found: Vec<String> =
        files(&place.path("here/clean")).into_iter().map(|(name, _)| name).collect();
    let mut expected: Vec<&str> =
        fine.iter().map(|name| name.strip_prefix("raw/").unwrap()).collect();
    expected.sort_by(|a, b| Path::new(a).cmp(Path::new(b)));
    assert_eq!(found, expected);
    place.run("clean s3://odd/raw --out s3://odd/clean", 0);
    assert_eq!(server.names("odd", "clean/").len(), fine.len());
    for (at, name) in
        ["../x.jsonl", "a//b.jsonl", "..", "a/../../x.jsonl", "a/./x.jsonl", "bell\u{7}.jsonl"]
            .iter()
            .enumerate()
    {
        let name = format!("bad{at}/{name}");
        server.put("odd", &name, lines(3).as_bytes());
        assert!(server.names("odd", "bad").contains(&name.replace('\u{7}', "&#x7;")) || at == 5);
        let said = place.run(&format!("clean s3://odd/bad{at} --out bad"), 2);
        assert!(said.contains("as no file is called; give that object another name"), "{said}");
        assert!(!place.path("bad").exists() && !place.path("x.jsonl").exists());
    }
}

/// A store that goes away: what was read before is saved, and a run into it can go on.
#[test]
fn a_store_that_goes_away() {
    let Some(server) = server() else { return };
    let mut place = Place::new(server);
    server.bucket("away");
    place.file("besar.jsonl", dense(24 << 20));
    server.put("away", "besar.jsonl", &fs::read(place.path("besar.jsonl")).unwrap());
    place.run("clean besar.jsonl --out local.jsonl", 0);
    let whole = fs::read(place.path("local.jsonl")).unwrap();

    place.port = server.cut_after(13 << 20);
    let said = place.run("clean s3://away/besar.jsonl --out part.jsonl", 2);
    assert!(said.contains("s3://away/besar.jsonl"), "{said}");
    assert!(said.contains("the store cannot be reached"), "{said}");
    let part = fs::read(place.path("part.jsonl")).unwrap();
    assert!(whole.starts_with(&part), "{}", part.len());
    assert!(part.len() >= 7 << 20, "{}", part.len());

    // Answers to parts are short: some come through.
    place.port = server.cut_after(1000);
    let said = place.run("clean besar.jsonl --out s3://away/out.jsonl", 2);
    assert!(said.contains("s3://away/out.jsonl: the store cannot be reached"), "{said}");
    assert!(server.names("away", "out").is_empty());
    place.port = server.port;
    place.run("clean besar.jsonl --out s3://away/out.jsonl --resume", 0);
    assert!(server.get("away", "out.jsonl") == whole);
}
