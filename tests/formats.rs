//! Every format in and out: what is cleaned, what stays, and that undo gives the input back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{Read, Write},
    path::Path,
    process::Command,
};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A text that changes, and what it becomes.
const DIRTY: &str = "Harga beras naik, kata \"Budi\".\nTinggalkan Balasan\n";
const CLEAN: &str = "Harga beras naik, kata \"Budi\".\n";
const GULA: &str = "Harga gula turun di pasar induk, kata para pedagang kemarin.";

/// A folder in which commands run.
struct Folder(TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        fs::write(self.path(name), bytes).unwrap();
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Runs a command that must end so, and gives what it said and printed.
    fn run(&self, arguments: &str, code: i32) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
        command.args(arguments.split(' ')).current_dir(self.0.path());
        let output = command.output().unwrap();
        let said = [output.stderr, output.stdout].concat();
        let said = String::from_utf8(said).unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments}: {said}");
        said
    }

    fn held(&self, run: &str) -> Vec<Value> {
        let lines = self.text(&format!("{run}/held.jsonl"));
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// What undo must do for every way to write a cell.
#[test]
fn rows_keep_every_other_byte() {
    let folder = Folder::new();
    let quoted = DIRTY.replace('"', "\"\"");
    let rows = format!(
        "\u{feff}id,\"text\",n,url\r\n\
         1,\"{quoted}\",\"1,5\",https://contoh.id/1\r\n\
         2,{GULA},x,\r\n\
         \r\n\
         3,Harga  naik.,\"a \"\"b\"\"\",\n\
         4,\"Harga  turun.\",,\n\
         5,\"Stok\"  habis  lagi.,,\n\
         6\n\
         7,\"Harga kopi\ntetap.\n\nTinggalkan Balasan\",,"
    );
    folder.file("in.csv", &rows);
    folder.run("clean in.csv --out out.csv", 2);
    let held = folder.held("out.csv.run");
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["place"], "in.csv:7");
    assert_eq!(held[0]["record"], "6");
    let clean = CLEAN.replace('"', "\"\"");
    let expected = rows
        .replace(&quoted, &clean)
        .replace("Harga  naik", "Harga naik")
        .replace("Harga  turun", "Harga turun")
        .replace("\"Stok\"  habis  lagi.", "\"Stok habis lagi.\"")
        .replace("\n6\n", "\n")
        .replace("tetap.\n\nTinggalkan Balasan", "tetap.\n");
    assert_eq!(folder.text("out.csv"), expected);
    folder.run("undo out.csv --to back.csv", 0);
    assert_eq!(folder.text("back.csv"), rows.replace("\n6\n", "\n"));
    let diff = folder.run("diff in.csv", 2);
    assert!(diff.contains("\n1\n") && diff.contains("Tinggalkan Balasan"), "{diff}");
}

#[test]
fn an_empty_cell_alone_in_its_row_stays_a_row() {
    let folder = Folder::new();
    folder.file("in.csv", "text\nTinggalkan Balasan\nHarga beras naik.\n");
    folder.run("clean in.csv --out out.csv --max-removed 1", 0);
    assert_eq!(folder.text("out.csv"), "text\n\"\"\nHarga beras naik.\n");
    folder.run("undo out.csv --to back.csv", 0);
    assert_eq!(folder.read("back.csv"), folder.read("in.csv"));
}

#[test]
fn tabs_and_a_column_by_name() {
    let folder = Folder::new();
    folder.file("in.tsv", "no\tisi\tsitus\n1\tHarga  naik, lagi.\ta.id\n2\tTetap.\tb.id\n");
    folder.run("clean in.tsv --out out.tsv --text-field isi --id-field no --site-field situs", 0);
    assert_eq!(folder.text("out.tsv"), folder.text("in.tsv").replace("  naik", " naik"));
    folder.run("undo out.tsv --to back.tsv", 0);
    assert_eq!(folder.read("back.tsv"), folder.read("in.tsv"));
    let said = folder.run("clean in.tsv --out other.tsv", 2);
    assert!(said.contains("no column \"text\"") && said.contains("no, isi, situs"), "{said}");
}

