//! Decisions: the file, and what they do to documents.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jernih::{
    decisions::{Decisions, Ruling, Scope, Sight, Verdict},
    document::Document,
    ledger::Ledger,
    pipeline::Pipeline,
    rule::Rules,
};

const PAGE: &str = "Harga  beras  naik, kata pedagang.\nBaca juga: Harga 12 Bahan Pokok\nPasar itu ramai kemarin, kata para pedagang.\nTinggalkan Balasan\n";

fn ruling(verdict: Verdict) -> Option<Ruling> {
    Some(Ruling { verdict, like: None })
}

fn sight(line: &str, becomes: &str) -> Scope {
    Scope::Edit(Sight { line: line.into(), becomes: becomes.into() })
}

/// Cleans a text of the site `contoh.id` with one decision.
fn clean(text: &str, rule: &str, scope: Scope, verdict: Verdict) -> (String, Ledger) {
    let rules = Rules::builtin().unwrap();
    let mut decisions = Decisions::default();
    decisions.set(rule, scope, ruling(verdict));
    let mut pipeline = Pipeline::new(&rules).unwrap();
    pipeline.follow(&rules, &decisions);
    cleaned(&mut pipeline, text)
}

fn cleaned(pipeline: &mut Pipeline, text: &str) -> (String, Ledger) {
    let site = Some("contoh.id".to_owned());
    let mut document = Document { text: text.into(), site, ..Document::default() };
    let mut ledger = Ledger::default();
    pipeline.clean(&mut document, &mut ledger).unwrap();
    assert_eq!(ledger.undo(&document.text).unwrap(), text);
    (document.text, ledger)
}

#[test]
fn a_rejected_line_stays_and_the_ledger_says_so() {
    let scope = sight("Baca juga: Harga 12 Bahan Pokok", "");
    let (text, ledger) = clean(PAGE, "boilerplate.id.read-also", scope, Verdict::Reject);
    assert!(text.contains("Baca juga: Harga 12") && !text.contains("Tinggalkan"), "{text}");
    let refused: Vec<_> = ledger.proposed().filter(|change| change.decided).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].before, "Baca juga: Harga 12 Bahan Pokok\n");
}

#[test]
fn a_template_forgets_numbers_and_a_site_is_one_site() {
    let rule = "boilerplate.id.read-also";
    let template = Scope::Template("baca juga: harga # bahan pokok".into());
    let stays = |scope| clean(PAGE, rule, scope, Verdict::Reject).0.contains("Baca juga");
    assert!(stays(template));
    assert!(stays(Scope::Site("contoh.id".into())));
    assert!(!stays(Scope::Site("lain.id".into())));
    assert!(!stays(Scope::Template("baca juga: harga".into())));
}

#[test]
fn what_is_rejected_in_a_line_stays_when_its_neighbour_changes() {
    // The second pass finds the first place again, beside a neighbour that reads otherwise now.
    let line = "Harga  beras  naik, kata pedagang.";
    let scope = sight(line, "Harga beras  naik, kata pedagang.");
    let (text, _) = clean(PAGE, "spacing.run", scope, Verdict::Reject);
    assert!(text.starts_with("Harga  beras naik"), "{text}");
}

#[test]
fn what_is_rejected_is_in_the_ledger_though_the_stage_is_silent_in_the_end() {
    // A comment form's field goes only beside another line of the form.
    let text = "Harga beras naik.\nNama\nTinggalkan Balasan\n";
    let name = "boilerplate.id.comment-field";
    let rules = Rules::builtin().unwrap();
    let (same, ledger) = cleaned(&mut Pipeline::new(&rules).unwrap(), text);
    assert_eq!(same, "Harga beras naik.\n");
    assert!(ledger.applied().any(|change| rules.get(change.rule).name == name));
    let (text, ledger) = clean(text, name, sight("Nama", ""), Verdict::Reject);
    assert_eq!(text, "Harga beras naik.\nNama\n");
    let refused: Vec<_> = ledger.proposed().filter(|change| change.decided).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].before, "Nama\n");
    assert_eq!(&text[refused[0].span.range()], "Nama\n");
}

