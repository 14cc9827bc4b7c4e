//! What holds for every input, whatever the rules say.
//!
//! The input is text made of pieces that rules care about, so that random documents meet them
//! often, and the documents of this project.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, sync::LazyLock};

use jernih::{
    document::{Document, Language},
    edit::Edits,
    ledger::Ledger,
    pipeline::Pipeline,
    rule::{Place, Rules, Takes, Tier, When, fold},
    source::{Fields, Record},
    stages::{self, STAGES},
    text::{Span, Text},
    worker::Worker,
};
use proptest::prelude::*;

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());
static PIPELINE: LazyLock<Pipeline> = LazyLock::new(|| Pipeline::new(&RULES).unwrap());
static LIKELY: LazyLock<Pipeline> = LazyLock::new(|| {
    let mut rules = RULES.clone();
    rules.apply(Tier::Likely);
    Pipeline::new(&rules).unwrap()
});

/// Every literal and example of the packs, and the characters and joints between them.
static PIECES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut pieces: Vec<String> = RULES
        .iter()
        .flat_map(|(_, filed)| {
            let rule = &filed.rule;
            let lines = rule.fix.iter().map(|(before, _)| before).chain(&rule.keep);
            let lines = lines.flat_map(|text| text.split_inclusive('\n'));
            lines.map(str::to_owned).chain(rule.when.literals().iter().cloned()).collect::<Vec<_>>()
        })
        .collect();
    let joints = [
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "  ",
        "\t",
        ". ",
        ".",
        ":",
        "…",
        "“",
        "”",
        "\u{200b}",
        "\u{3000}",
        "\u{200f}",
        "\u{200d}",
        "\u{ad}",
        "\u{a0}",
        "\u{feff}",
        "e\u{301}",
        "é",
        "Ã©",
        "â€œ",
        "â€\u{fffd}",
        "&amp;",
        "&lt; 3",
        "漢字",
        "ไทย",
        "Tุมภาพันธ์",
        "Москва",
        "bаnk",
        "العربية",
        "12",
        "10\n0\n",
        "Kata",
        "kata",
        "Untuk ",
        "yang Telah ",
        "Di ",
        "Korea Utara ",
        "Korearn Utara ",
        "Sebuah kalimat yang cukup panjang untuk dibaca sebagai isi sebuah berita, kata wartawan itu kemarin.",
        "Harga Beras Naik Lagi di Pasar Induk Cipinang",
    ];
    pieces.extend(joints.map(str::to_owned));
    pieces
});

fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(PIECES.clone()),
        1 => prop::sample::select(PIECES[PIECES.len() - 47..].to_vec()),
        1 => ".{0,12}",
    ];
    prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
}

fn languages() -> impl Strategy<Value = Option<&'static str>> {
    prop::sample::select(vec![None, Some("id"), Some("en"), Some("ms"), Some("th")])
}

fn document(text: &str, language: Option<&str>) -> Document {
    let language = language.and_then(Language::parse);
    Document { id: "law".into(), language, text: text.into(), ..Document::default() }
}

/// The document after cleaning, with its ledger.
fn cleaned(pipeline: &Pipeline, text: &str, language: Option<&str>) -> (Document, Ledger) {
    let (mut document, mut ledger) = (document(text, language), Ledger::default());
    pipeline.fork().clean(&mut document, &mut ledger).unwrap();
    (document, ledger)
}

/// The example documents and every case of every stage.
fn own_documents() -> Vec<String> {
    let mut folders =
        vec![common::root().join("examples/raw"), common::root().join("tests/cases/pipeline")];
    folders.extend(STAGES.iter().map(|stage| common::root().join("tests/cases").join(stage.name)));
    let files = folders.iter().flat_map(|folder| common::files(folder));
    files.filter_map(|file| fs::read_to_string(file).ok()).collect()
}

/// Checks all that must hold for one document.
fn obeys(text: &str, language: Option<&str>) {
    for pipeline in [&*PIPELINE, &*LIKELY] {
        let (once, ledger) = cleaned(pipeline, text, language);
        assert_eq!(ledger.replay(text), once.text, "the ledger replays");
        assert_eq!(ledger.undo(&once.text).as_deref(), Some(text), "the ledger undoes");
        let (twice, second) = cleaned(pipeline, &once.text, language);
        assert_eq!(twice.text, once.text, "cleaning twice changes nothing: {:?}", second.hunks());
        hunks_tell_the_difference(text, &once.text, &ledger);
    }
}

