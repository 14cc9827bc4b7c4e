//! The review without a terminal: what the keys do, and what is seen.

#![cfg(feature = "review")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{path::Path, process::Command, time::Instant};

use jernih::{
    decisions::{Decisions, Scope, Sight, Verdict},
    past::PastRun,
    review::{Arrival, Key, Kind, Mark, Page, Seen, State, Store, draw, load, order},
};
use ratatui::{Terminal, backend::TestBackend};

/// Runs a command in a folder with the example documents.
fn jernih(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_jernih"));
    let output = command.args(arguments).current_dir(dir).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{arguments:?}: {said}");
    said + &String::from_utf8(output.stdout).unwrap()
}

/// Three records of two sites, with lines that are proposed, and the run over them.
fn run(dir: &Path) {
    let line = "pic.twitter.com/";
    let record = |id: &str, site: &str, text: String| {
        let value =
            serde_json::json!({"id": id, "url": format!("https://{site}/{id}"), "text": text});
        format!("{value}\n")
    };
    let records = [
        record(
            "pasar",
            "kabar.example",
            format!(
                "Pasar dibuka lagi, tulis wali kota. {line}abc1234567\nPedagang kembali  berjualan.\n"
            ),
        ),
        record(
            "taman",
            "kabar.example",
            format!("Taman itu ramai. {line}xyz7654321 Anak-anak datang.\n"),
        ),
        record(
            "feri",
            "laut.example",
            format!("Feri berlayar lagi. {line}abc1234567\nBaca juga: Jadwal 12 Feri\n"),
        ),
    ];
    std::fs::write(dir.join("in.jsonl"), records.concat()).unwrap();
    jernih(dir, &["clean", "in.jsonl", "--out", "out.jsonl"]);
}

fn state(dir: &Path, kind: Kind, decisions: Decisions) -> State {
    let (store, mut writer) = Store::new(dir).unwrap();
    let mut state = State::new("out.jsonl".into(), decisions, store);
    let past = PastRun::open(&dir.join("out.jsonl")).unwrap();
    load(&past, kind, &mut writer, |arrivals| {
        state.arrive(arrivals);
        true
    })
    .unwrap();
    state.end();
    state.set_order(order(state.index().ranks()));
    state
}

fn press(state: &mut State, keys: &str) {
    for key in keys.chars() {
        let key = match key {
            '⏎' => Key::Enter,
            '⎋' => Key::Escape,
            '→' => Key::Right,
            '↓' => Key::Down,
            key => Key::Char(key),
        };
        state.press(key).unwrap();
    }
}

fn screen(state: &mut State) -> String {
    let mut terminal = Terminal::new(TestBackend::new(120, 30)).unwrap();
    terminal.draw(|frame| draw(frame, state).unwrap()).unwrap();
    let buffer = terminal.backend().buffer();
    let line = |y: u16| {
        let line: String = (0..120).map(|x| buffer[(x, y)].symbol()).collect();
        format!("{}\n", line.trim_end())
    };
    (0..30).map(line).collect()
}

fn decided(state: &State) -> Decisions {
    state.unwritten().cloned().unwrap_or_default()
}

#[test]
fn screens() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path());
    let mut state = state(dir.path(), Kind::Applied, Decisions::default());
    let mut shown = screen(&mut state);
    let steps = [
        ("One edit is rejected.", "→r"),
        ("Help.", "?"),
        ("The groups that have “baca” in them.", "⎋/baca⏎"),
        ("A document.", "o"),
    ];
    for (what, keys) in steps {
        press(&mut state, keys);
        shown += &format!("\n{what} Keys: {keys}\n{}", screen(&mut state));
    }
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(common::root().join("snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("review-screens", shown));
}

#[test]
fn edits_groups_and_sites_are_decided_and_taken_back() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path());
    let mut state = state(dir.path(), Kind::Proposed, Decisions::default());
    let rule = "boilerplate.post-picture";
    // Two documents have the same address, so they are one group, and the larger.
    press(&mut state, "A");
    let template = Scope::Template("pic.twitter.com/abc#".into());
    assert_eq!(decided(&state).get(rule, &template), Some(Verdict::Accept));
    press(&mut state, "u");
    assert!(decided(&state).is_empty());
    press(&mut state, "→r");
    assert_eq!(decided(&state).len(), 1);
    let all = decided(&state);
    let (_, scope, ruling) = all.iter().next().unwrap();
    assert!(
        matches!(scope, Scope::Edit(sight) if sight.line.contains("Pasar dibuka")),
        "{scope:?}"
    );
    assert_eq!(ruling.verdict, Verdict::Reject);
    // The site of the edit that came next.
    press(&mut state, "sa");
    let site = Scope::Site("laut.example".into());
    assert_eq!(decided(&state).get(rule, &site), Some(Verdict::Accept));
    press(&mut state, "s⎋uu");
    assert!(decided(&state).is_empty());
}

#[test]
fn what_was_decided_is_there_when_the_review_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path());
    let mut first = state(dir.path(), Kind::Proposed, Decisions::default());
    press(&mut first, "A");
    let decisions = decided(&first);
    let mut again = state(dir.path(), Kind::Proposed, decisions);
    assert!(
        screen(&mut again).contains("3 edits in 2 groups, 2 decided"),
        "{}",
        screen(&mut again)
    );
    assert!(again.unwritten().is_none());
}