#[test]
fn bytes_of_another_charset_in_a_row_are_held() {
    let folder = Folder::new();
    folder.file("in.csv", b"id,text\n1,Caf\xe9\n2,Harga naik.\n");
    folder.run("clean in.csv --out out.csv", 2);
    assert_eq!(folder.text("out.csv"), "id,text\n2,Harga naik.\n");
    assert_eq!(folder.held("out.csv.run")[0]["place"], "in.csv:2");
}

/// The same records in every compression, in and out.
#[test]
fn compressions() {
    let folder = Folder::new();
    let lines = format!("{}\n{}\n", json!({ "text": DIRTY }), json!({ "text": GULA }));
    let clean = format!("{}\n{}\n", json!({ "text": CLEAN }), json!({ "text": GULA }));
    let mut kinds = vec!["gz", "zst"];
    kinds.extend(cfg!(feature = "bzip2").then_some("bz2"));
    kinds.extend(cfg!(feature = "xz").then_some("xz"));
    for kind in &kinds {
        // Two parts, as tools that work in parallel write them.
        let bytes = [compress(kind, lines.as_bytes()), compress(kind, lines.as_bytes())].concat();
        folder.file(&format!("in/a.jsonl.{kind}"), bytes);
        folder.file(&format!("in/{kind}/b.txt.{kind}"), compress(kind, DIRTY.as_bytes()));
    }
    folder.run("clean in --out out", 0);
    folder.run("undo out --to back", 0);
    for kind in &kinds {
        let read = |name: &str| decompress(kind, &folder.path(name));
        let name = format!("a.jsonl.{kind}");
        assert_eq!(read(&format!("out/{name}")), clean.repeat(2), "{kind}");
        assert_eq!(read(&format!("back/{name}")), lines.repeat(2), "{kind}");
        assert_eq!(read(&format!("out/{kind}/b.txt.{kind}")), CLEAN);
        assert_eq!(read(&format!("back/{kind}/b.txt.{kind}")), DIRTY);
    }
}

fn compress(kind: &str, bytes: &[u8]) -> Vec<u8> {
    match kind {
        "gz" => {
            let mut gz = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
            gz.write_all(bytes).unwrap();
            gz.finish().unwrap()
        }
        "zst" => zstd::encode_all(bytes, 3).unwrap(),
        #[cfg(feature = "bzip2")]
        "bz2" => {
            let mut bz2 = bzip2::write::BzEncoder::new(vec![], bzip2::Compression::best());
            bz2.write_all(bytes).unwrap();
            bz2.finish().unwrap()
        }
        #[cfg(feature = "xz")]
        "xz" => {
            let mut xz = liblzma::write::XzEncoder::new(vec![], 6);
            xz.write_all(bytes).unwrap();
            xz.finish().unwrap()
        }
        kind => panic!("{kind}"),
    }
}

fn decompress(kind: &str, path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let bytes = bytes.as_slice();
    let read: Box<dyn std::io::Read> = match kind {
        "gz" => Box::new(flate2::read::MultiGzDecoder::new(bytes)),
        "zst" => Box::new(zstd::Decoder::new(bytes).unwrap()),
        #[cfg(feature = "bzip2")]
        "bz2" => Box::new(bzip2::read::MultiBzDecoder::new(bytes)),
        #[cfg(feature = "xz")]
        "xz" => Box::new(liblzma::read::XzDecoder::new_multi_decoder(bytes)),
        kind => panic!("{kind}"),
    };
    std::io::read_to_string(read).unwrap()
}

/// A record of an archive of pages.
fn page(kind: &str, n: usize, body: &[u8]) -> Vec<u8> {
    let header = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://contoh.id/{n}\r\n\
         WARC-Date: 2024-05-13T10:15:0{n}Z\r\nWARC-Record-ID: <urn:uuid:{n}>\r\n\
         Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [header.as_bytes(), body, b"\r\n\r\n"].concat()
}

