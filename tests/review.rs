//! The review without a terminal: what the keys do, and what is seen.

#![cfg(feature = "review")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and a measurement prints"
)]

mod common;

use std::{path::Path, process::Command, time::Duration};

use jernih::{
    decisions::{Decisions, Scope, Sight, Verdict},
    past::PastRun,
    review::{Arrival, Key, Kind, Look, Mark, Page, Seen, State, Store, draw, load, order},
};
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier},
};

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
    seen(state, 120, 30, Look::Colours)
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

/// Records with what three sites repeat.
fn pages(dir: &Path) {
    let record = |n: usize, site: &str, text: &str| {
        let url = format!("https://{site}/{n}");
        format!("{}\n", serde_json::json!({"id": format!("{site}-{n}"), "url": url, "text": text}))
    };
    let texts = [
        "Pasar dibuka lagi\nBaca juga: Harga 9 bahan pokok\nPedagang kembali berjualan sejak pagi.\nTinggalkan Balasan\n",
        "Taman itu ramai.Anak-anak datang membaca buku.\n\nBaca juga: Harga 12 bahan pokok\n",
        "Feri  berlayar lagi, kata nakhoda.\nTinggalkan Balasan\n",
        "â€œAir sudah surut,â€ kata Siti.\nBaca juga: Banjir di hulu\nWarga kembali ke rumah.\n",
    ];
    let sites = ["kabar.example", "laut.example", "kota.example"];
    let all = (0..24).map(|n| record(n, sites[n % 5 % 3], texts[n % 4]));
    std::fs::write(dir.join("in.jsonl"), all.collect::<String>()).unwrap();
    jernih(dir, &["clean", "in.jsonl", "--out", "out.jsonl"]);
}

/// The pictures of docs/review.md: name, width, height, and the keys that lead there.
const PICTURES: &[(&str, u16, u16, &str)] =
    &[("review", 110, 26, "ANN→ar"), ("review-document", 80, 18, "NNo")];

/// `INSTA_UPDATE=always cargo test --test review` draws them anew.
#[test]
fn the_pictures_of_the_documentation_are_what_is_seen() {
    let dir = tempfile::tempdir().unwrap();
    pages(dir.path());
    for (name, width, height, keys) in PICTURES {
        let mut state = state(dir.path(), Kind::Applied, Decisions::default());
        let mut terminal = Terminal::new(TestBackend::new(*width, *height)).unwrap();
        press(&mut state, keys);
        terminal.draw(|frame| draw(frame, &mut state, Look::Colours).unwrap()).unwrap();
        let drawn = svg(terminal.backend().buffer());
        let path = common::root().join(format!("docs/screenshots/{name}.svg"));
        if std::env::var("INSTA_UPDATE").is_ok_and(|how| how == "always") {
            std::fs::write(&path, &drawn).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap_or_default() == drawn, "{name} has changed");
    }
}

/// What is seen on a terminal of this size.
fn seen(state: &mut State, width: u16, height: u16, look: Look) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, state, look).unwrap()).unwrap();
    let buffer = terminal.backend().buffer();
    let row = |y: u16| {
        (0..width).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned() + "\n"
    };
    (0..height).map(row).collect()
}

