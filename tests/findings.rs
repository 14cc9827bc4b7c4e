//! What fuzzing and hostile input found, held against the laws that it broke: `tests/findings/<target>/`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../fuzz/src/lib.rs"]
#[allow(unreachable_pub, reason = "a crate of its own for the fuzzer")]
mod laws;

mod common;

use std::fs;

/// What a fuzz target does with its bytes.
type Target = fn(&[u8]);

#[test]
fn what_was_found_stays_mended() {
    let targets: [(&str, Target); 9] = [
        ("decode", laws::decode),
        ("pack", laws::pack),
        ("splice", laws::splice),
        ("stage", laws::stage),
        ("pipeline", laws::pipeline),
        ("csv", laws::csv),
        ("warc", laws::warc),
        ("parquet", laws::parquet),
        ("decisions", laws::decisions),
    ];
    let mut held = 0;
    for (target, obeys) in targets {
        let folder = common::root().join("tests/findings").join(target);
        if folder.exists() {
            for file in common::files(&folder) {
                obeys(&fs::read(file).unwrap());
                held += 1;
            }
        }
    }
    assert!(held > 0, "nothing was read");
}

/// Documents of every stage, cut and glued at their middles: what a fuzzer does first.
#[test]
fn the_targets_run_on_the_projects_own_documents() {
    let cases = common::root().join("tests/cases/boilerplate");
    let documents: Vec<_> =
        common::files(&cases).into_iter().map(|f| fs::read(f).unwrap()).collect();
    for pair in documents.windows(2) {
        let glued = [&pair[0][..pair[0].len() / 2], &pair[1][pair[1].len() / 2..]].concat();
        [laws::decode, laws::pack, laws::splice, laws::stage, laws::pipeline]
            .iter()
            .for_each(|obeys| obeys(&glued));
    }
}
