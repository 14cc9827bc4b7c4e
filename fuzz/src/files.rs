//! What must hold for any file: it is read to its end, what it says is a document or has a reason, and
//! it takes other texts without any other change.

use std::{
    fs, panic,
    path::{Path, PathBuf},
};

use jernih::{
    decisions::Decisions,
    document::Document,
    pipeline::Pipeline,
    rule::Rules,
    source::{
        Batch, Batches, Carrier, Compression, Fate, Fields, Format, Input, Piece, Record, Shape,
        csv, parquet, parse,
    },
    stages::STAGES,
};
use tempfile::TempDir;

/// Documents above this are held: a file of a fuzzer reaches it.
const MAX_DOCUMENT: usize = 1000;
/// What a cell is made to hold: what it must quote, and what it need not.
const TEXTS: [&str; 4] = ["", "beras", "a,b\t\"c\"\r\n", "\u{e9}\u{2028}\u{1f600}"];

thread_local! {
    static FOLDER: TempDir = tempfile::tempdir().unwrap();
    static DECIDED: Rules = Rules::builtin().unwrap();
}

/// Rows of CSV and TSV lie end to end, and take another text and the old one again.
pub fn csv(bytes: &[u8]) {
    let Some((choice, table)) = bytes.split_first() else { return };
    let format = if choice % 2 == 0 { Format::Csv } else { Format::Tsv };
    let (mut all, mut whole) = (vec![], true);
    for batch in read(&input(format, Compression::None, table)) {
        for piece in &batch.pieces {
            match piece {
                Piece::Record { line, range, .. } => {
                    all.extend_from_slice(&batch.bytes[range.clone()]);
                    row(batch.record(*line, range));
                }
                Piece::Blank { range, .. } => all.extend_from_slice(&batch.bytes[range.clone()]),
                Piece::Unreadable { .. } => whole = false,
                Piece::End { .. } => {}
            }
        }
    }
    assert!(!whole || all == table, "every byte is in a row");
}

/// A row takes another text, and the old one again, and every other byte stays.
fn row(record: Record<'_>) {
    let (fields, mut before, mut after) =
        (Fields::default(), Document::default(), Document::default());
    let Ok(Carrier::Row(carrier)) = parse(record, &fields, &mut before) else { return };
    for text in TEXTS {
        let mut changed = vec![];
        csv::render(record.bytes, &carrier, text, &mut changed);
        let again = parse(Record { bytes: &changed, ..record }, &fields, &mut after).unwrap();
        let Carrier::Row(again) = again else { unreachable!("a row is read as a row") };
        assert_eq!((&*after.text, &after.id, after.language), (text, &before.id, before.language));
        let mut back = changed[..again.token.start].to_vec();
        match csv::lost_quotes(record.bytes, &carrier, text, &before.text) {
            Some(cell) => {
                back.extend_from_slice(cell.as_bytes());
                back.extend_from_slice(&changed[again.token.end..]);
            }
            None => {
                back.clear();
                csv::render(&changed, &again, &before.text, &mut back);
            }
        }
        assert_eq!(back, record.bytes, "with {text:?}");
    }
}

/// Pages of an archive are lines that can be read, compressed or not, whatever is damaged.
pub fn warc(bytes: &[u8]) {
    const PACKED: [Compression; 5] = [
        Compression::None,
        Compression::Gzip,
        Compression::Zstd,
        Compression::Bzip2,
        Compression::Xz,
    ];
    let Some((choice, archive)) = bytes.split_first() else { return };
    let compression = PACKED[usize::from(*choice) % PACKED.len()];
    for batch in read(&input(Format::Warc, compression, archive)) {
        for piece in &batch.pieces {
            let Piece::Record { line, range, .. } = piece else { continue };
            let record = batch.record(*line, range);
            assert!(matches!(record.shape, Shape::Json));
            let is_line = memchr_count(record.bytes) == 1 && record.bytes.ends_with(b"}\n");
            let is_text = std::str::from_utf8(record.bytes).is_ok();
            let parsed = parse(record, &Fields::default(), &mut Document::default());
            assert!(!is_text || !is_line || parsed.is_ok(), "{parsed:?}");
        }
    }
}

