//! Composition (NFC) as the Unicode standard has it, row by row: `tests/data/` holds its test.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs::File;

use jernih::{document::Document, ledger::Ledger, pipeline::Pipeline, rule::Rules, stages};

/// The unicode stage with nothing but composition: the other rules of the stage are switched off.
fn composition() -> Pipeline {
    let mut rules = Rules::builtin().unwrap();
    let others = rules.iter().filter(|(_, filed)| filed.stage == "unicode");
    let others = others.filter(|(_, filed)| filed.rule.id != "decomposed");
    let off: String = others
        .map(|(_, filed)| format!("[[change]]\nrule = \"{}\"\ntier = \"off\"\n", filed.name))
        .collect();
    rules.add("test", "unicode/off.toml", &off).unwrap();
    Pipeline::only(&rules, &[*stages::find("unicode").unwrap()]).unwrap()
}

fn characters(hexadecimal: &str) -> String {
    let number = |digits| u32::from_str_radix(digits, 16).unwrap();
    hexadecimal.split(' ').map(|digits| char::from_u32(number(digits)).unwrap()).collect()
}

fn assert_composes(pipeline: &mut Pipeline, from: &str, to: &str) {
    let mut document = Document { text: from.into(), ..Document::default() };
    pipeline.clean(&mut document, &mut Ledger::default()).unwrap();
    assert_eq!(document.text, to, "from {}", from.escape_unicode());
}

#[test]
fn every_row_of_the_standard_composes() {
    let path = common::root().join("tests/data/normalization-17.0.0.txt.zst");
    let rows = std::io::read_to_string(zstd::Decoder::new(File::open(path).unwrap()).unwrap());
    let rows = rows.unwrap();
    let mut pipeline = composition();
    let mut seen = 0;
    for row in rows.lines().filter(|row| !row.starts_with('#')) {
        let forms: Vec<String> = row.split(';').map(characters).collect();
        for (form, composed) in [(0, 1), (1, 1), (2, 1), (3, 3), (4, 3)] {
            assert_composes(&mut pipeline, &forms[form], &forms[composed]);
        }
        seen += 1;
    }
    assert_eq!(seen, 8_862, "rows");
}

#[test]
fn every_hangul_syllable_composes() {
    let mut pipeline = composition();
    for syllable in '가'..='힣' {
        let index = syllable as u32 - 0xAC00;
        let jamo = [0x1100 + index / 588, 0x1161 + index % 588 / 28, 0x11A7 + index % 28];
        let jamo = jamo.iter().filter(|jamo| **jamo != 0x11A7);
        let jamo: String = jamo.map(|jamo| char::from_u32(*jamo).unwrap()).collect();
        assert_composes(&mut pipeline, &jamo, &syllable.to_string());
    }
}
