//! What a run did, in a few lines for people.

use std::fmt::Write;

use crate::{
    budget,
    clean::{Fault, Outcome, Plan},
    report::{Count, Report},
    rule::{Filed, RuleId, Rules, Tier},
    stages::STAGES,
};

/// Held documents that are named one by one.
const FAULTS: usize = 10;

/// The totals, then every rule that was at work, by stage.
pub(super) fn render(outcome: &Outcome, rules: &Rules, verb: &str) -> String {
    let mut out = totals(&outcome.report, verb);
    for stage in STAGES {
        out += &section(stage.name, stage.name, rules, |rule| outcome.report.applied(rule));
    }
    let proposed = |rule| outcome.report.proposed(rule);
    for stage in STAGES {
        out += &section(
            &format!("{} (proposed, not applied)", stage.name),
            stage.name,
            rules,
            proposed,
        );
    }
    out + &faults(&outcome.faults, outcome.report.held)
}

fn totals(report: &Report, verb: &str) -> String {
    let Report { documents, changed, decoded, held, bytes_in, bytes_out, .. } = *report;
    let mut out = format!("{verb} {}: {changed} changed", counted(documents, "document"));
    if decoded > 0 {
        write!(out, ", {decoded} decoded to UTF-8").expect("a string");
    }
    if held > 0 {
        write!(out, ", {held} held").expect("a string");
    }
    writeln!(out, "; {} -> {} bytes", grouped(bytes_in), grouped(bytes_out)).expect("a string");
    if report.accepted + report.rejected > 0 {
        let [made, left] = [report.accepted, report.rejected].map(|edits| counted(edits, "edit"));
        writeln!(out, "Decided by people: {made} made, {left} left out").expect("a string");
    }
    out
}

/// One stage's rules, the busiest first.
fn section(title: &str, stage: &str, rules: &Rules, count: impl Fn(RuleId) -> Count) -> String {
    let mut busy: Vec<(Count, &str)> = rules
        .iter()
        .filter(|(_, filed)| filed.stage == stage)
        .map(|(id, filed)| (count(id), &filed.name[stage.len() + 1..]))
        .filter(|(count, _)| count.edits > 0)
        .collect();
    if busy.is_empty() {
        return String::new();
    }
    busy.sort_by(|a, b| b.0.edits.cmp(&a.0.edits).then(a.1.cmp(b.1)));
    let edits: u64 = busy.iter().map(|(count, _)| count.edits).sum();
    let mut out = format!("\n{title}: {}\n", counted(edits, "edit"));
    for (count, name) in busy {
        let documents = counted(count.documents, "document");
        writeln!(out, "  {:>9}  {name} in {documents}", grouped(count.edits)).expect("a string");
    }
    out
}

/// Which rules took more than a rule may, and which rules of the user's own packs found nothing.
pub(super) fn budgets(plan: &Plan<'_>, report: &Report, demoted: &[String]) -> String {
    let mut out = String::new();
    for name in demoted {
        writeln!(
            out,
            "{name} was not applied, only proposed: it would take more than {:.0} % of the text",
            budget::ONE_RULE * 100.0
        )
        .expect("a string");
    }
    for (rule, share) in budget::greedy(report, plan.rules) {
        let name = &plan.rules.get(rule).name;
        writeln!(out, "{name} took {:.0} % of the text; look at it", share * 100.0)
            .expect("a string");
    }
    let own: Vec<&str> = idle(plan, report)
        .filter(|filed| !filed.builtin)
        .map(|filed| filed.name.as_str())
        .collect();
    if !own.is_empty() {
        let (shown, more) = own.split_at(own.len().min(FAULTS));
        let more =
            if more.is_empty() { String::new() } else { format!(" and {} more", more.len()) };
        writeln!(out, "found nothing: {}{more}", shown.join(", ")).expect("a string");
    }
    out
}

/// The rules that found nothing.
pub(super) fn idle<'p>(plan: &Plan<'p>, report: &Report) -> impl Iterator<Item = &'p Filed> {
    let busy = |rule| report.applied(rule).edits + report.proposed(rule).edits > 0;
    used(plan).filter(move |(rule, _)| !busy(*rule)).map(|(_, filed)| filed)
}

/// The rules of the stages of a run that are not switched off.
fn used<'p>(plan: &Plan<'p>) -> impl Iterator<Item = (RuleId, &'p Filed)> {
    let (rules, stages) = (plan.rules, plan.pipeline.stages());
    rules.iter().filter(move |(_, filed)| {
        filed.rule.tier != Tier::Off && stages.contains(&filed.stage.as_str())
    })
}

/// Places and reasons of what was held.
pub(super) fn faults(faults: &[Fault], held: u64) -> String {
    if held == 0 {
        return String::new();
    }
    let mut out = format!("\nheld: {}\n", counted(held, "document"));
    // What may be more than one document comes first, so that it is among those that are named.
    let (damage, single): (Vec<&Fault>, _) = faults.iter().partition(|fault| fault.is_damage);
    let is_damage = !damage.is_empty();
    for fault in damage.into_iter().chain(single).take(FAULTS) {
        writeln!(out, "  {}: {}", fault.place, fault.reason).expect("a string");
    }
    if faults.len() > FAULTS {
        writeln!(out, "  … and {} more", faults.len() - FAULTS).expect("a string");
    }
    if is_damage {
        out += "  What could not be read: mend or fetch it, and clean it in a run of its own.\n";
    }
    out
}

/// `1 document`, `2,000 documents`
pub(super) fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(n), if n == 1 { "" } else { "s" })
}

/// `2000` as `2,000`
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
