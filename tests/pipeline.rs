//! Whole documents through all stages: `tests/cases/pipeline/` gives `snapshots/pipeline/`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use jernih::{
    document::{Document, Origin},
    edit::Edits,
    ledger::Ledger,
    pipeline::Pipeline,
    rule::Rules,
    stage::{Stage, StageDef},
    stages::{self, STAGES},
    text::Text,
};

#[test]
fn whole_documents_come_out_as_their_snapshots_say() {
    let rules = Rules::builtin().unwrap();
    let mut pipeline = Pipeline::new(&rules).unwrap();
    common::snapshots("pipeline", &rules, &mut pipeline);
}

/// A snapshot whose case is gone would be believed for ever.
#[test]
fn every_snapshot_has_its_case() {
    let snapshots = common::root().join("snapshots");
    for folder in fs::read_dir(&snapshots).unwrap().map(|entry| entry.unwrap().path()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        if name == "cli" {
            continue;
        }
        for snapshot in common::files(&folder) {
            let case = common::root()
                .join("tests/cases")
                .join(name)
                .join(snapshot.with_extension("txt").file_name().unwrap());
            assert!(case.exists(), "{} has no case {}", snapshot.display(), case.display());
        }
    }
}

/// A stage that looks at every text that it is given.
struct Hasty(Box<dyn Stage>);

impl Stage for Hasty {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.0.run(text, origin, edits);
        self.0.look(text, edits);
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(Hasty(self.0.fork()))
    }
}

#[test]
fn what_waits_until_the_text_has_come_to_rest_is_proposed_as_if_it_had_not() {
    let rules = Rules::builtin().unwrap();
    let early = |stage: &StageDef| match stage.name {
        "lines" => StageDef { late: &[], build: |rules| hasty("lines", rules), ..*stage },
        "script" => StageDef { late: &[], build: |rules| hasty("script", rules), ..*stage },
        _ => *stage,
    };
    let stages: Vec<StageDef> = STAGES.iter().map(early).collect();
    assert!(stages.iter().all(|stage| stage.late.is_empty()), "a stage that is late is missing");
    let mut slow = Pipeline::only(&rules, &stages).unwrap();
    let mut quick = Pipeline::new(&rules).unwrap();
    let mut proposed = 0;
    for stage in STAGES {
        for case in common::files(&common::root().join("tests/cases").join(stage.name)) {
            let text = fs::read_to_string(&case).unwrap();
            let [(quick, ledger), (slow, expected)] =
                [&mut quick, &mut slow].map(|pipeline| clean(pipeline, &text));
            assert_eq!(quick, slow, "{}", case.display());
            assert!(ledger.applied().eq(expected.applied()), "{}", case.display());
            assert!(ledger.proposed().eq(expected.proposed()), "{}", case.display());
            proposed += ledger.proposed().count();
        }
    }
    assert!(proposed > 0);
}

fn hasty(name: &str, rules: &Rules) -> Result<Box<dyn Stage>, jernih::rule::RuleError> {
    let stage = stages::find(name).unwrap();
    Ok(Box::new(Hasty((stage.build)(rules)?)))
}

fn clean(pipeline: &mut Pipeline, text: &str) -> (String, Ledger) {
    let mut document = Document { text: text.to_owned(), ..Document::default() };
    let mut ledger = Ledger::default();
    pipeline.clean(&mut document, &mut ledger).unwrap();
    (document.text, ledger)
}