#[test]
fn a_small_screen_shows_the_keys_the_group_and_the_edit() {
    let dir = tempfile::tempdir().unwrap();
    pages(dir.path());
    let mut shown = String::new();
    for (width, height) in [(80, 24), (40, 12)] {
        let mut state = state(dir.path(), Kind::Applied, Decisions::default());
        for (what, keys) in
            [("at first", ""), ("the edits", "→"), ("the help", "?↓"), ("a document", "⎋o")]
        {
            press(&mut state, keys);
            shown += &format!("\n{width} x {height}, {what}\n");
            shown += &seen(&mut state, width, height, Look::Colours);
        }
    }
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path(common::root().join("snapshots/cli"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("review-small-screens", shown));
}

#[test]
fn without_colours_signs_say_what_goes_and_what_comes() {
    let dir = tempfile::tempdir().unwrap();
    pages(dir.path());
    let mut state = state(dir.path(), Kind::Applied, Decisions::default());
    press(&mut state, "/baca⏎");
    let plain = seen(&mut state, 110, 26, Look::Signs);
    assert!(plain.contains("[-Baca juga: Harga 9 bahan pokok-]"), "{plain}");
    press(&mut state, "⎋/spacing.run⏎");
    let plain = seen(&mut state, 110, 26, Look::Signs);
    assert!(plain.contains("Feri[-··-]{+·+}berlayar"), "{plain}");
    let coloured = seen(&mut state, 110, 26, Look::Colours);
    assert!(coloured.contains("Feri···berlayar"), "{coloured}");
}

#[test]
fn the_search_finds_numbers_which_templates_do_not_have() {
    let dir = tempfile::tempdir().unwrap();
    pages(dir.path());
    let mut state = state(dir.path(), Kind::Applied, Decisions::default());
    press(&mut state, "/Harga 12⏎");
    let shown = screen(&mut state);
    assert!(shown.contains("1 found"), "{shown}");
    press(&mut state, "⎋/tidak ada⏎");
    let shown = screen(&mut state);
    assert!(shown.contains("Nothing has that in it"), "{shown}");
}

#[test]
fn one_line_of_a_whole_article_can_be_read_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let article = "Air sungai naik lagi sejak kemarin pagi. ".repeat(200);
    let text = format!("{article}â€œAir sudah surut,â€ kata Siti. {article}Akhir kata.\n");
    std::fs::write(dir.path().join("in.jsonl"), serde_json::json!({ "text": text }).to_string())
        .unwrap();
    jernih(dir.path(), &["clean", "in.jsonl", "--out", "out.jsonl"]);
    let mut state = state(dir.path(), Kind::Applied, Decisions::default());
    press(&mut state, "o");
    let shown = seen(&mut state, 40, 12, Look::Signs);
    assert!(shown.contains("sudah surut"), "{shown}");
    press(&mut state, "G");
    let shown = seen(&mut state, 40, 12, Look::Signs);
    assert!(shown.contains("Akhir kata."), "{shown}");
}

/// A screen as a picture: one text element for each run of cells that look alike.
fn svg(buffer: &Buffer) -> String {
    let Rect { width, height, .. } = buffer.area;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\" font-family=\"monospace\" font-size=\"14\">\n<rect width=\"100%\" height=\"100%\" fill=\"#1e1e1e\"/>\n",
        f32::from(width) * 8.4,
        height * 18 + 6
    );
    for y in 0..height {
        let mut x = 0;
        while x < width {
            let style = buffer[(x, y)].style();
            let from = x;
            let mut text = String::new();
            while x < width && buffer[(x, y)].style() == style {
                text += buffer[(x, y)].symbol();
                x += 1;
            }
            let reversed = style.add_modifier.contains(Modifier::REVERSED);
            if text.trim().is_empty() && !reversed {
                continue;
            }
            let fill = match style.fg {
                Some(Color::Red) => "#f48771",
                Some(Color::Green) => "#89d185",
                Some(Color::Cyan) => "#75beff",
                _ if style.add_modifier.contains(Modifier::DIM) => "#8a8a8a",
                _ => "#e6e6e6",
            };
            let (left, top) = (f32::from(from) * 8.4, y * 18 + 3);
            if reversed {
                let wide = f32::from(x - from) * 8.4;
                out += &format!(
                    "<rect x=\"{left:.1}\" y=\"{top}\" width=\"{wide:.1}\" height=\"18\" fill=\"#404a59\"/>\n"
                );
            }
            let bold = if style.add_modifier.contains(Modifier::BOLD) {
                " font-weight=\"bold\""
            } else {
                ""
            };
            let struck = if style.add_modifier.contains(Modifier::CROSSED_OUT) {
                " text-decoration=\"line-through\""
            } else {
                ""
            };
            let text = text.replace('&', "&amp;").replace('<', "&lt;");
            let wide = f32::from(x - from) * 8.4;
            out += &format!(
                "<text x=\"{left:.1}\" y=\"{}\" textLength=\"{wide:.1}\" fill=\"{fill}\"{bold}{struck} xml:space=\"preserve\">{text}</text>\n",
                top + 14
            );
        }
    }
    out + "</svg>\n"
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
        screen(&mut again).contains("2 of 3 edits decided, 2 groups"),
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

/// The processor time of this thread, which other programs on the machine do not lengthen.
fn processor_time() -> Duration {
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(said.split(' ').next().unwrap().parse().unwrap())
}

/// A million edits: in 400,000 groups, and all in one group on one site. No time is asserted: it would
/// fail on a busy machine. Prints the longest that anything on the screen's thread took.
#[test]
#[ignore = "takes a while; `cargo test --test review -- --ignored --nocapture`"]
fn a_million_edits() {
    for (what, one_group) in [("400,000 groups", false), ("one group", true)] {
        let dir = tempfile::tempdir().unwrap();
        let (store, mut writer) = Store::new(dir.path()).unwrap();
        let mut state = State::new("a made ledger".into(), Decisions::default(), store);
        let mut times = Times::default();
        for batch in 0..2_000_u64 {
            let made = |at| made(batch * 500 + at, one_group, &mut writer);
            let arrivals: Vec<Arrival> = (0..500).map(made).collect();
            writer.flush().unwrap();
            let mut arrivals = Some(arrivals);
            times.of("500 edits arrive", &mut || state.arrive(arrivals.take().unwrap()));
        }
        let mut ranks = vec![];
        times.of("ranks", &mut || ranks = state.index().ranks());
        let mut sorted = Some(order(ranks));
        times.of("order", &mut || state.set_order(sorted.take().unwrap()));
        state.end();
        measure(&mut state, &mut times);
        assert_eq!(state.index().len(), 1_000_000);
        times.print(&format!("made, {what}"));
    }
}

