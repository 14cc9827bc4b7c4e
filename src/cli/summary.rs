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
/// Rules of a stage that are named.
const RULES: usize = 3;

/// The totals, and for each stage the rules that were most at work; `run.json` has them all.
pub(super) fn render(outcome: &Outcome, plan: &Plan<'_>, verb: &str) -> String {
    let report = &outcome.report;
    let made = stages(plan.rules, |rule| report.applied(rule));
    let proposed = stages(plan.rules, |rule| report.proposed(rule));
    let mut out = totals(report, verb);
    for (title, rows) in [("made", made), ("proposed, not made", proposed)] {
        if !rows.is_empty() {
            write!(out, "\nEdits {title}:\n{rows}").expect("a string");
        }
    }
    out + &silent(plan, report) + &faults(&outcome.faults, report.held)
}

fn totals(report: &Report, verb: &str) -> String {
    let Report { documents, changed, decoded, held, bytes_in, bytes_out, .. } = *report;
    let mut out =
        format!("{verb} {}: {} changed", counted(documents, "document"), grouped(changed));
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

/// A line for each stage that was at work.
fn stages(rules: &Rules, count: impl Fn(RuleId) -> Count) -> String {
    STAGES.iter().map(|stage| row(stage.name, rules, &count)).collect()
}

/// One stage's edits, and its busiest rules.
fn row(stage: &str, rules: &Rules, count: &impl Fn(RuleId) -> Count) -> String {
    let of_stage = rules.iter().filter(|(_, filed)| filed.stage == stage);
    let edits = of_stage.map(|(id, filed)| (count(id).edits, &filed.name[stage.len() + 1..]));
    let mut busy: Vec<(u64, &str)> = edits.filter(|(edits, _)| *edits > 0).collect();
    if busy.is_empty() {
        return String::new();
    }
    busy.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let total: u64 = busy.iter().map(|(edits, _)| edits).sum();
    let named = busy.iter().take(RULES).map(|(edits, name)| format!("{name} {}", grouped(*edits)));
    let more = match busy.len().saturating_sub(RULES) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let named: Vec<String> = named.collect();
    format!("{:>11}  {stage:<11}  {}{more}\n", grouped(total), named.join(", "))
}

/// How many rules found nothing, and which of them are in packs of the user.
fn silent(plan: &Plan<'_>, report: &Report) -> String {
    let (all, idle): (usize, Vec<&Filed>) = (used(plan).count(), idle(plan, report).collect());
    let own = idle.iter().filter(|filed| !filed.builtin).map(|filed| filed.name.as_str());
    let own: Vec<&str> = own.collect();
    let (shown, more) = own.split_at(own.len().min(FAULTS));
    let mut out = format!("\n{} of {} rules found nothing", idle.len(), all);
    if !own.is_empty() {
        write!(out, "; of your own: {}", shown.join(", ")).expect("a string");
    }
    if !more.is_empty() {
        write!(out, ", and {} more", more.len()).expect("a string");
    }
    out + "\n"
}

/// Which rules took more than a rule may.
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
        writeln!(
            out,
            "{name} took {:.0} % of the text; `jernih explain {name}` says what it takes",
            share * 100.0
        )
        .expect("a string");
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
pub(super) fn grouped(n: u64) -> String {
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