#[test]
fn decisions_are_followed_and_learned() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path());
    let mut proposed = state(dir.path(), Kind::Proposed, Decisions::default());
    press(&mut proposed, "A");
    let mut applied = state(dir.path(), Kind::Applied, decided(&proposed));
    press(&mut applied, "/read-also⏎A");
    press(&mut applied, "uR");
    std::fs::write(dir.path().join("decisions.toml"), decided(&applied).write()).unwrap();
    let said = jernih(
        dir.path(),
        &["clean", "in.jsonl", "--out", "again.jsonl", "--decisions", "decisions.toml"],
    );
    assert!(said.contains("Decided by people: 2 edits made, 1 edit left out"), "{said}");
    let out = std::fs::read_to_string(dir.path().join("again.jsonl")).unwrap();
    assert!(out.contains("Baca juga: Jadwal 12 Feri") && !out.contains("abc1234567"), "{out}");
    assert!(out.contains("xyz7654321"), "{out}");
    let ledger = |name: &str| {
        let path = dir.path().join("again.jsonl.run").join(name);
        String::from_utf8(zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap()).unwrap()
    };
    assert_eq!(ledger("edits.jsonl.zst").matches("\"decision\":\"accept\"").count(), 2);
    assert_eq!(ledger("proposed.jsonl.zst").matches("\"decision\":\"reject\"").count(), 1);
    // As a pack, the rejection keeps the line without the file, whatever its number.
    let said = jernih(dir.path(), &["rules", "learn", "decisions.toml", "--rules", "packs"]);
    assert!(said.contains("+rule = \"boilerplate.id.read-also\""), "{said}");
    assert!(said.contains("1 line kept"), "{said}");
    let text = "Feri berlayar lagi.\nBaca juga: Jadwal 15 Feri\nBaca juga: Harga Karcis\n";
    std::fs::write(dir.path().join("feri.txt"), text).unwrap();
    jernih(dir.path(), &["clean", "feri.txt", "--out", "feri.clean.txt", "--rules", "packs"]);
    let clean = std::fs::read_to_string(dir.path().join("feri.clean.txt")).unwrap();
    assert_eq!(clean, "Feri berlayar lagi.\nBaca juga: Jadwal 15 Feri\n");
    let again = jernih(dir.path(), &["rules", "learn", "decisions.toml", "--rules", "packs"]);
    assert!(!again.contains("+rule"), "nothing is new: {again}");
}

/// A million edits in 400,000 groups. No time is asserted: it would fail on a busy machine. Prints the
/// longest that anything on the screen's thread took.
#[test]
#[ignore = "takes a while; `cargo test --release --test review -- --ignored --nocapture`"]
fn a_million_edits() {
    let dir = tempfile::tempdir().unwrap();
    let (store, mut writer) = Store::new(dir.path()).unwrap();
    let mut state = State::new("a made ledger".into(), Decisions::default(), store);
    let mut longest: Vec<(u128, String)> = vec![];
    let mut time = |what: &str, done: &mut dyn FnMut()| {
        let started = Instant::now();
        done();
        longest.push((started.elapsed().as_millis(), what.into()));
    };
    for batch in 0..2_000_u64 {
        let arrivals: Vec<Arrival> =
            (0..500).map(|at| made(batch * 500 + at, &mut writer)).collect();
        writer.flush().unwrap();
        let mut arrivals = Some(arrivals);
        time("500 edits arrive", &mut || state.arrive(arrivals.take().unwrap()));
    }
    let mut ranks = vec![];
    time("ranks", &mut || ranks = state.index().ranks());
    let mut sorted = Some(order(ranks));
    time("order", &mut || state.set_order(sorted.take().unwrap()));
    for keys in [
        "↓",
        "→↓",
        "r",
        "a",
        "R",
        "A",
        "sa",
        "u",
        "/baris 99",
        "⏎",
        "⎋",
        "G",
        "o",
        "⎋",
        "N",
        "sr",
        "u",
    ] {
        for key in keys.chars() {
            time(&format!("key {key}"), &mut || press(&mut state, &key.to_string()));
            time(&format!("screen after {key}"), &mut || _ = screen(&mut state));
        }
    }
    longest.sort();
    for (milliseconds, what) in longest.iter().rev().take(12) {
        println!("{milliseconds:>4} ms  {what}");
    }
    assert_eq!(state.index().len(), 1_000_000);
}

/// One edit of a made ledger: two in five are alone with their template.
fn made(n: u64, writer: &mut jernih::review::StoreWriter) -> Arrival {
    let template =
        if n % 5 < 2 { format!("baris {n} kata") } else { format!("baris #{}", n % 1_000) };
    let sight = Sight { line: template.clone(), becomes: String::new() };
    let mark = Mark { start: 20, end: 40, after: String::new(), rule: "lines.furniture".into() };
    let page = Page { id: n.to_string(), text: "Isi berita.\n".repeat(40), marks: vec![mark] };
    let document = if n % 10 == 0 { writer.add(&page).unwrap() } else { 0 };
    let seen = Seen {
        place: format!("in.jsonl:{n}"),
        left: "Isi berita.\n".into(),
        before: format!("{template}\n"),
        right: "Isi berita lain.\n".into(),
        site: (format!("situs-{}.example", n % 100), true),
        score: Some((n % 100) as f64 / 100.0),
        sight: sight.clone(),
        document,
        ..Seen::default()
    };
    let rule = ["lines.furniture", "boilerplate.id.read-also"][(n % 7 == 0) as usize];
    Arrival {
        rule: rule.into(),
        key: Arrival::key(rule, &sight),
        template,
        site: seen.site.0.clone(),
        score: seen.score,
        at: writer.add(&seen).unwrap(),
    }
}
