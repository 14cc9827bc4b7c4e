//! Each way to find a line, by a rule of a user's pack.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jernih::{document::Document, ledger::Ledger, pipeline::Pipeline, rule::Rules};

/// What is left of a text when only the rule with these fields is used.
fn clean(fields: &str, text: &str) -> String {
    let mut rules = Rules::builtin().unwrap();
    let facts = "name = \"Made\"\nfunction-words = [\"a\"]\nspeech-words = [\"kata\"]\n";
    rules.add("made", "lang/xx/language.toml", facts).unwrap();
    let pack = format!(
        "[[rule]]\nid = \"made\"\nwhat = \"A line.\"\nwhy = \"It is made.\"\ntier = \"sure\"\n{fields}\nfix = [[\"a\", \"b\"]]\nkeep = [\"a\"]\n"
    );
    rules.add("made", "boilerplate/made.toml", &pack).unwrap();
    let mut document = Document { text: text.into(), ..Document::default() };
    Pipeline::new(&rules).unwrap().clean(&mut document, &mut Ledger::default()).unwrap();
    document.text
}

#[test]
fn literals_are_whole_words_at_their_end_of_the_line() {
    let starts = "when = { line-starts = [\"Kuda Laut\"] }";
    assert_eq!(clean(starts, "Isi.\n• kuda  laut: dua\nKuda lautan.\n"), "Isi.\nKuda lautan.\n");
    let ends = "when = { line-ends = [\"kuda laut\"] }";
    assert_eq!(clean(ends, "Isi.\nLihat KUDA LAUT…\nKuda laut itu.\n"), "Isi.\nKuda laut itu.\n");
    assert_eq!(clean(ends, "Isi.\nKekuda laut\n"), "Isi.\nKekuda laut\n");
    let has = "when = { line-has = [\"kuda laut\"] }\nmax-chars = 40";
    assert_eq!(clean(has, "Isi.\nDua kuda laut itu\nKuda lautan\n"), "Isi.\nKuda lautan\n");
}

#[test]
fn speech_spares_a_line() {
    let rule = "when = { line-starts = [\"Kuda laut\"] }\nunless = [\"speech\"]";
    assert_eq!(clean(rule, "Kuda laut itu satu.\nIsi.\n"), "Isi.\n");
    let said = "Kuda laut itu satu, kata ibu.\nIsi.\n";
    assert_eq!(clean(rule, said), said);
    let quoted = "Kuda laut itu satu,” kata ibu.\nIsi.\n";
    assert_eq!(clean(rule, quoted), quoted);
}

#[test]
fn a_list_of_labels_spares_a_line() {
    let rule = "when = { line-starts = [\"Kuda:\"] }\nunless = [\"label-list\"]";
    assert_eq!(clean(rule, "Isi.\nKuda: dua\nSatu: tiga\n"), "Isi.\nSatu: tiga\n");
    let list = "Isi.\nSapi: satu\nKuda: dua\nSatu: tiga\n";
    assert_eq!(clean(rule, list), list);
}

#[test]
fn several_of_a_kind_spare_each_other() {
    let rule = "when = { line-is = [\"Kuda laut\"] }\nunless = [\"several\"]";
    let two = "Kuda laut\nIsi.\nKuda laut\nIsi lagi.\n";
    assert_eq!(clean(rule, two), "Isi.\nIsi lagi.\n");
    let three = "Kuda laut\nIsi.\nKuda laut\nIsi lagi.\nKuda laut\n";
    assert_eq!(clean(rule, three), three);
}

#[test]
fn the_tables_are_in_order_and_small() {
    let (scores, casings): (Vec<_>, Vec<_>) =
        jernih::rule::TABLES.iter().partition(|(path, _)| path.starts_with("lines/"));
    let [(_, scores)] = scores[..] else { panic!("one table of scores") };
    assert!(jernih::line_score::Table::read(scores).is_ok() && scores.len() < 100_000);
    for (path, text) in casings {
        let casing =
            jernih::casing::Casing::read(text).unwrap_or_else(|at| panic!("{path}: {at:?}"));
        assert!(text.len() < 1_500_000, "{path}: {} bytes", text.len());
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.contains(' ')) {
            let word = line.split('\t').next().unwrap();
            assert!(casing.word(word).is_some(), "{path}: {word}");
        }
    }
}