/// `JERNIH_RUN=OUT JERNIH_KIND=applied cargo test --test review a_run -- --ignored --nocapture`
/// measures a real run.
#[test]
#[ignore = "needs JERNIH_RUN, the OUT of a run"]
fn a_run_of_ones_own() {
    let run = std::env::var("JERNIH_RUN").expect("JERNIH_RUN names what a run wrote");
    let kind = match std::env::var("JERNIH_KIND").as_deref() {
        Ok("applied") => Kind::Applied,
        _ => Kind::Proposed,
    };
    let dir = tempfile::tempdir().unwrap();
    let (store, mut writer) = Store::new(dir.path()).unwrap();
    let mut state = State::new(run.clone(), Decisions::default(), store);
    let mut times = Times::default();
    let started = processor_time();
    load(&PastRun::open(Path::new(&run)).unwrap(), kind, &mut writer, |arrivals| {
        let mut arrivals = Some(arrivals);
        times.of("edits arrive", &mut || state.arrive(arrivals.take().unwrap()));
        true
    })
    .unwrap();
    let whole = processor_time() - started;
    let mut sorted = Some(order(state.index().ranks()));
    times.of("order", &mut || state.set_order(sorted.take().unwrap()));
    state.end();
    measure(&mut state, &mut times);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    println!("{} edits, read in {:.1} s; {peak}", state.index().len(), whole.as_secs_f32());
    times.print(&run);
}

/// Presses every key that does something, and draws the screen after each.
fn measure(state: &mut State, times: &mut Times) {
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
        "g",
        "R",
        "u",
        "sr",
        "u",
        "G",
        "o",
        "G",
        "⎋",
        "N",
        "n",
        "sr",
        "u",
    ] {
        for key in keys.chars() {
            times.of(&format!("key {key}"), &mut || press(state, &key.to_string()));
            times.of(&format!("screen after {key}"), &mut || _ = screen(state));
        }
    }
}

/// How long things took, of the processor.
#[derive(Default)]
struct Times(Vec<(Duration, String)>);

impl Times {
    fn of(&mut self, what: &str, done: &mut dyn FnMut()) {
        let started = processor_time();
        done();
        self.0.push((processor_time() - started, what.into()));
    }

    fn print(&mut self, title: &str) {
        self.0.sort();
        println!("{title}: the longest");
        for (time, what) in self.0.iter().rev().take(12) {
            println!("{:>6.1} ms  {what}", time.as_secs_f64() * 1e3);
        }
    }
}

/// One edit of a made ledger: two in five are alone with their template.
fn made(n: u64, one_group: bool, writer: &mut jernih::review::StoreWriter) -> Arrival {
    let template = match n % 5 {
        _ if one_group => "baris".into(),
        0 | 1 => format!("baris {n} kata"),
        _ => format!("baris #{}", n % 1_000),
    };
    let sight = Sight { line: template.clone(), becomes: String::new() };
    let mark = Mark { start: 20, end: 40, after: String::new(), rule: "lines.furniture".into() };
    let page = Page { id: n.to_string(), text: "Isi berita.\n".repeat(40), marks: vec![mark] };
    let document = if n.is_multiple_of(10) { writer.add(&page).unwrap() } else { 0 };
    let seen = Seen {
        place: format!("in.jsonl:{n}"),
        left: "Isi berita.\n".into(),
        before: format!("{template}\n"),
        right: "Isi berita lain.\n".into(),
        site: (format!("situs-{}.example", if one_group { 0 } else { n % 100 }), true),
        score: Some((n % 100) as f64 / 100.0),
        sight: sight.clone(),
        document,
        ..Seen::default()
    };
    let second = n.is_multiple_of(7) && !one_group;
    let rule = ["lines.furniture", "boilerplate.id.read-also"][usize::from(second)];
    Arrival {
        rule: rule.into(),
        key: Arrival::key(rule, &sight),
        template,
        site: seen.site.0.clone(),
        score: seen.score,
        at: writer.add(&seen).unwrap(),
    }
}
