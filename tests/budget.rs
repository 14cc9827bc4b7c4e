//! What counts as taken from a document.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jernih::{
    budget::{Budget, greedy},
    document::Document,
    ledger::Ledger,
    pipeline::Pipeline,
    report::Report,
    rule::Rules,
};

#[test]
fn repaired_letters_are_not_taken() {
    let rules = Rules::builtin().unwrap();
    let mut pipeline = Pipeline::new(&rules).unwrap();
    let mut ledger = Ledger::default();
    // Twice decoded with the wrong codec, each letter is four characters.
    let original = "ÃƒÂ©tÃƒÂ© ".repeat(100);
    let mut document = Document { text: original.clone(), ..Document::default() };
    pipeline.clean(&mut document, &mut ledger).unwrap();
    assert!(document.text.starts_with("été été"), "{}", document.text);
    assert_eq!(Budget::new(0.1).exceeded(&original, &ledger, pipeline.stages()), None);
    let mut report = Report::default();
    (0..100).for_each(|_| report.count(&original, &document.text, &ledger));
    assert_eq!(greedy(&report, &rules), []);
}