#[test]
fn archives_of_pages_become_lines() {
    let folder = Folder::new();
    let pages = [
        page("warcinfo", 0, b"Software-Info: none\r\n\r\n"),
        page("conversion", 1, DIRTY.as_bytes()),
        page("request", 2, b"GET /\r\n\r\n"),
        page("conversion", 3, b"Caf\xe9 itu ramai."),
        page("conversion", 4, GULA.as_bytes()),
    ];
    let members: Vec<u8> = pages.iter().flat_map(|page| compress("gz", page)).collect();
    folder.file("in/CC-1.warc.wet.gz", members);
    folder.file("in/plain.wet", pages.concat());
    folder.run("clean in --out out", 2);
    let lines: Vec<Value> = decompress("gz", &folder.path("out/CC-1.jsonl.gz"))
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let line = |n: usize, text: &str| {
        json!({
            "id": format!("urn:uuid:{n}"), "url": format!("https://contoh.id/{n}"),
            "date": format!("2024-05-13T10:15:0{n}Z"), "text": text
        })
    };
    assert_eq!(lines, [line(1, CLEAN), line(4, GULA)]);
    assert_eq!(folder.text("out/plain.jsonl"), decompress("gz", &folder.path("out/CC-1.jsonl.gz")));
    let held = folder.held("out.run");
    assert_eq!(held[0]["place"], "in/CC-1.warc.wet.gz:2");
    assert!(held[0]["bytes"].is_string(), "what is no UTF-8 is kept in Base64");
    folder.run("undo out --to back", 0);
    let back: Value =
        serde_json::from_str(folder.text("back/plain.jsonl").lines().next().unwrap()).unwrap();
    assert_eq!(back, line(1, DIRTY));
    folder.run("report out --out out.html", 0);
}

#[test]
fn an_archive_without_text_says_so() {
    let folder = Folder::new();
    folder.file("in.warc", page("response", 1, b"HTTP/1.1 200 OK\r\n\r\n<p>Harga naik.</p>"));
    let said = folder.run("clean in.warc --out out.jsonl", 2);
    assert!(said.contains("in.warc: not text: it has pages in HTML"), "{said}");
}

#[test]
fn a_damaged_archive_goes_on_at_the_next_page() {
    let folder = Folder::new();
    let mut pages: Vec<Vec<u8>> =
        (1..6).map(|n| compress("gz", &page("conversion", n, GULA.as_bytes()))).collect();
    let middle = pages[2].len() / 2;
    pages[2][middle..].fill(0xAA);
    folder.file("in.wet.gz", pages.concat());
    let said = folder.run("clean in.wet.gz --out out.jsonl", 2);
    assert!(said.contains("in.wet.gz:3: damaged"), "{said}");
    let lines = folder.text("out.jsonl");
    for (n, is_there) in [(1, true), (2, true), (3, false), (4, true), (5, true)] {
        assert_eq!(lines.contains(&format!("contoh.id/{n}")), is_there, "{n}: {lines}");
    }
}

/// A block that is damaged costs what is in its part of the file.
#[test]
fn a_damaged_block_costs_its_part() {
    for kind in ["gz", "zst"] {
        let folder = Folder::new();
        let line = |n: usize| format!("{}\n", json!({ "id": n, "text": format!("{GULA} {n}") }));
        let part = |at: usize| (at * 500..(at + 1) * 500).map(line).collect::<String>();
        let mut parts: Vec<Vec<u8>> =
            (0..3).map(|at| compress(kind, part(at).as_bytes())).collect();
        let middle = parts[1].len() / 2;
        parts[1][middle..middle + 40].fill(0xAA);
        folder.file(&format!("in.jsonl.{kind}"), parts.concat());
        let said = folder.run(&format!("clean in.jsonl.{kind} --out out.jsonl"), 2);
        let named = said.lines().find(|line| line.contains("damaged")).unwrap();
        assert!(named.contains(&format!("in.jsonl.{kind}:")), "{said}");
        let out = folder.text("out.jsonl");
        let (first, last) = (part(0), part(2));
        assert!(out.starts_with(&first), "{kind}: what comes before is saved");
        assert!(out.ends_with(&last), "{kind}: what comes after is saved");
    }
}

#[cfg(feature = "parquet")]
mod tables {
    use std::{fs::File, sync::Arc};

    use arrow_array::{
        ArrayRef, Float64Array, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray,
        builder::{ListBuilder, StringBuilder},
        cast::AsArray,
        types::Int64Type,
    };
    use parquet::{
        arrow::{ArrowWriter, arrow_reader::ParquetRecordBatchReaderBuilder},
        basic::{Compression, ZstdLevel},
        file::{
            properties::WriterProperties,
            reader::{FileReader, SerializedFileReader},
        },
    };

    use super::*;

    const ROWS: usize = 90;

