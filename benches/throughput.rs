//! How many megabytes of text a second one worker cleans: `cargo bench`. With `-- FILE.jsonl`, how it
//! cleans that file with ten times the rules.
//!
//! The text is the project's own documents: the case documents, which are full of what rules look
//! for, and made-up clean prose, of which most of a corpus consists.

#![allow(clippy::unwrap_used, reason = "a benchmark fails by panicking")]
#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{fs, path::Path, time::Instant};

use jernih::{document::Document, ledger::Ledger, pipeline::Pipeline, rule::Rules, stages::STAGES};

/// Rounds of which the fastest counts: the others were disturbed.
const ROUNDS: usize = 5;
/// Enough for a tenth of a second and more.
const BYTES: usize = 4_000_000;

/// Made-up rules for each one that comes with jernih.
const TIMES: usize = 9;

fn main() {
    let rules = Rules::builtin().unwrap();
    if let Some(file) = std::env::args().skip(1).find(|argument| argument.ends_with(".jsonl")) {
        return compare(&rules, &texts(&file));
    }
    for (name, documents) in [("dirty", dirty()), ("clean", clean())] {
        for stage in STAGES {
            let mut pipeline = Pipeline::only(&rules, &[*stage]).unwrap();
            report(name, stage.name, &mut pipeline, &documents);
        }
        report(name, "all stages", &mut Pipeline::new(&rules).unwrap(), &documents);
    }
}

/// The rules that come with jernih, and ten times as many.
fn compare(rules: &Rules, documents: &[String]) {
    let mut many = rules.clone();
    let pack: String = (0..rules.iter().count() * TIMES).map(rule).collect();
    many.add("bench", "boilerplate/many.toml", &pack).unwrap();
    for (name, rules) in [("1 x", rules), ("10 x", &many)] {
        let start = Instant::now();
        let mut pipeline = Pipeline::new(rules).unwrap();
        println!("{name:<6} compiled in  {:>8.0} ms", start.elapsed().as_secs_f64() * 1e3);
        report(name, "all stages", &mut pipeline, documents);
    }
}

/// A rule of made-up words, of the kinds that packs have, each about as often.
fn rule(n: usize) -> String {
    let words = format!("{} {}", word(n), word(n / 7 + 400));
    let when = match n % 12 {
        0..=4 => format!("line-is = [{words:?}, \"{words} {}\"]", word(n / 3)),
        5 => format!("line-starts = [{words:?}]"),
        6 => format!("line-ends = [{words:?}]"),
        _ => format!(
            "regex = {{ need = [{words:?}], pattern = '(?i)^{words}:? \\p{{L}}{{2,20}}$' }}"
        ),
    };
    let near = if n % 12 == 4 { "near = { beside = [\"share-label\"] }\n" } else { "" };
    format!(
        "[[rule]]\nid = \"many-{n}\"\nwhat = \"-\"\nwhy = \"-\"\ntier = \"sure\"\nwhen = {{ {when} }}\ntakes = \"line\"\nmax-chars = 120\n{near}"
    )
}

/// A word that nobody writes, in syllables that many do.
fn word(n: usize) -> String {
    const SYLLABLES: [&str; 12] =
        ["be", "ri", "ta", "ko", "men", "ba", "ca", "hu", "ung", "so", "li", "pa"];
    let digits = [n % 12, n / 12 % 12, n / 144 % 12, (n * 7 + 3) % 12];
    digits.map(|digit| SYLLABLES[digit]).concat()
}

/// The texts of a file.
fn texts(file: &str) -> Vec<String> {
    let text = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    fs::read_to_string(file).unwrap().lines().map(text).collect()
}

fn report(text: &str, stage: &str, pipeline: &mut Pipeline, documents: &[String]) {
    let bytes: usize = documents.iter().map(String::len).sum();
    let fastest = (0..ROUNDS).map(|_| seconds(pipeline, documents)).fold(f64::INFINITY, f64::min);
    println!("{text:<6} {stage:<12} {:>8.0} MB/s", bytes as f64 / 1e6 / fastest);
}

fn seconds(pipeline: &mut Pipeline, documents: &[String]) -> f64 {
    let (mut document, mut ledger) = (Document::default(), Ledger::default());
    let start = Instant::now();
    for text in documents {
        document.text.clear();
        document.text.push_str(text);
        pipeline.clean(&mut document, &mut ledger).unwrap();
    }
    start.elapsed().as_secs_f64()
}

/// The case documents, again and again.
fn dirty() -> Vec<String> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = ["boilerplate", "pipeline"]
        .iter()
        .flat_map(|folder| fs::read_dir(cases.join(folder)).unwrap())
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    until_full(files.collect())
}

/// Articles of eight paragraphs that no rule touches.
fn clean() -> Vec<String> {
    let paragraph = |n: usize| {
        format!(
            "Harga beras di pasar induk naik {n} persen pekan ini, kata Menteri Perdagangan Budi Santoso. “Café” di sebelahnya tetap ramai, dan pedagang menunggu kapal dari Surabaya yang terlambat {n} hari."
        )
    };
    let article = |n: usize| (n..n + 8).map(paragraph).collect::<Vec<_>>().join("\n\n") + "\n";
    until_full((0..500).map(article).collect())
}

fn until_full(documents: Vec<String>) -> Vec<String> {
    let bytes: usize = documents.iter().map(String::len).sum();
    documents.iter().cycle().take(documents.len() * (BYTES / bytes + 1)).cloned().collect()
}
