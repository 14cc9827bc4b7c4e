//! One snapshot for each case of a stage: `tests/cases/<stage>/<case>[.<tag>].txt` gives
//! `snapshots/<stage>/<case>[.<tag>].snap`. `cargo insta review` goes through what changed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use jernih::{pipeline::Pipeline, rule::Rules, stages::STAGES};

#[test]
fn every_stage_does_to_its_cases_what_its_snapshots_say() {
    let rules = Rules::builtin().unwrap();
    for stage in STAGES {
        let mut pipeline = Pipeline::only(&rules, &[*stage]).unwrap();
        common::snapshots(stage.name, &rules, &mut pipeline);
    }
}