    fn texts() -> Vec<Option<&'static str>> {
        let text = |row: usize| match row % 5 {
            0 => Some(DIRTY),
            1 => None,
            2 => Some(""),
            _ => Some(GULA),
        };
        (0..ROWS).map(text).collect()
    }

    /// Three row groups of thirty rows, with columns of several kinds.
    fn write(path: &Path, texts: Vec<Option<&str>>) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let mut tags = ListBuilder::new(StringBuilder::new());
        for row in 0..ROWS {
            (0..row % 3).for_each(|n| tags.values().append_value(format!("tag {n}")));
            tags.append(row % 7 > 0);
        }
        let numbers = (0..ROWS).map(|row| (row % 4 > 0).then_some(row as f64 / 3.0));
        let columns: [(&str, ArrayRef); 5] = [
            ("id", Arc::new(Int64Array::from_iter_values(0..ROWS as i64))),
            ("text", Arc::new(StringArray::from(texts))),
            ("tags", Arc::new(tags.finish())),
            ("score", Arc::new(Float64Array::from_iter(numbers))),
            ("when", Arc::new(TimestampMillisecondArray::from_iter_values(0..ROWS as i64))),
        ];
        let rows = RecordBatch::try_from_iter(columns).unwrap();
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_column_compression("text".into(), Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(30))
            .build();
        let file = File::create(path).unwrap();
        let mut writer = ArrowWriter::try_new(file, rows.schema(), Some(properties)).unwrap();
        writer.write(&rows).unwrap();
        writer.close().unwrap();
    }

    fn read(path: &Path) -> RecordBatch {
        let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
        let schema = reader.schema().clone();
        let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
        arrow_select::concat::concat_batches(&schema, &batches).unwrap()
    }

    fn text_column(rows: &RecordBatch) -> Vec<Option<&str>> {
        rows.column_by_name("text").unwrap().as_string::<i32>().iter().collect()
    }

    #[test]
    fn other_columns_and_the_schema_stay() {
        let folder = Folder::new();
        write(&folder.path("in.parquet"), texts());
        folder.run("clean in.parquet --out out.parquet", 0);
        folder.run("undo out.parquet --to back.parquet", 0);
        let [before, after, back] =
            ["in", "out", "back"].map(|name| read(&folder.path(&format!("{name}.parquet"))));
        assert_eq!(before, back);
        assert_eq!(before.schema(), after.schema());
        for (at, field) in before.schema().fields().iter().enumerate() {
            assert_eq!(before.column(at) == after.column(at), field.name() != "text");
        }
        let clean = |text: &str| if text == DIRTY { CLEAN.to_owned() } else { text.to_owned() };
        let expected: Vec<_> = texts().into_iter().map(|text| text.map(clean)).collect();
        let expected: Vec<_> = expected.iter().map(Option::as_deref).collect();
        assert_eq!(text_column(&after), expected);
        let inside = |name: &str| SerializedFileReader::new(File::open(folder.path(name)).unwrap());
        let [before, after] = ["in.parquet", "out.parquet"].map(|name| inside(name).unwrap());
        let [before, after] = [before.metadata(), after.metadata()];
        assert_eq!(before.num_row_groups(), after.num_row_groups());
        let schema = |of: &parquet::file::metadata::ParquetMetaData| {
            of.file_metadata().schema_descr().root_schema().clone()
        };
        assert_eq!(schema(before), schema(after));
        assert_eq!(
            before.file_metadata().key_value_metadata(),
            after.file_metadata().key_value_metadata()
        );
        for (before, after) in before.row_groups().iter().zip(after.row_groups()) {
            assert_eq!(before.num_rows(), after.num_rows());
            for (before, after) in before.columns().iter().zip(after.columns()) {
                assert_eq!(before.compression(), after.compression());
            }
        }
        let said = folder.run("diff in.parquet", 0);
        assert!(said.contains("Tinggalkan Balasan") && said.starts_with("0\n"), "{said}");
        let page = folder.run("report out.parquet --out out.html", 0);
        assert!(page.contains("5 documents side by side"), "{page}");
        folder.run("compare out.parquet out.parquet.run --check", 0);
    }

    /// A row that is held is not in OUT, and a column of other values is no text.
    #[test]
    fn rows_that_are_held() {
        let folder = Folder::new();
        let notice = "Alamat email Anda tidak akan dipublikasikan.\nRuas yang wajib ditandai *\n";
        let form = format!("Harga beras naik.\nTinggalkan Balasan\n{}", notice.repeat(4));
        let texts = (0..ROWS).map(|row| Some(if row % 5 == 0 { &*form } else { GULA }));
        write(&folder.path("in/a.parquet"), texts.collect());
        folder.run("clean in --out out", 0);
        let after = read(&folder.path("out/a.parquet"));
        let ids: Vec<i64> =
            after.column(0).as_primitive::<Int64Type>().values().iter().copied().collect();
        assert_eq!(ids, (0..ROWS as i64).filter(|id| id % 5 > 0).collect::<Vec<_>>());
        let held = folder.held("out.run");
        assert_eq!(held.len(), ROWS / 5);
        assert_eq!(held[1]["place"], "in/a.parquet:6");
        assert_eq!(held[1]["id"], "5");
        let said = folder.run("clean in/a.parquet --out b.parquet --text-field score", 2);
        assert!(said.contains("the column \"score\": holds Float64, not strings"), "{said}");
        assert!(!folder.path("b.parquet").exists());
        let said = folder.run("clean in/a.parquet --out c.parquet --text-field isi", 2);
        assert!(said.contains("no column \"isi\"") && said.contains("id, text, tags"), "{said}");
    }

    #[test]
    fn a_damaged_row_group_costs_its_rows() {
        let folder = Folder::new();
        write(&folder.path("in.parquet"), texts());
        let mut bytes = folder.read("in.parquet");
        let file =
            SerializedFileReader::new(File::open(folder.path("in.parquet")).unwrap()).unwrap();
        let (start, len) = file.metadata().row_group(1).column(1).byte_range();
        let (start, len) = (start as usize, len as usize);
        bytes[start..start + len].fill(0xAA);
        folder.file("in.parquet", bytes);
        let said = folder.run("clean in.parquet --out out.parquet", 2);
        assert!(said.contains("in.parquet:31: rows 31 to 60, to the end of row group 2"), "{said}");
        let after = read(&folder.path("out.parquet"));
        let ids = after.column(0).as_primitive::<Int64Type>().values().to_vec();
        assert_eq!(ids, (0..30).chain(60..90).collect::<Vec<i64>>());
        folder.file("cut.parquet", &folder.read("in.parquet")[..400]);
        let said = folder.run("clean cut.parquet --out other.parquet", 2);
        assert!(said.contains("cut.parquet: Parquet error"), "{said}");
    }
}

