//! The command as a user meets it: what it prints, what it writes, and how it ends. Each session is
//! a snapshot in `snapshots/cli/`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use flate2::{Compression, read::MultiGzDecoder, write::GzEncoder};
use tempfile::TempDir;

/// A folder with a few documents, and what was said in it.
struct Session {
    dir: TempDir,
    said: String,
}

impl Session {
    fn new() -> Session {
        Session { dir: tempfile::tempdir().unwrap(), said: String::new() }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file of the session.
    fn file(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> &mut Session {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
        command.args(arguments.split(' ').filter(|a| !a.is_empty())).current_dir(self.path());
        command.env_remove("RUST_BACKTRACE").env("COLUMNS", "100");
        command
    }

    /// Runs the command and notes what it said and how it ended.
    fn run(&mut self, arguments: &str) -> &mut Session {
        self.run_with(arguments, b"")
    }

    fn run_with(&mut self, arguments: &str, input: &[u8]) -> &mut Session {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        self.said += &format!("$ jernih {arguments}\n");
        for text in [output.stdout, output.stderr] {
            self.said += &String::from_utf8(text).unwrap();
        }
        self.said += &format!("exit: {}\n\n", output.status.code().unwrap());
        self
    }

    /// Notes the contents of a file.
    fn show(&mut self, name: &str) -> &mut Session {
        let shown = String::from_utf8(self.read(name)).unwrap();
        self.said += &format!("$ cat {name}\n{shown}\n");
        self
    }

    /// Notes the lines of a compressed file of the run folder.
    fn show_zst(&mut self, name: &str) -> &mut Session {
        let lines = zstd::decode_all(self.read(name).as_slice()).unwrap();
        self.said += &format!("$ zstdcat {name}\n{}\n", String::from_utf8(lines).unwrap());
        self
    }

    /// Compares what was said with the snapshot.
    fn check(&self, name: &str) {
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(common::root().join("snapshots/cli"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.add_filter(r"(?m)[ \t]+$", "");
        // A rule more in a pack changes nothing here.
        settings.add_filter(r"\d{3} rules, ", "[count] rules, ");
        settings.add_filter(r"(?m)^(boilerplate +)\d+ rules  ", "${1}[count] rules  ");
        settings.add_filter(r"\d+ of \d+ rules found", "[some] of [all] rules found");
        settings.add_filter(r"\(\d+ kB", "([size] kB");
        settings.bind(|| insta::assert_snapshot!(name, self.said));
    }
}

const BERAS: &str = "Harga Beras Naik Lagi\n\nOleh: Budi Santoso\n\nHarga beras naik lagi pekan ini, kata para pedagang.\n\nBaca juga: Stok Beras Menipis\n\nTinggalkan Balasan\n";
const GULA: &str = "Harga gula turun di pasar induk, kata para pedagang kemarin.\n";

fn news() -> Session {
    let mut session = Session::new();
    session.file("in/beras.txt", BERAS).file("in/lain/gula.txt", GULA);
    session
}

#[test]
fn a_folder_of_texts() {
    let mut session = news();
    session.run("clean in --out out").show("out/beras.txt").show_zst("out.run/edits.jsonl.zst");
    assert_eq!(session.read("out/lain/gula.txt"), GULA.as_bytes());
    session.run("undo out").check("folder");
    assert_eq!(session.read("out.original/beras.txt"), BERAS.as_bytes());
    assert_eq!(session.read("out.original/lain/gula.txt"), GULA.as_bytes());
}

#[test]
fn a_slash_after_out_means_the_same_folder() {
    let mut session = news();
    session.run("clean in --out out/").run("undo out --to back").run("undo out/ --to again");
    assert_eq!(session.said.matches("exit: 0").count(), 3, "{}", session.said);
    assert!(session.path().join("out.run/run.json").exists(), "{}", session.said);
}

#[test]
fn run_json_is_enough_to_do_it_again() {
    let mut session = news();
    session.run("clean in --out out --jobs 2 --skip case");
    let run: serde_json::Value = serde_json::from_slice(&session.read("out.run/run.json")).unwrap();
    assert_eq!(run["jernih"], env!("CARGO_PKG_VERSION"));
    assert_eq!(run["documents"], 2);
    assert_eq!(run["changed"], 1);
    assert_eq!(run["bytes_in"], BERAS.len() + GULA.len());
    assert_eq!(run["inputs"][0][0], "in/beras.txt");
    assert_eq!(run["inputs"][0][1], BERAS.len());
    assert!(run["stages"].as_array().unwrap().iter().all(|stage| stage != "case"));
    let command: Vec<&str> =
        run["command"].as_array().unwrap().iter().filter_map(|a| a.as_str()).collect();
    assert_eq!(command[1..], ["clean", "in", "--out", "out", "--jobs", "2", "--skip", "case"]);
    let edits: u64 =
        run["applied"].as_array().unwrap().iter().filter_map(|rule| rule["edits"].as_u64()).sum();
    let lines = zstd::decode_all(session.read("out.run/edits.jsonl.zst").as_slice()).unwrap();
    let line: serde_json::Value = serde_json::from_slice(&lines).unwrap();
    assert_eq!(edits, line["edits"].as_array().unwrap().len() as u64);
    assert!(!session.path().join("out.run/unfinished.json").exists());
}

const RECORDS: &str = concat!(
    r#"{"id":"a","url":"https:\/\/contoh.id\/a","text":"Harga beras naik.\nTinggalkan Balasan","n":1.50,"tags":["x", "y"]}"#,
    "\n",
    r#"{ "id" : "b" , "text" : "Harga gula turun." , "z":{"text":"Iklan\n"} }"#,
    "\n\n",
    r#"{"text":"Caf\u00e9 itu ramai.\nTinggalkan Balasan","lang":"id"}"#,
    "\n",
    r#"{"id":7,"text":"Garis\/miring.\nTinggalkan Balasan\n"}"#,
);

#[test]
fn records_keep_every_other_byte() {
    let mut session = Session::new();
    session.file("in.jsonl", RECORDS).run("clean in.jsonl --out out.jsonl").show("out.jsonl");
    session.show_zst("out.jsonl.run/edits.jsonl.zst").run("undo out.jsonl --to back.jsonl");
    session.check("records");
    assert_eq!(String::from_utf8(session.read("back.jsonl")).unwrap(), RECORDS);
}

#[test]
fn other_names_of_fields() {
    let mut session = Session::new();
    session.file("in.jsonl", "{\"isi\":\"Harga beras naik.\\nTinggalkan Balasan\",\"no\":3}\n");
    session.run("clean in.jsonl --out out.jsonl --text-field isi --id-field no").show("out.jsonl");
    session
        .show_zst("out.jsonl.run/edits.jsonl.zst")
        .run("undo out.jsonl --to back.jsonl")
        .check("fields");
    assert_eq!(session.read("back.jsonl"), session.read("in.jsonl"));
}

#[test]
fn compressed_files_come_out_compressed() {
    let mut session = Session::new();
    let mut gz = GzEncoder::new(vec![], Compression::default());
    gz.write_all(RECORDS.as_bytes()).unwrap();
    session.file("in/a.jsonl.gz", gz.finish().unwrap());
    session.file("in/b.jsonl.zst", zstd::encode_all(RECORDS.as_bytes(), 3).unwrap());
    session.file("in/c.jsonl", RECORDS);
    session.run("clean in --out out").run("undo out");
    let plain = session.read("out/c.jsonl");
    assert_eq!(gunzip(&session.read("out/a.jsonl.gz")), plain);
    assert_eq!(zstd::decode_all(session.read("out/b.jsonl.zst").as_slice()).unwrap(), plain);
    assert_eq!(gunzip(&session.read("out.original/a.jsonl.gz")), RECORDS.as_bytes());
    assert_eq!(
        zstd::decode_all(session.read("out.original/b.jsonl.zst").as_slice()).unwrap(),
        RECORDS.as_bytes()
    );
}

fn gunzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![];
    MultiGzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

#[test]
fn standard_input_and_output() {
    let mut session = Session::new();
    session.run_with("clean - --out -", BERAS.as_bytes());
    session.run_with("clean - --out - --stages none", RECORDS.as_bytes());
    session.check("standard");
}

#[test]
fn other_encodings_become_utf8_and_come_back() {
    let mut session = Session::new();
    let latin = b"Harga Caf\xe9 naik di S\xe3o Paulo, kata pedagang.\nTinggalkan Balasan\n";
    let wide: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(GULA.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let damaged =
        "Harga kopi “naik” di kafé, kata “pedagang” itu — benar.\n".repeat(9).into_bytes();
    let damaged = [b"\xff".as_slice(), &damaged].concat();
    session.file("in/latin.txt", latin).file("in/wide.txt", &wide).file("in/damaged.txt", &damaged);
    let dos = "Prix du café : très élevé, répète le marchand de Genève.\n".chars();
    let dos: Vec<u8> = dos
        .map(|c| match c {
            'é' => 0x82,
            'è' => 0x8A,
            c => c as u8,
        })
        .collect();
    let utf32: Vec<u8> = GULA.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect();
    let korean = b"\x1B$)C\x0E=C\x0F 5%.\n";
    session.file("in/dos.txt", &dos).file("in/utf32.txt", &utf32).file("in/korean.txt", korean);
    session.file("in/binary.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0");
    session
        .run("clean in --out out")
        .show("out/latin.txt")
        .show("out/wide.txt")
        .show("out/dos.txt")
        .show("out/korean.txt")
        .run("undo out")
        .check("encodings");
    assert_eq!(session.read("out.original/latin.txt"), latin);
    assert_eq!(session.read("out.original/wide.txt"), wide);
    assert_eq!(session.read("out.original/damaged.txt"), damaged);
    assert_eq!(session.read("out.original/dos.txt"), dos);
    assert_eq!(session.read("out.original/utf32.txt"), utf32);
    assert_eq!(session.read("out.original/korean.txt"), korean);
}

#[test]
fn diff_and_explain() {
    let mut session = news();
    session
        .run("diff in")
        .run("explain in/beras.txt")
        .run("explain boilerplate.id.read-also-title");
    session.run("explain repeats.headline").check("explain");
}

#[test]
fn check_says_whether_something_would_change() {
    let mut session = news();
    session.run("clean in --check").run("clean in/lain/gula.txt --check").check("check");
    assert!(!session.path().join("out").exists());
}

#[test]
fn stages_can_be_chosen() {
    let mut session = news();
    session.run("clean in/beras.txt --out - --stages boilerplate,layout");
    session.run("clean in/beras.txt --out - --skip boilerplate");
    session.run("clean in/beras.txt --out - --stages none");
    session.run("clean in/beras.txt --out - --only-lang en").check("chosen-stages");
}

#[test]
fn likely_rules_are_proposed_or_applied() {
    let mut session = Session::new();
    session.file("in.jsonl", "{\"text\":\"Jakarta (ANTARA) - Harga beras naik.\"}\n");
    session
        .run("clean in.jsonl --out out.jsonl")
        .show("out.jsonl")
        .show_zst("out.jsonl.run/proposed.jsonl.zst");
    session.run("clean in.jsonl --out likely.jsonl --likely").show("likely.jsonl").check("likely");
}

/// A page of a site that no pack knows.
fn page() -> String {
    let paragraph = |what: &str| {
        format!(
            "{what} was closed when a storm took the pier away, and three mayors have promised to build it again, each with another plan for the money that it would cost.\n"
        )
    };
    let menu = "Home\nNews\nSport\nBusiness\nCulture\nWeather\nTravel\nFood\nCars\nScience\nHealth\nPuzzles\nShop\n";
    let text = ["The landing", "The ferry", "The inn", "The road", "The market"].map(paragraph);
    format!("{menu}The ferry comes back\n{}", text.concat())
}

#[test]
fn scored_lines_say_how_likely_and_why() {
    let mut session = Session::new();
    let record = |text: &str| format!("{}\n", serde_json::json!({ "text": text }));
    session.file("in.jsonl", record(&page()));
    session.run("clean in.jsonl --out out.jsonl --stages lines");
    session.show_zst("out.jsonl.run/proposed.jsonl.zst");
    session.run("clean in.jsonl --out likely.jsonl --likely --stages lines").show("likely.jsonl");
    session
        .run("clean likely.jsonl --out again.jsonl --likely --stages lines")
        .run("undo likely.jsonl --to back.jsonl");
    assert_eq!(session.read("back.jsonl"), record(&page()).as_bytes());
    assert_eq!(session.read("again.jsonl"), session.read("likely.jsonl"));
    session.check("scored-lines");
}

#[test]
fn scores_do_not_depend_on_the_number_of_jobs() {
    let mut session = Session::new();
    let records: String = (0..60)
        .map(|n| {
            format!(
                "{}\n",
                serde_json::json!({ "text": page().repeat(1 + n % 3) + &n.to_string() })
            )
        })
        .collect();
    session.file("in.jsonl", records);
    session.run("clean in.jsonl --out one.jsonl --jobs 1 --stages lines");
    session.run("clean in.jsonl --out two.jsonl --jobs 2 --stages lines");
    let proposed = |name: &str| session.read(&format!("{name}.jsonl.run/proposed.jsonl.zst"));
    assert!(proposed("one") == proposed("two") && proposed("one").len() > 100);
}

#[test]
fn a_table_of_points_for_lines() {
    let mut session = Session::new();
    let record = |n: usize| {
        let raw = page();
        let labels: Vec<u8> =
            (0..raw.split('\n').count()).map(|line| u8::from(line >= 13)).collect();
        let url = format!("https://www.site{n}.example/a");
        format!("{}\n", serde_json::json!({ "url": url, "raw": raw, "line_labels": labels }))
    };
    session.file("labelled.jsonl", (0..8).map(record).collect::<String>());
    session.run("train lines labelled.jsonl --out rules/lines/score.tsv");
    session.run("train lines labelled.jsonl --out again.tsv");
    let table = session.read("rules/lines/score.tsv");
    assert!(session.read("again.tsv") == table, "the same documents give the same bytes");
    session
        .file("in.txt", page())
        .run("clean in.txt --out - --stages lines --likely --rules rules");
    let wrong = String::from_utf8(table.to_vec()).unwrap().replace("letters\t3\t", "letter\t3\t");
    session.file("wrong/lines/score.tsv", wrong).run("clean in.txt --out - --rules wrong");
    session.file("short.jsonl", "{\"raw\":\"a\\nb\",\"line_labels\":[1]}\n");
    session.run("train lines short.jsonl --out short.tsv");
    session.file("none.jsonl", "{\"raw\":\"a\",\"line_labels\":[1]}\n");
    session.run("train lines none.jsonl --out none.tsv").check("train-lines");
}

const PACK: &str = r#"
[[rule]]
id   = "kabar-pagi-slogan"
what = "The slogan of Kabar Pagi."
why  = "It stands below every article of the site."
tier = "sure"
when = { line-is = ["Kabar Pagi, Teman Sarapan Anda"] }
fix  = [["Isi.\nKabar Pagi, teman sarapan Anda!\n", "Isi.\n"]]
keep = ["Kabar Pagi, teman sarapan Anda, tutup.\n"]

[[change]]
rule = "boilerplate.id.leave-a-reply"
tier = "off"
"#;

#[test]
fn a_pack_of_ones_own() {
    let mut session = Session::new();
    session.file("packs/boilerplate/kabar-pagi.toml", PACK);
    session
        .file("in.txt", "Harga beras naik.\nKabar Pagi, Teman Sarapan Anda\nTinggalkan Balasan\n");
    session.run("clean in.txt --out - --rules packs");
    session.run("rules lint --rules packs").run("rules test kabar-pagi --rules packs");
    session.run("explain boilerplate.kabar-pagi-slogan --rules packs");
    session.run("explain boilerplate.id.leave-a-reply --rules packs").check("own-pack");
}

#[test]
fn a_site_is_mined() {
    let mut session = Session::new();
    session.file("site.jsonl", common::site::Site.documents(40).concat() + "{\"id\":1}\n");
    session.run("mine site.jsonl --out packs").show("packs/boilerplate/mined.toml");
    session.run("rules lint --rules packs").run("rules test mined --rules packs");
    session.run("explain boilerplate.mined-kanal-kota-9e6b94b1 --rules packs");
    session.file("page.txt", "Kanal Kota\nHarga beras naik.\nWarta Hujan, dekat dengan warga!\n");
    session.run("clean page.txt --out - --rules packs");
    let other = r#"{"url":"https://lain.id/1","text":"Kanal Kota\nHarga beras naik."}"#;
    session.run_with("clean - --out - --rules packs", other.as_bytes());
    session.run("mine site.jsonl --out packs").run("mine - --out more").check("mine");
}

#[test]
fn packs_that_are_refused() {
    let mut session = Session::new();
    session.file("in.txt", GULA);
    let mut refuse = |name: &str, pack: &str| {
        fs::remove_dir_all(session.path().join("packs")).ok();
        session.file(&format!("packs/{name}"), pack);
        session.run("clean in.txt --out - --rules packs");
    };
    refuse("boilerplate/key.toml", &PACK.replace("tier = \"sure\"", "tier-of = \"sure\""));
    refuse("boilerplate/kind.toml", &PACK.replace("line-is", "line-was"));
    refuse("boilerplate/toml.toml", "[[rule]\n");
    refuse(
        "boilerplate/pattern.toml",
        &PACK.replace(
            "{ line-is = [\"Kabar Pagi, Teman Sarapan Anda\"] }",
            "{ regex = { need = [\"kabar\"], pattern = '(kabar' } }",
        ),
    );
    refuse(
        "boilerplate/need.toml",
        &PACK.replace(
            "{ line-is = [\"Kabar Pagi, Teman Sarapan Anda\"] }",
            "{ regex = { need = [], pattern = 'kabar' } }",
        ),
    );
    refuse(
        "boilerplate/short.toml",
        &PACK.replace("line-is = [\"Kabar Pagi, Teman Sarapan Anda\"]", "line-starts = [\"K\"]"),
    );
    refuse(
        "boilerplate/chars.toml",
        &PACK.replace(
            "line-is = [\"Kabar Pagi, Teman Sarapan Anda\"]",
            "chars = [\"U+20\", \"zz\"]",
        ),
    );
    refuse("boilerplate/within.toml", &PACK.replace("line-is", "line-has"));
    refuse("boilerplates/stage.toml", PACK);
    refuse("here.toml", PACK);
    refuse("boilerplate/twice.toml", &format!("{PACK}{PACK}"));
    refuse(
        "boilerplate/change.toml",
        &PACK.replace("boilerplate.id.leave", "boilerplate.id.remove"),
    );
    fs::remove_dir_all(session.path().join("packs")).unwrap();
    session.run("clean in.txt --out - --rules packs");
    fs::create_dir(session.path().join("packs")).unwrap();
    session.run("clean in.txt --out - --rules packs").check("refused-packs");
}

#[test]
fn packs_with_faults() {
    let mut session = Session::new();
    let pack = PACK.replace("id   = \"kabar", "id   = \"remove-kabar").replace("site.\"", "site\"");
    let pack = pack.replace(
        "keep = [\"Kabar Pagi, teman sarapan Anda, tutup.\\n\"]",
        "keep = [\"Kabar Pagi, teman sarapan Anda\\n\"]",
    );
    session.file("packs/boilerplate/kabar-pagi.toml", pack);
    session
        .run("rules lint --rules packs")
        .run("rules test kabar --rules packs")
        .check("faulty-pack");
}

#[test]
fn rules_and_stages_are_listed() {
    let mut session = Session::new();
    session
        .run("stages")
        .run("rules list --stage layout")
        .run("rules list --stage boilerplate --lang ms");
    session.run("rules list --stage nothing").check("lists");
}

#[test]
fn help_that_a_person_can_use() {
    let mut session = Session::new();
    session.run("--help").run("clean --help").run("diff --help").run("explain --help");
    session
        .run("undo --help")
        .run("rules --help")
        .run("train --help")
        .run("train case --help")
        .run("train lines --help")
        .run("mine --help");
    session.check("help");
}

#[test]
fn inputs_that_are_not_there() {
    let mut session = news();
    fs::create_dir(session.path().join("empty")).unwrap();
    session.file("other/notes.md", "x");
    session.run("clean missing.txt --out out").run("clean in missing --out out");
    session.run("clean empty --out out").run("clean other --out out").run("clean *.json --out out");
    session
        .run("clean a[ --out out")
        .run("clean in in/beras.txt --out out")
        .run("clean --out out")
        .run("clean in");
    session
        .run("diff missing.txt")
        .run("explain boilerplate.id.leave-a-repy")
        .run("explain missing.txt");
    session.run("undo missing").check("missing");
    assert!(!session.path().join("out").exists());
}

/// The default build says what it lacks.
#[test]
#[cfg(not(feature = "object-store"))]
fn a_url_in_a_build_without_stores() {
    let mut session = news();
    session.run("clean s3://bucket/raw --out out").run("clean in --out gs://bucket/clean");
    session.run("undo az://bucket/clean");
    assert_eq!(session.said.matches("build it with --features object-store").count(), 3);
    assert!(session.said.contains("s3://bucket/raw: this build"), "{}", session.said);
    assert!(session.said.contains("gs://bucket/clean: this build"), "{}", session.said);
    assert!(!session.path().join("clean.run").exists(), "{}", session.said);
}

#[test]
fn outputs_that_cannot_be() {
    let mut session = news();
    session
        .file("one.jsonl", RECORDS)
        .file("there.txt", "x")
        .file("done/x.txt", "x")
        .file("old.run/run.json", "{}");
    session
        .run("clean in --out in/out")
        .run("clean in --out ./in/../in/deep/out")
        .run("clean in --out in");
    session
        .run("clean in --out done")
        .run("clean in/beras.txt --out there.txt")
        .run("clean in --out old");
    session
        .run("clean in --out all.txt")
        .run("clean in --out -")
        .run("clean one.jsonl --out one.txt");
    session.run_with("clean - --out folder", b"x").run("clean in --stages boilerpate --out out");
    session
        .run("clean in --skip layuot --out out")
        .run("clean in --jobs 0 --out out")
        .run("clean in --only-lang i --out out");
    session.run("clean in --chek").check("outputs");
    assert_eq!(session.read("there.txt"), b"x");
}

#[test]
fn records_that_cannot_be_read() {
    let mut session = Session::new();
    let records = b"{\"id\":\"a\",\"text\":\"Harga beras naik.\"}\nnot json\n{\"id\":3,\"body\":\"x\"}\n{\"text\":5}\n{\"text\":null}\n[1]\n{\"text\":\"a\"} {\"text\":\"b\"}\n{\"text\":\"\\ud800\"}\n{\"text\":\"a\",\"text\":\"b\"}\n{\"text\":\"\xff\"}\n{\"text\":\"cut\n\n{\"id\":\"z\",\"text\":\"Harga gula turun.\"}";
    session.file("in.jsonl", records).run("clean in.jsonl --out out.jsonl").show("out.jsonl");
    session.show("out.jsonl.run/held.jsonl").run("diff in.jsonl").check("unreadable-records");
}

#[test]
fn files_that_break_off() {
    let mut session = Session::new();
    let records: String = (0..4000)
        .map(|i| format!("{{\"id\":{i},\"text\":\"Berita nomor {i}, ditulis kemarin.\"}}\n"))
        .collect();
    let mut gz = GzEncoder::new(vec![], Compression::default());
    gz.write_all(records.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    session.file("cut.jsonl.gz", &gz[..gz.len() / 2]);
    let zst = zstd::encode_all(records.as_bytes(), 3).unwrap();
    session
        .file("cut.jsonl.zst", &zst[..zst.len() / 2])
        .file("no.jsonl.gz", "not gzip at all")
        .file("cut.txt.gz", &gz[..99]);
    session.run("clean cut.jsonl.gz --out gz.jsonl").run("clean cut.jsonl.zst --out zst.jsonl");
    session
        .run("clean no.jsonl.gz --out no.jsonl")
        .run("clean cut.txt.gz --out cut.txt")
        .check("broken-files");
    let saved = session.read("gz.jsonl");
    assert!(
        saved.len() > 1000 && records.as_bytes().starts_with(&saved),
        "what came before is saved"
    );
    assert!(saved.ends_with(b"}\n"), "whole records only");
}

#[cfg(unix)]
#[test]
fn a_full_disk() {
    let mut session = news();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = session.command("clean in/beras.txt --out -").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    session.said += &String::from_utf8(output.stderr).unwrap();
    session.check("full-disk");
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_gone() {
    let mut session = Session::new();
    let many = "{\"text\":\"Harga beras naik.\\nTinggalkan Balasan\"}\n".repeat(200_000);
    session.file("in.jsonl", many);
    for command in ["clean in.jsonl --out -", "diff in.jsonl"] {
        let mut child =
            session.command(command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 10];
        child.stdout.take().unwrap().read_exact(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{command}");
        assert_eq!(output.status.code(), Some(0), "{command}");
    }
}

#[test]
fn a_table_of_ones_own() {
    let mut session = Session::new();
    let sentence = "koran\tWarga desa itu menunggu, kata Kepala Desa Sukamaju di rumah warga.\n";
    session.file("kalimat.tsv", sentence.repeat(3) + "Harga Beras Naik Lagi\n");
    session.run("train case kalimat.tsv --lang id --out rules/lang/id");
    session.show("rules/lang/id/case.tsv");
    let first = session.read("rules/lang/id/case.tsv");
    session.run("train case kalimat.tsv --lang id --out again");
    assert!(session.read("again/case.tsv") == first, "the same sentences give the same bytes");
    session.file("in.txt", "Warga Menunggu kabar Untuk desa yang Telah lama Dari sana dan Hanya ada Di rumah Itu saja.\n");
    session.run("diff in.txt --rules rules").file("lain/lang/id/case.tsv", "b\t1\t0\na\t1\t0\n");
    session.run("diff in.txt --rules lain");
    session.file("pendek.txt", "Harga Beras Naik Lagi\n");
    session.run("train case pendek.txt --lang id --out pendek");
    session.run("train case tidak-ada.txt --lang id --out pendek").check("train");
}

#[test]
fn undo_after_a_change_by_hand() {
    let mut session = news();
    session.run("clean in --out out");
    session.said.clear();
    session.file("out/beras.txt", "Harga Beras Naik Lagi\n\nlain sekali\n").run("undo out");
    assert_eq!(
        session.read("out.original/beras.txt"),
        session.read("out/beras.txt"),
        "nothing is lost"
    );
    session.run("undo out").file("broken.zst", "x").run("undo out --edits broken.zst --to b");
    let line = zstd::encode_all(b"{\"path\":1}\n".as_slice(), 3).unwrap();
    session.file("line.zst", line).run("undo out --edits line.zst --to c");
    session.run("undo in --to d").check("undo");
}

#[test]
fn a_run_that_was_cut_off_goes_on() {
    let mut session = Session::new();
    let records = RECORDS.replace("\n\n", "\n") + "\n";
    for n in 0..60 {
        session.file(&format!("in/{n:02}.jsonl"), records.repeat(400));
        session.file(&format!("in/t/{n:02}.txt"), BERAS);
    }
    session.run("clean in --out whole");
    let mut unfinished = 0;
    for delay in [5, 15, 25, 40, 60, 90] {
        fs::remove_dir_all(session.path().join("out")).ok();
        fs::remove_dir_all(session.path().join("out.run")).ok();
        let mut child =
            session.command("clean in --out out").stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        if session.path().join("out.run/run.json").exists() {
            continue;
        }
        unfinished += 1;
        let output = session.command("clean in --out out --resume").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for file in ["edits.jsonl.zst", "proposed.jsonl.zst"] {
            let lines = |run: &str| {
                zstd::decode_all(session.read(&format!("{run}/{file}")).as_slice()).unwrap()
            };
            assert!(lines("out.run") == lines("whole.run"), "{file} after {delay} ms");
        }
        for n in 0..60 {
            for file in [format!("{n:02}.jsonl"), format!("t/{n:02}.txt")] {
                assert_eq!(
                    session.read(&format!("out/{file}")),
                    session.read(&format!("whole/{file}"))
                );
            }
        }
    }
    assert!(unfinished > 0, "the premise: some run was cut off");
    session.said.clear();
    session.run("clean in --out out --resume");
    fs::rename(
        session.path().join("out.run/run.json"),
        session.path().join("out.run/unfinished.json"),
    )
    .unwrap();
    session.run("clean in --out out --resume");
    let progress = "{\"fingerprint\":\"other\",\"inputs\":1,\"report\":{\"documents\":0,\"changed\":0,\"decoded\":0,\"held\":0,\"bytes_in\":0,\"bytes_out\":0,\"applied\":[],\"proposed\":[]},\"sizes\":[0,0,0]}";
    session
        .file("out.run/unfinished.json", progress)
        .run("clean in --out out --resume")
        .check("resume");
}

#[test]
fn jobs_and_batches_do_not_show_in_the_output() {
    let mut session = Session::new();
    let record = |i: usize| {
        format!(
            "{{\"id\":{i},\"text\":\"Berita {i}.\\nTinggalkan Balasan\\n{}\"}}\n",
            "Isi. ".repeat(i % 977)
        )
    };
    session.file("in/a.jsonl", (0..3000).map(record).collect::<String>());
    for n in 0..300 {
        session.file(&format!("in/t/{n}.txt"), BERAS.repeat(1 + n % 7));
    }
    session.run("clean in --out one --jobs 1");
    for jobs in [2, 7] {
        session.run(&format!("clean in --out out{jobs} --jobs {jobs}"));
        for file in ["a.jsonl", "t/0.txt", "t/299.txt"] {
            assert!(
                session.read(&format!("out{jobs}/{file}")) == session.read(&format!("one/{file}"))
            );
        }
        let edits = |run: &str| session.read(&format!("{run}.run/edits.jsonl.zst"));
        assert!(edits(&format!("out{jobs}")) == edits("one"));
    }
}

/// A document of which nearly everything is furniture is held; a rule that takes too much of a
/// corpus is only proposed, also after the run was cut off.
#[test]
fn budgets() {
    let mut session = Session::new();
    let notice = "Alamat email Anda tidak akan dipublikasikan.\nRuas yang wajib ditandai *\n";
    let form = format!("Harga beras naik.\nTinggalkan Balasan\n{}", notice.repeat(4));
    session
        .file("form.txt", &form)
        .run("clean form.txt --out clean.txt")
        .show("clean.txt.run/held.jsonl");
    session.run("clean form.txt --out whole.txt --max-removed 1").show("whole.txt");
    let article = |n: usize| {
        format!(
            "{{\"text\": \"Harga beras naik {n} persen, kata pedagang di pasar itu.\\nSelamat pagi, Indonesia\\n\"}}\n"
        )
    };
    let rule = "[[rule]]\nid = \"greeting\"\nwhat = \"A greeting.\"\nwhy = \"Printed everywhere.\"\ntier = \"sure\"\n\
                when = { line-is = [\"Selamat pagi, Indonesia\"] }\n\
                fix = [[\"Harga naik.\\nSelamat pagi, Indonesia\\n\", \"Harga naik.\\n\"]]\n\
                keep = [\"Selamat pagi, kata ibu itu.\\n\"]\n\n\
                [[rule]]\nid = \"farewell\"\nwhat = \"A farewell.\"\nwhy = \"Printed everywhere.\"\ntier = \"sure\"\n\
                when = { line-is = [\"Selamat tinggal, Indonesia\"] }\n\
                fix = [[\"Harga naik.\\nSelamat tinggal, Indonesia\\n\", \"Harga naik.\\n\"]]\n\
                keep = [\"Selamat tinggal, kata ibu itu.\\n\"]\n";
    session.file("packs/boilerplate/greeting.toml", rule);
    session.file("news.jsonl", (0..150).map(article).collect::<String>());
    session.run("clean news.jsonl --out out.jsonl --rules packs");
    assert_eq!(session.read("out.jsonl"), session.read("news.jsonl"));
    session.check("budgets");
}

/// An edit that rests on the line beside it names the rule that takes that line.
#[test]
fn neighbours_are_in_the_ledger() {
    let mut session = Session::new();
    let page = "Harga beras naik lagi pekan ini, kata pedagang di pasar.\n\navots\n\nTinggalkan Balasan\nNama *\n";
    session.file("page.txt", page).run("clean page.txt --out clean.txt");
    session.show_zst("clean.txt.run/edits.jsonl.zst").check("neighbours");
}

/// Two documents of one site and one of another, and one without a text.
const BERITA: &str = concat!(
    r#"{"id": "a", "url": "https://www.kabar.example/1", "lang": "id", "text": "Harga beras naik.\nBaca juga: Stok Beras\n"}"#,
    "\n",
    r#"{"isi": "tanpa teks"}"#,
    "\n",
    r#"{"id": "b", "url": "https://kabar.example/2", "lang": "id", "text": "Harga  gula turun.\nBaca juga: Stok Gula\n"}"#,
    "\n",
    r#"{"id": "c", "source": "warta", "text": "Harga garam tetap, kata </script> petani.\n"}"#,
    "\n"
);

const OWN_PACK: &str = r#"
[[rule]]
id = "own-line"
what = "A line that only this site prints."
why = "It stands below every article."
tier = "sure"
when = { line-starts = ["Harga garam tetap"] }
fix = [["Isi berita.\nHarga garam tetap\n", "Isi berita.\n"]]
keep = ["Isi berita.\n"]
"#;

#[test]
fn a_report() {
    let mut session = Session::new();
    session.file("in.jsonl", BERITA).run("clean in.jsonl --out out.jsonl");
    session.said.clear();
    session.run("report out.jsonl --out a.html").run("report out.jsonl.run --out b.html");
    assert_eq!(session.read("a.html"), session.read("b.html"));
    let page = String::from_utf8(session.read("a.html")).unwrap();
    let data = page.split("application/json\">").nth(1).unwrap().split("</script>").next().unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["held"]["named"][0]["place"], "in.jsonl:2");
    assert_eq!(data["documents"][0]["site"], "kabar.example");
    let characters = |of: &str| data["size"][of].as_i64().unwrap();
    let texts = [
        "Harga beras naik.\n",
        "Harga gula turun.\n",
        "Harga garam tetap, kata </script> petani.\n",
    ];
    let left: usize = texts.iter().map(|text| text.len()).sum();
    assert_eq!(characters("characters_out"), left as i64);
    let taken = "Baca juga: Stok Beras\n Baca juga: Stok Gula\n".len();
    assert_eq!(characters("characters_in"), (left + taken) as i64);

    fs::remove_file(session.path().join("out.jsonl")).unwrap();
    session.run("report out.jsonl --out c.html").run("report nowhere --out d.html").check("report");
}

#[test]
fn a_comparison() {
    let mut session = Session::new();
    session.file("in.jsonl", BERITA).file("own/boilerplate/own.toml", OWN_PACK);
    session.run("clean in.jsonl --out a.jsonl --skip spacing");
    session.run("clean in.jsonl --out b.jsonl --rules own --max-removed 1");
    session.said.clear();
    session.run("compare a.jsonl b.jsonl").run("compare a.jsonl a.jsonl.run --check");
    session.run("compare in.jsonl --rules-b own --check --json");
    // Without OUT, the ledgers say the same, but not on which site.
    let out_of = |said: &str| said.lines().skip(3).take(2).map(str::to_owned).collect::<Vec<_>>();
    let with = out_of(&session.said);
    for name in ["a.jsonl", "b.jsonl"] {
        fs::remove_file(session.path().join(name)).unwrap();
    }
    let kept = std::mem::take(&mut session.said);
    session.run("compare a.jsonl.run b.jsonl.run");
    assert_eq!(out_of(&session.said), with, "{}", session.said);
    session.said = kept;
    session.file("other.jsonl", "{\"text\": \"Satu.\"}\n").run("clean other.jsonl --out c.jsonl");
    session.run("compare a.jsonl c.jsonl").run("compare a.jsonl").check("comparison");
}

/// More sites, rules and examples than the page names, in characters that are longest there.
#[test]
fn a_report_of_anything_stays_below_two_megabytes() {
    let mut session = Session::new();
    let rule = |n: usize| {
        format!(
            "[[rule]]\nid = \"line-{n}\"\nwhat = \"A line.\"\nwhy = \"It is one.\"\ntier = \"sure\"\n\
             when = {{ line-starts = [\"Baris nomor {n} itu\"] }}\nkeep = [\"Isi.\\n\"]\n\
             fix = [[\"Isi.\\nBaris nomor {n} itu\\n\", \"Isi.\\n\"]]\n"
        )
    };
    let pack: String = (0..400).map(rule).collect();
    let record = |n: usize| {
        let lines = (0..6)
            .map(|i| format!("Baris nomor {} itu {}\\n", (n * 7 + i * 31) % 400, "<".repeat(300)));
        let (lines, id) = (lines.collect::<String>(), "<".repeat(40));
        format!(
            "{{\"id\": \"{id}{n}\", \"url\": \"https://situs-{}.example/\", \"text\": \"Isi.\\n{lines}\"}}\n",
            n % 150
        )
    };
    let held = |n: usize| format!("{{\"id\": \"{n}\", \"isi\": \"{}\"}}\n", "<".repeat(300));
    let records: String = (0..2500).map(record).chain((0..300).map(held)).collect();
    session.file("in.jsonl", records).file("own/boilerplate/own.toml", pack);
    session.run("clean in.jsonl --out out.jsonl --max-removed 1 --rules own --stages boilerplate");
    session.run("report out.jsonl --out out.html");
    let page = session.read("out.html").len();
    assert!((1_200_000..2_000_000).contains(&page), "{page} bytes: {}", session.said);
}

#[test]
fn snapshots_of_a_sample() {
    let mut session = news();
    session.run("snapshot in --to snaps").show("snaps/beras.txt.snap");
    session.run("snapshot in --to snaps --check");
    session.run("snapshot in --to snaps --check --skip boilerplate");
    session.run_with("snapshot in --to snaps --review --skip boilerplate", b"what\nr\n");
    session.run_with("snapshot in --to snaps --review --skip boilerplate", b"a\n");
    session.run("snapshot in --to snaps --check --skip boilerplate");
    fs::remove_file(session.path().join("in/lain/gula.txt")).unwrap();
    session.run("snapshot in --to snaps --check --skip boilerplate");
    session.run("snapshot - --to snaps").run("snapshot in --to nowhere --check");
    session.check("snapshot");
}

#[test]
fn decisions_that_cannot_be_read() {
    let mut session = news();
    session.file("twice.toml", "[[decision]]\nrule = \"a\"\nsite = \"x\"\nverdict = \"accept\"\n[[decision]]\nrule = \"a\"\nsite = \"x\"\nverdict = \"reject\"\n");
    session.file("word.toml", "[[decision]]\nrule = \"a\"\nverdict = \"maybe\"\n");
    session.file(
        "old.toml",
        "[[decision]]\nrule = \"gone.rule\"\nsite = \"x\"\nverdict = \"accept\"\n",
    );
    for name in ["twice", "word", "old", "none"] {
        session.run(&format!("clean in --check --decisions {name}.toml"));
    }
    session.run("rules learn old.toml").run("rules learn old.toml --rules packs");
    session.run("clean in --out out").run("review out").run("review nowhere");
    session.check("decisions");
}