/// Outside the hunks both texts are the same, in order.
fn hunks_tell_the_difference(original: &str, clean: &str, ledger: &Ledger) {
    let (mut from, mut to) = (0, 0);
    for hunk in ledger.hunks() {
        let (old, new) = (hunk.original.range(), hunk.clean.range());
        assert_eq!(original[from..old.start], clean[to..new.start]);
        assert!(!hunk.rules.is_empty());
        (from, to) = (old.end, new.end);
    }
    assert_eq!(original[from..], clean[to..]);
}

proptest! {
    #[test]
    fn random_documents_obey(text in texts(), language in languages()) {
        obeys(&text, language);
    }

    #[test]
    fn no_document_remembers_another(a in texts(), b in texts(), language in languages()) {
        let (mut used, mut ledger) = (PIPELINE.fork(), Ledger::default());
        used.clean(&mut document(&a, language), &mut ledger).unwrap();
        let mut after = document(&b, language);
        used.clean(&mut after, &mut ledger).unwrap();
        let (alone, alone_ledger) = cleaned(&PIPELINE, &b, language);
        prop_assert_eq!(after, alone);
        prop_assert!(ledger.applied().eq(alone_ledger.applied()));
    }

    /// Looking for literals first may only save work: a rule alone, tried on every line by its
    /// definition, finds the same.
    #[test]
    fn the_prefilter_misses_nothing(text in texts()) {
        for (line, name) in by_definition(&text) {
            let taken = by_matcher(&text);
            prop_assert!(taken.contains(&line), "{name} misses {:?}", &text[line.range()]);
        }
    }
}