/// Workers compress each batch by itself: a gzip file has a member a batch, whatever the jobs.
#[test]
fn gzip_is_the_same_with_any_number_of_jobs() {
    let folder = Folder::new();
    let line =
        |n: usize| format!("{}\n", json!({ "id": n, "text": format!("{n} {GULA}\n").repeat(20) }));
    let lines: String = (0..3000).map(line).collect();
    folder.file("in/a.jsonl.gz", compress("gz", lines.as_bytes()));
    folder.file("in/empty.jsonl.gz", compress("gz", b""));
    for n in 0..40 {
        folder.file(&format!("in/t/{n}.txt.gz"), compress("gz", format!("{n} {DIRTY}").as_bytes()));
    }
    for jobs in [1, 2, 5] {
        folder.run(&format!("clean in --out out{jobs} --jobs {jobs} --stages boilerplate"), 0);
        for name in ["a.jsonl.gz", "empty.jsonl.gz", "t/7.txt.gz", "t/39.txt.gz"] {
            let [one, now] = [1, jobs].map(|jobs| folder.read(&format!("out{jobs}/{name}")));
            assert!(one == now, "{name} with {jobs} jobs");
        }
    }
    assert_eq!(decompress("gz", &folder.path("out1/a.jsonl.gz")), lines);
    assert_eq!(decompress("gz", &folder.path("out1/empty.jsonl.gz")), "");
    assert_eq!(decompress("gz", &folder.path("out1/t/7.txt.gz")), format!("7 {CLEAN}"));
    let packed = folder.read("out1/a.jsonl.gz");
    let mut first = String::new();
    flate2::read::GzDecoder::new(&*packed).read_to_string(&mut first).unwrap();
    assert!((1 << 20..3 << 19).contains(&first.len()), "one batch a member: {}", first.len());
}