fn memchr_count(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// A table of values is read or has a reason, and what is written of it is read again.
pub fn parquet(bytes: &[u8]) {
    let mut writer: Option<parquet::Writer<fs::File>> = None;
    let written = folder().join("written");
    let mut texts = vec![];
    // A fuzzer ends at any panic, also one of the library that jernih catches.
    let hook = panic::take_hook();
    let batches = read(&input(Format::Parquet, Compression::None, bytes));
    panic::set_hook(hook);
    for batch in batches {
        let fates: Vec<Fate<'_>> = fates(&batch);
        let Some(rows) = &batch.rows else { continue };
        texts.extend(fates.iter().filter(|fate| matches!(fate, Fate::With(_))).map(|_| "beras"));
        let rows = rows.after(&fates);
        if writer.is_none() {
            let file = fs::File::create(&written).unwrap();
            // What it is compressed with may not be in this build.
            let Ok(begun) = parquet::Writer::new(file, &rows) else { return };
            writer = Some(begun);
        }
        if writer.as_mut().is_some_and(|writer| writer.write(&rows).is_err()) {
            return;
        }
    }
    let Some(writer) = writer else { return };
    if writer.finish().is_err() {
        return;
    }
    let mut again = vec![];
    for batch in read(&named(Format::Parquet, Compression::None, written)) {
        for piece in &batch.pieces {
            let Piece::Record { line, range, .. } = piece else { continue };
            let mut document = Document::default();
            if parse(batch.record(*line, range), &Fields::default(), &mut document).is_ok() {
                again.push(document.text);
            }
        }
    }
    assert_eq!(again, texts, "what was written");
}

/// Every row with a text gets another; those without stay.
fn fates(batch: &Batch) -> Vec<Fate<'static>> {
    let fate = |piece: &Piece| match piece {
        Piece::Record { line, range, .. } => {
            let record = batch.record(*line, range);
            let parsed = parse(record, &Fields::default(), &mut Document::default());
            Some(if parsed.is_ok() { Fate::With("beras") } else { Fate::Gone })
        }
        Piece::Blank { .. } => Some(Fate::AsItIs),
        Piece::Unreadable { .. } => Some(Fate::Gone),
        Piece::End { .. } => None,
    };
    batch.pieces.iter().filter_map(fate).collect()
}

/// A file of decisions is refused with a reason, or is the same after it was written and read; and a
/// run can follow it.
pub fn decisions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let decisions = match Decisions::parse(text) {
        Ok(decisions) => decisions,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    let written = decisions.write();
    let again = Decisions::parse(&written).unwrap();
    assert_eq!(again, decisions, "{written}");
    assert_eq!(again.write(), written);
    DECIDED.with(|rules| {
        let quick = ["spacing", "repeats", "layout"];
        let stages: Vec<_> = STAGES.iter().filter(|s| quick.contains(&s.name)).copied().collect();
        let mut pipeline = Pipeline::only(rules, &stages).unwrap();
        pipeline.follow(rules, &decisions);
        super::obey(&mut pipeline, text, None);
    });
}

/// Everything that is read of a file, which must come to an end.
fn read(input: &Input) -> Vec<Batch> {
    let (inputs, fields) = ([input.clone()], Fields::default());
    let batches: Vec<Batch> =
        Batches::new(&inputs, 0, &fields, MAX_DOCUMENT).take(100_000).collect();
    let ends = batches.iter().flat_map(|batch| &batch.pieces);
    assert_eq!(ends.filter(|piece| matches!(piece, Piece::End { .. })).count(), 1);
    batches
}

fn input(format: Format, compression: Compression, bytes: &[u8]) -> Input {
    let path = folder().join("read");
    fs::write(&path, bytes).unwrap();
    named(format, compression, path)
}

fn named(format: Format, compression: Compression, path: PathBuf) -> Input {
    Input { path, relative: PathBuf::new(), format, compression, size: None }
}

fn folder() -> PathBuf {
    FOLDER.with(|folder| Path::to_path_buf(folder.path()))
}