/// Pages of paragraphs with lines of all kinds between them.
fn pages() -> impl Strategy<Value = String> {
    let paragraph = "The council voted on Tuesday to reopen the old ferry landing after eleven years, and the first boats are expected to cross before summer.";
    let line = prop_oneof![
        Just(paragraph.to_owned()),
        prop::sample::select(vec![
            "Home",
            "News | Sport | Shop",
            "Sign in",
            "© 2024 North Bank Post",
            "» 12",
            "3.5",
            "Five walks for a wet weekend",
            "What it will cost:",
            "“Is that so?”",
            "- a, b, c",
            "The end.",
            "首页",
            "أخبار",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec((line, 1..20_usize), 1..14).prop_map(|runs| {
        let lines = runs.into_iter().flat_map(|(line, times)| vec![line; times]);
        lines.map(|line| line + "\n").collect()
    })
}

proptest! {
    /// What a score takes is taken at once: no line goes because others went.
    #[test]
    fn taking_lines_raises_no_score(text in pages()) {
        let (mut rules, stage) = (RULES.clone(), stages::find("lines").unwrap());
        rules.apply(Tier::Likely);
        let pipeline = Pipeline::only(&rules, &[*stage]).unwrap();
        let (_, ledger) = cleaned(&pipeline, &text, None);
        prop_assert!(ledger.passes() <= 1, "{:?}", ledger.hunks());
    }
}

/// Bytes of files as they come: random, or pieces of text and JSON that were cut and glued.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: Vec<&[u8]> = vec![
        b"{\"id\":\"a\",\"text\":\"",
        b"Harga beras\\n",
        b"\\u00e9",
        b"\\ud83d",
        b"\"}",
        b"\"",
        b"\\",
        b"{",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff\0H",
        b"caf\xe9 \x93x\x94",
        b"\xc3",
        b"\xe2\x80",
        b"\0",
        b"\r\n",
        "Tinggalkan Balasan\n".as_bytes(),
        "ปลายdang \u{e0041}".as_bytes(),
    ];
    let piece = prop_oneof![
        3 => prop::sample::select(pieces).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    /// Any bytes give a document or a reason, and a reason says something.
    #[test]
    fn no_bytes_are_too_strange(bytes in bytes()) {
        let mut worker = Worker::new(&PIPELINE, &Fields::default());
        for record in [Record::text(&bytes), Record::json(&bytes, 1)] {
            match worker.clean(record, "law") {
                Ok(cleaned) => assert_eq!(
                    cleaned.ledger.undo(&cleaned.document.text).as_deref(),
                    Some(cleaned.original)
                ),
                Err(held) => assert!(!held.to_string().is_empty()),
            }
        }
    }
}

/// The lines that rules without place, neighbour and exception take, by what their packs say.
fn by_definition(text: &str) -> Vec<(Span, &'static str)> {
    let view = Text::new(text);
    let mut taken = vec![];
    for (_, filed) in RULES.iter() {
        let rule = &filed.rule;
        let is_plain = filed.stage == "boilerplate"
            && rule.tier == Tier::Sure
            && rule.place == Place::Anywhere
            && rule.near.is_none()
            && rule.unless.is_empty()
            && rule.takes() == Takes::Line;
        if !is_plain {
            continue;
        }
        let regex = match &rule.when {
            When::Regex { pattern, .. } => Some(regex::Regex::new(pattern).unwrap()),
            _ => None,
        };
        for line in view.lines().filter(|line| !line.is_blank()) {
            let body = view.slice(line.body);
            let finds = match &rule.when {
                When::LineIs(any) => any.iter().any(|literal| fold(literal) == fold(body)),
                When::Regex { need, .. } => {
                    let has = |literal: &String| {
                        body.to_ascii_lowercase().contains(&literal.to_ascii_lowercase())
                    };
                    need.iter().any(has) && regex.as_ref().unwrap().is_match(body)
                }
                _ => false,
            };
            if finds && rule.max_chars.is_none_or(|max| body.chars().count() <= max) {
                taken.push((line.whole, filed.name.as_str()));
            }
        }
    }
    taken
}

fn by_matcher(text: &str) -> Vec<Span> {
    let mut edits = Edits::default();
    RULES.matcher("boilerplate").unwrap().propose(Text::new(text), None, &mut edits);
    edits.iter().map(|(edit, _)| edit.span).collect()
}

#[test]
fn own_documents_obey() {
    for text in own_documents() {
        obeys(&text, None);
        obeys(&text, Some("id"));
    }
}

#[test]
fn an_untouched_document_costs_no_allocation_and_keeps_its_buffer() {
    let mut pipeline = PIPELINE.fork();
    let mut ledger = Ledger::default();
    let paragraph = |i: u32| {
        format!(
            "Harga beras di pasar induk naik {i} persen pekan ini, kata Menteri Perdagangan Budi Santoso. “Café” itu ramai.\n\n"
        )
    };
    let text: String = (0..200).map(paragraph).collect::<String>().trim_end().to_owned() + "\n";
    let mut warm = document(&text, Some("id"));
    pipeline.clean(&mut warm, &mut ledger).unwrap();
    assert_eq!(warm.text, text, "the premise: this document is not touched");
    let buffer = warm.text.as_ptr();
    let allocations =
        allocation_counter::measure(|| pipeline.clean(&mut warm, &mut ledger).unwrap());
    assert_eq!(allocations.count_total, 0);
    assert_eq!(warm.text.as_ptr(), buffer, "the buffer was replaced");
}

/// The cost of a rule must not grow with the number of rules, or a language more would slow down
/// every other. No test of what comes out can see that, so this one counts: ten times the rules
/// must compile and clean, and still find their lines.
#[test]
fn three_thousand_more_rules_still_work() {
    let mut rules = RULES.clone();
    let rule = |i: u32| {
        format!(
            "[[rule]]\nid = \"made-{i}\"\nwhat = \"A made line.\"\nwhy = \"To count.\"\ntier = \"sure\"\n\
             when = {{ line-is = [\"Baris buatan nomor {i}\"] }}\nfix = [[\"a\", \"b\"]]\nkeep = [\"a\"]\n"
        )
    };
    let pack: String = (0..3000).map(rule).collect();
    rules.add("made", "boilerplate/made.toml", &pack).unwrap();
    let pipeline = Pipeline::new(&rules).unwrap();
    let (clean, _) = cleaned(&pipeline, "Isi berita.\nBaris buatan nomor 2999\n", None);
    assert_eq!(clean.text, "Isi berita.\n");
}