#[test]
fn an_accepted_proposal_is_made() {
    let rules = Rules::builtin().unwrap();
    let name = "boilerplate.post-picture";
    let (before, after) = &rules.find(name).unwrap().rule.fix[0];
    let (same, ledger) = cleaned(&mut Pipeline::new(&rules).unwrap(), before);
    assert_ne!(&same, after);
    let proposed = ledger.proposed().next().unwrap();
    let scope = Scope::Edit(Sight::new(&same, proposed.span, proposed.after));
    let (text, ledger) = clean(before, name, scope, Verdict::Accept);
    assert_eq!(&text, after);
    assert_eq!(ledger.applied().filter(|change| change.decided).count(), 1);
}

#[test]
fn what_a_pack_keeps_from_a_rule_stays() {
    let mut rules = Rules::builtin().unwrap();
    let pack = "[[change]]\nrule = \"boilerplate.id.read-also\"\nkeep = [\"Baca juga: Harga 9 Bahan Pokok\"]\n";
    rules.add("own", "boilerplate/learned.toml", pack).unwrap();
    let (text, _) = cleaned(&mut Pipeline::new(&rules).unwrap(), PAGE);
    assert!(text.contains("Baca juga: Harga 12"), "{text}");
    let other = PAGE.replace("Harga 12", "Stok 12");
    let (text, _) = cleaned(&mut Pipeline::new(&rules).unwrap(), &other);
    assert!(!text.contains("Baca juga"), "{text}");
}

#[test]
fn the_file_reads_as_it_was_written_in_a_stable_order() {
    let mut decisions = Decisions::default();
    let like = Some("Baca juga: 12 \"foto\"".to_owned());
    let template = Scope::Template("baca juga: #".into());
    decisions.set("b.rule", template, Some(Ruling { verdict: Verdict::Accept, like }));
    decisions.set("b.rule", sight("Satu\nDua", "Satu Dua"), ruling(Verdict::Reject));
    decisions.set("a.rule", Scope::Site("contoh.id".into()), ruling(Verdict::Reject));
    let text = decisions.write();
    assert_eq!(Decisions::parse(&text).unwrap(), decisions);
    assert!(text.find("a.rule") < text.find("b.rule"));
    let shown = text.lines().filter(|line| !line.starts_with('#'));
    let expected = [
        "",
        "[[decision]]",
        "rule = \"a.rule\"",
        "site = \"contoh.id\"",
        "verdict = \"reject\"",
        "",
        "[[decision]]",
        "rule = \"b.rule\"",
        "template = \"baca juga: #\"",
        "like = 'Baca juga: 12 \"foto\"'",
        "verdict = \"accept\"",
        "",
        "[[decision]]",
        "rule = \"b.rule\"",
        "line = \"\"\"",
        "Satu",
        "Dua\"\"\"",
        "becomes = \"Satu Dua\"",
        "verdict = \"reject\"",
    ];
    assert_eq!(shown.collect::<Vec<_>>(), expected);
    // What git merged may say the same twice, but not two things.
    let (first, rest) = text.split_once("[[decision]]").unwrap();
    let twice = format!("{first}[[decision]]{rest}\n[[decision]]{rest}");
    assert_eq!(Decisions::parse(&twice).unwrap(), decisions);
    let torn = format!(
        "{text}\n[[decision]]\nrule = \"a.rule\"\nsite = \"contoh.id\"\nverdict = \"accept\"\n"
    );
    let error = Decisions::parse(&torn).unwrap_err().to_string();
    assert_eq!(
        error,
        "`a.rule`: accepted and rejected at once, about the site contoh.id; remove one of the two decisions"
    );
    let error = Decisions::parse("[[decision]]\nrule = \"a\"\nverdict = \"accept\"").unwrap_err();
    assert_eq!(
        error.to_string(),
        "a decision about `a` needs one of `line`, `template` and `site`"
    );
}
