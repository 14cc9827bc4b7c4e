//! What `run.json` says of a run of `jernih clean`.

use std::{
    path::Path,
    time::{Instant, SystemTime, UNIX_EPOCH},
};

use serde::Serialize;

use crate::{
    clean::{Outcome, Plan},
    cli::summary,
    report::Count,
    rule::{RuleId, Rules, Tier},
    source::{Fields, Input},
};

/// `run.json`: enough to do the run again.
#[derive(Serialize)]
pub(super) struct Facts<'r> {
    jernih: &'static str,
    rules_sha256: String,
    command: Vec<String>,
    stages: &'r [&'static str],
    fields: &'r Fields,
    inputs: Vec<(&'r Path, u64)>,
    out: &'r Path,
    started_unix_seconds: u64,
    seconds: f64,
    documents: u64,
    changed: u64,
    decoded_to_utf8: u64,
    held: u64,
    bytes_in: u64,
    bytes_out: u64,
    /// Edits that were made, and not made, because of `--decisions`.
    accepted: u64,
    rejected: u64,
    applied: Vec<RuleCount<'r>>,
    proposed: Vec<RuleCount<'r>>,
    /// Rules of these stages that found nothing.
    idle: Vec<&'r str>,
}

/// A rule that was at work.
#[derive(Serialize)]
struct RuleCount<'r> {
    stage: &'r str,
    rule: &'r str,
    tier: Tier,
    edits: u64,
    documents: u64,
    bytes_removed: u64,
}

impl<'r> Facts<'r> {
    pub(super) fn new(
        plan: &Plan<'r>,
        out: &'r Path,
        outcome: &Outcome,
        started: (SystemTime, Instant),
    ) -> Facts<'r> {
        let report = &outcome.report;
        Facts {
            jernih: env!("CARGO_PKG_VERSION"),
            rules_sha256: plan.rules.sha256(),
            command: std::env::args().collect(),
            stages: plan.pipeline.stages(),
            fields: plan.fields,
            inputs: plan.inputs.iter().map(|input| (input.path.as_path(), size(input))).collect(),
            out,
            started_unix_seconds: started
                .0
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| since.as_secs()),
            seconds: started.1.elapsed().as_secs_f64(),
            documents: report.documents,
            changed: report.changed,
            decoded_to_utf8: report.decoded,
            held: report.held,
            bytes_in: report.bytes_in,
            bytes_out: report.bytes_out,
            accepted: report.accepted,
            rejected: report.rejected,
            applied: counts(plan.rules, |rule| report.applied(rule)),
            proposed: counts(plan.rules, |rule| report.proposed(rule)),
            idle: summary::idle(plan, report).map(|filed| filed.name.as_str()).collect(),
        }
    }
}

fn counts<'r>(rules: &'r Rules, count: impl Fn(RuleId) -> Count) -> Vec<RuleCount<'r>> {
    let busy =
        rules.iter().map(|(id, filed)| (count(id), filed)).filter(|(count, _)| count.edits > 0);
    busy.map(|(count, filed)| RuleCount {
        stage: &filed.stage,
        rule: &filed.name,
        tier: filed.rule.tier,
        edits: count.edits,
        documents: count.documents,
        bytes_removed: count.removed,
    })
    .collect()
}

/// The bytes of an input; 0 if that cannot be known.
pub(super) fn size(input: &Input) -> u64 {
    let of_file = || input.path.metadata().map_or(0, |metadata| metadata.len());
    input.size.unwrap_or_else(of_file)
}
