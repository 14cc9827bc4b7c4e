//! Whole documents through all stages: `tests/cases/pipeline/` gives `snapshots/pipeline/`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;

use jernih::{pipeline::Pipeline, rule::Rules};

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
