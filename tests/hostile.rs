//! Input that wants to do harm: small files that expand without end, names that point elsewhere,
//! and shapes on which a careless algorithm takes the square of the time.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use jernih::{
    pipeline::Pipeline,
    rule::Rules,
    source::{Fields, Record},
    worker::Worker,
};

fn jernih(folder: &Path, arguments: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
    command.args(arguments.split(' ')).current_dir(folder).output().unwrap()
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> Vec<String> {
    let mut files: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned())
        .collect();
    files.sort();
    files
}

#[test]
fn a_file_that_expands_without_end_is_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let record = "{\"id\":\"a\",\"text\":\"Harga beras naik.\"}\n";
    let bomb = [record.as_bytes(), &vec![b'a'; 100 << 20]].concat();
    for name in ["bomb.jsonl.zst", "bomb.txt.zst"] {
        fs::write(dir.path().join(name), zstd::encode_all(&bomb[..], 1).unwrap()).unwrap();
        let output =
            jernih(dir.path(), &format!("clean {name} --out {}", name.replace(".zst", "")));
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("expands to more than 1000 times its size"), "{said}");
    }
    assert_eq!(fs::read_to_string(dir.path().join("bomb.jsonl")).unwrap(), record);
}

#[test]
fn an_id_names_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let inner = dir.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    let ids = ["../../x", "/tmp/jernih-x", "..\\\\x", "", "a\\u0000b"];
    let record =
        |id: &&str| format!("{{\"id\":\"{id}\",\"text\":\"Isi.\\nTinggalkan Balasan\"}}\n");
    fs::write(inner.join("in.jsonl"), ids.iter().map(record).collect::<String>()).unwrap();
    let output = jernih(&inner, "clean in.jsonl --out out.jsonl");
    assert!(output.status.success(), "{output:?}");
    let outside = files(dir.path());
    assert!(
        outside
            .iter()
            .all(|path| path.starts_with("a/b/in.jsonl") || path.starts_with("a/b/out.jsonl")),
        "{outside:?}"
    );
    assert!(!Path::new("/tmp/jernih-x").exists());
}

/// A ledger that came with someone else's run says where undo writes only within what OUT has.
#[test]
fn a_ledger_names_no_file_outside() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    fs::create_dir_all(path("in")).unwrap();
    fs::write(path("in/a.txt"), "Isi berita.\nTinggalkan Balasan\n").unwrap();
    assert!(jernih(dir.path(), "clean in --out out").status.success());
    let ledger = path("out.run/edits.jsonl.zst");
    let lines = zstd::decode_all(fs::File::open(&ledger).unwrap()).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    assert!(lines.contains("\"a.txt\""), "{lines}");
    let lines = lines.replace("\"a.txt\"", "\"../a.txt\"");
    fs::write(&ledger, zstd::encode_all(lines.as_bytes(), 1).unwrap()).unwrap();
    let output = jernih(dir.path(), "undo out --to back");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(!path("a.txt").exists());
}

/// What comes of a record; none of these may take the square of its length, which would be hours.
fn cleaned(worker: &mut Worker, record: Record<'_>) -> Result<String, String> {
    let cleaned = worker.clean(record, "hostile").map_err(|held| held.to_string())?;
    let text = cleaned.document.text.clone();
    assert_eq!(cleaned.ledger.undo(&text).as_deref(), Some(cleaned.original));
    Ok(text)
}

#[test]
fn no_shape_takes_the_square_of_its_length() {
    const SENTENCE: &str = "Sebuah kalimat yang cukup panjang untuk isi sebuah berita, kata wartawan itu kemarin, dan yang mendengarnya menulisnya.\n";
    let pipeline = Pipeline::new(&Rules::builtin().unwrap()).unwrap();
    let mut worker = Worker::new(&pipeline, &Fields::default());
    let related = format!("Berita Terkait\n{SENTENCE}");
    let after_prose = format!("{SENTENCE}{}", "Berita Terkait\n".repeat(1_000_000));
    let shapes: [(&str, usize); 16] = [
        ("kata demi kata dan ", 50_000_000),
        ("ya\n", 3_000_000),
        ("(", 10_000_000),
        ("\u{301}", 10_000_000),
        ("Tinggalkan Balasan\n", 10_000_000),
        ("Baca juga: Harga Beras Naik Lagi\n", 2_000_000),
        ("\u{200b}", 1_000_000),
        ("\u{200d}", 1_000_000),
        ("a\u{200e}", 1_000_000),
        ("\r", 1_000_000),
        ("kata.Kata", 1_000_000),
        ("\u{5e9}\u{200f} ", 2_000_000),
        ("Untuk Dan yang ", 2_000_000),
        ("\u{c3}", 2_000_000),
        (&related, 40_000_000),
        (&after_prose, after_prose.len()),
    ];
    for (piece, bytes) in shapes {
        let text = piece.repeat(bytes / piece.len());
        let shape = piece.chars().take(20).collect::<String>();
        cleaned(&mut worker, Record::text(text.as_bytes()))
            .unwrap_or_else(|held| panic!("{shape:?}: {held}"));
    }
}

#[test]
fn json_may_be_nested_without_end() {
    let pipeline = Pipeline::new(&Rules::builtin().unwrap()).unwrap();
    let mut worker = Worker::new(&pipeline, &Fields::default());
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let (open, close) = (open.repeat(5_000_000), close.repeat(5_000_000));
        let record = format!("{{\"text\":\"Harga naik.\",\"x\":{open}0");
        let held = cleaned(&mut worker, Record::json(record.as_bytes(), 1)).unwrap_err();
        assert!(held.contains("not a JSON object"), "{held}");
        let record = format!("{record}{close}}}");
        assert_eq!(
            cleaned(&mut worker, Record::json(record.as_bytes(), 1)).as_deref(),
            Ok("Harga naik.")
        );
    }
}

/// Each charset that a page declares is tried once, however often it is declared.
#[test]
fn a_page_that_declares_charsets_without_end() {
    let mut page = "charset=shift_jis charset=euc-kr ".repeat(120).into_bytes();
    page.extend(b"caf\xe9 \xff\x80 ".repeat(1_000_000));
    let decoded = jernih::source::decode::decode(&page).unwrap();
    assert!(decoded.text.contains("caf"));
}
