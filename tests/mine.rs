//! Mining: the same pack for any order and any number of jobs, republished articles do not vote, and
//! the pack holds as a pack.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{fs, path::Path};

use common::site::{Site, article};
use jernih::{
    document::Document,
    examples::{self, Trials},
    ledger::Ledger,
    mine::{FILED, First, Mined, Passing, Plan, STAGES, Second},
    pipeline::Pipeline,
    rule::{Place, Rules, Tier, lint},
    source::{Fields, Record, inputs, parse},
    stages,
};

fn mine(files: &[&Path], jobs: usize) -> Mined {
    let rules = Rules::builtin().unwrap();
    let stages: Vec<_> = STAGES.iter().map(|name| *stages::find(name).unwrap()).collect();
    let pipeline = Pipeline::only(&rules, &stages).unwrap();
    let files: Vec<_> = files.iter().map(|file| file.to_path_buf()).collect();
    let inputs = inputs::expand(&files).unwrap();
    let fields = Fields::default();
    let plan = Plan { inputs: &inputs, pipeline: &pipeline, fields: &fields, jobs };
    let mut mined = plan.mine(|_| ()).unwrap();
    mined.settle(&rules).unwrap();
    mined
}

/// Mines lines of JSON.
fn mine_lines(lines: &[String]) -> Mined {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("in.jsonl");
    fs::write(&file, lines.concat()).unwrap();
    mine(&[&file], 2)
}

/// The tier of the line's rule, and where it counts.
fn verdict(mined: &Mined, key: &str) -> Option<(Tier, Place)> {
    let mut found = mined.found().filter(|found| found.key == key);
    let first = found.next().map(|found| (found.tier, found.place));
    assert!(found.next().is_none(), "{key} twice");
    first
}

/// Mines parts of documents, as machines do that pass on bytes.
fn mine_parts(documents: &[&[Document]]) -> Mined {
    let first = |part: &&[Document]| {
        let mut first = First::default();
        part.iter().for_each(|document| first.count(document));
        first.to_bytes().unwrap()
    };
    let mut all = First::default();
    let firsts = documents.iter().map(first).collect::<Vec<_>>();
    firsts.iter().rev().for_each(|part| all.merge(First::of_bytes(part).unwrap()));
    let (passing, sites) = all.close();
    let passing = Passing::of_bytes(&passing.to_bytes().unwrap()).unwrap();
    let mut all = Second::default();
    for part in documents {
        let mut second = Second::default();
        part.iter().for_each(|document| second.count(document, &passing));
        all.merge(Second::of_bytes(&second.to_bytes().unwrap()).unwrap());
    }
    let mut mined = all.close(sites, vec![]);
    mined.settle(&Rules::builtin().unwrap()).unwrap();
    mined
}

#[test]
fn parts_come_to_the_same_as_the_whole() {
    let lines = Site.documents(90);
    let rules = Rules::builtin().unwrap();
    let stages: Vec<_> = STAGES.iter().map(|name| *stages::find(name).unwrap()).collect();
    let mut pipeline = Pipeline::only(&rules, &stages).unwrap();
    let mut document = |line: &String| {
        let mut document = Document::default();
        parse(Record::json(line.as_bytes(), 1), &Fields::default(), &mut document).unwrap();
        pipeline.clean(&mut document, &mut Ledger::default()).unwrap();
        document
    };
    let documents: Vec<Document> = lines.iter().map(&mut document).collect();
    let whole = mine_lines(&lines).pack();
    assert!(whole.contains("[[rule]]"), "the premise: something recurs");
    assert_eq!(mine_parts(&[&documents]).pack(), whole);
    assert_eq!(
        mine_parts(&[&documents[..7], &documents[7..55], &[], &documents[55..]]).pack(),
        whole
    );
    assert!(First::of_bytes(b"other").is_err() && Second::of_bytes(b"bytes").is_err());
}

#[test]
fn the_order_of_the_documents_and_the_number_of_jobs_change_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut lines = Site.documents(60);
    let forth = dir.path().join("forth.jsonl");
    fs::write(&forth, lines.concat()).unwrap();
    lines.reverse();
    let (first, second) = (dir.path().join("a.jsonl"), dir.path().join("b.jsonl"));
    fs::write(&first, lines[..17].concat()).unwrap();
    fs::write(&second, lines[17..].concat()).unwrap();
    let pack = mine(&[&forth], 1).pack();
    assert!(pack.contains("[[rule]]"));
    assert_eq!(pack, mine(&[&forth], 3).pack());
    assert_eq!(pack, mine(&[&first, &second], 2).pack());
    assert_eq!(pack, mine(&[&second, &first], 1).pack());
}

#[test]
fn a_republished_article_does_not_vote() {
    let mut copies = vec![];
    for n in 0..40 {
        // Each copy has lost another word.
        let text = article(3).replacen("pasar", &format!("pasar{n}"), 1);
        copies.push(common::site::line("contoh.id", n, &format!("{text}Kabar dari Kota Hujan\n")));
    }
    assert!(mine_lines(&copies).found().next().is_none());
    let others: Vec<String> = (0..40)
        .map(|n| {
            common::site::line("contoh.id", n, &format!("{}Kabar dari Kota Hujan\n", article(n)))
        })
        .collect();
    let mined = mine_lines(&others);
    assert_eq!(verdict(&mined, "kabar dari kota hujan"), Some((Tier::Sure, Place::Tail)));
}

#[test]
fn what_a_person_would_read_as_content_is_only_proposed() {
    let mined = mine_lines(&Site.documents(60));
    let sure = Some((Tier::Sure, Place::Tail));
    assert_eq!(verdict(&mined, "warta hujan, dekat dengan warga"), sure);
    assert_eq!(verdict(&mined, "kanal kota"), Some((Tier::Sure, Place::Head)));
    // A sub-heading, a start, a sentence below a part of the articles.
    let tier = |key: &str| verdict(&mined, key).map(|(tier, _)| tier);
    assert_eq!(tier("kesimpulan"), Some(Tier::Likely));
    assert_eq!(tier("sila simak:"), Some(Tier::Likely));
    assert_eq!(tier("demikian kabar yang kami terima dari warga hari ini"), Some(Tier::Likely));
    // Rows of a table recur below every article, in another order each time.
    assert_eq!(tier("persela lamongan"), Some(Tier::Likely));
    // A refrain stands twice in a song.
    assert_eq!(tier("hujan turun di kota kita"), Some(Tier::Likely));
}

#[test]
fn the_pack_lints_and_its_examples_hold() {
    let mined = mine_lines(&Site.documents(60));
    let mut rules = Rules::builtin().unwrap();
    rules.add("packs", FILED, &mined.pack()).unwrap();
    let faults = lint(&rules);
    let own: Vec<_> = faults.iter().filter(|fault| fault.starts_with("packs/")).collect();
    assert!(own.is_empty(), "{own:?}");
    let trials = Trials::new(&rules).unwrap();
    let own = |example: &&examples::Example<'_>| example.filed.path == format!("packs/{FILED}");
    let all = examples::all(&rules);
    let examples: Vec<_> = all.iter().filter(own).collect();
    assert!(examples.len() > 10);
    for example in examples {
        trials.run(example).unwrap();
    }
}

#[test]
fn a_mined_rule_is_about_its_sites() {
    let mut lines = Site.documents(60);
    lines.extend((0..60).map(|n| common::site::line("lain.id", n, &article(n + 100))));
    let mined = mine_lines(&lines);
    let mut rules = Rules::builtin().unwrap();
    rules.add("packs", FILED, &mined.pack()).unwrap();
    let mut pipeline = Pipeline::new(&rules).unwrap();
    let mut clean = |site: Option<&str>| {
        let text = format!("{}Warta Hujan, dekat dengan warga!\n", article(500));
        let mut document = Document { site: site.map(Into::into), text, ..Document::default() };
        pipeline.clean(&mut document, &mut Ledger::default()).unwrap();
        document.text == article(500)
    };
    assert!(clean(Some("contoh.id")));
    assert!(!clean(Some("lain.id")));
    // Who gives the pack to documents that do not say their site means it for them.
    assert!(clean(None));
}
