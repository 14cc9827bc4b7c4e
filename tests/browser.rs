//! The pages in a browser: they say nothing to the console, their filters work, and a document can
//! do no harm. `JERNIH_SCREENSHOTS=docs/screenshots cargo test --test browser` takes the pictures anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

/// Names under which Chromium is installed.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "chrome"];

/// A page is whole long before; the clock of the page runs ahead of ours.
const VIRTUAL_MILLISECONDS: &str = "--virtual-time-budget=4000";

/// Notes errors, before the page's own script.
const LISTEN: &str = "<script>const faults = []; addEventListener('error', (e) => faults.push(e.message)); \
     for (const kind of ['error', 'warn']) console[kind] = (...said) => faults.push(said.join(' '));</script>";

/// A document that would like to be markup.
const HOSTILE: &str = "{\"id\": \"</script><img src=x onerror=faults.push(1)>\", \"url\": \"https://jahat.example/<b>\", \
     \"lang\": \"id\", \"text\": \"Pasar buka lagi, kata para pedagang kemarin.\\nBaca juga: </script><script>faults.push('ran')</script><!--\\n\"}\n";

fn browser() -> Option<&'static str> {
    let runs = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let found = BROWSERS.iter().find(runs).copied();
    if found.is_none() {
        // Not a macro, whose words cargo hides from who reads a test that passes.
        let said = b"\nSKIPPED: no Chromium here, so the pages were not opened; `apt-get install chromium`\n";
        std::io::stderr().write_all(said).unwrap();
    }
    found
}

fn jernih(dir: &Path, arguments: &[&str]) {
    let output = Command::new(env!("CARGO_BIN_EXE_jernih"))
        .args(arguments)
        .current_dir(dir)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() != Some(2) || arguments[0] == "clean", "{arguments:?}: {said}");
}

/// A run over the documents of this project, some that are held, and a hostile one.
fn session() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let input = dir.path().join("berita");
    copy(&common::root().join("examples/raw"), &input);
    fs::write(input.join("jahat.jsonl"), format!("{HOSTILE}{{\"isi\": \"tanpa teks\"}}\n"))
        .unwrap();
    jernih(dir.path(), &["clean", "berita", "--out", "clean"]);
    jernih(dir.path(), &["report", "clean", "--out", "report.html"]);
    copy(&common::root().join("examples/rules"), &dir.path().join("packs"));
    jernih(dir.path(), &["compare", "berita", "--rules-b", "packs", "--html", "compare.html"]);
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}

fn open(browser: &str, dir: &Path, arguments: &[&str], address: &str) -> (String, String) {
    let profile = format!("--user-data-dir={}", dir.join("profile").display());
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
        .args(["--enable-logging=stderr", VIRTUAL_MILLISECONDS, &profile])
        .args(arguments)
        .arg(format!("file://{}/{address}", dir.display()))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// What `script` returns after the page has loaded, and the faults that it noted.
fn drive(browser: &str, dir: &Path, page: &str, script: &str) -> (String, String) {
    let html = fs::read_to_string(dir.join(page)).unwrap();
    let ask = format!(
        "<script>const seen = (() => {{ {script} }})(); const told = document.createElement('pre'); \
         told.id = 'told'; told.textContent = JSON.stringify([String(seen), faults.join('; ')]); \
         document.body.append(told);</script></body>"
    );
    let driven =
        html.replacen("<head>", &format!("<head>{LISTEN}"), 1).replacen("</body>", &ask, 1);
    fs::write(dir.join("driven.html"), driven).unwrap();
    let dom = open(browser, dir, &["--dump-dom"], "driven.html").0;
    let told = dom.split("<pre id=\"told\">").nth(1).unwrap_or_else(|| panic!("no answer: {dom}"));
    let told = told.split("</pre>").next().unwrap();
    let told = told.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&told).unwrap()
}

#[test]
fn the_report_answers_what_a_rule_did_on_a_site_in_two_clicks() {
    let Some(browser) = browser() else { return };
    let dir = session();
    let script = "
        const press = (list, name) => document.querySelector(`#${list} button[data-name=\"${name}\"]`).click();
        const text = (id) => document.getElementById(id).textContent;
        const before = document.querySelectorAll('#examples li').length;
        press('rules', 'boilerplate.id.read-also');
        press('sites', 'jahat.example');
        const chosen = [text('answer'), text('examples'), document.querySelectorAll('#examples li').length < before];
        document.getElementById('clear').click();
        const search = document.getElementById('search');
        search.value = 'cibiru'; search.dispatchEvent(new Event('input'));
        return [...chosen, text('examples').includes('Cibiru'), location.hash].join(' | ');";
    let (seen, faults) = drive(browser, dir.path(), "report.html", script);
    assert_eq!(faults, "");
    assert!(
        seen.starts_with(
            "Applied: 1 edit by boilerplate.id.read-also on jahat.example in 1 document"
        ),
        "{seen}"
    );
    assert!(seen.contains("Baca juga: </script><script>faults.push('ran')</script><!--"), "{seen}");
    assert!(seen.contains("| true | true |"), "{seen}");
}

#[test]
fn a_keyboard_is_enough() {
    let Some(browser) = browser() else { return };
    let dir = session();
    let script = "
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true }));
        const searching = document.activeElement.id;
        const within = document.querySelectorAll('main button, main select, main input, main [data-tip], nav a');
        const reached = [...within].filter((one) => one.tabIndex >= 0).length === within.length;
        const rule = document.querySelector('#rules button[data-name]');
        rule.focus();
        const name = rule.dataset.name;
        document.activeElement.click();
        return [searching, reached, document.activeElement.dataset.name === name, document.getElementById('answer').textContent.includes(name)].join(' ');";
    let (seen, faults) = drive(browser, dir.path(), "report.html", script);
    assert_eq!(faults, "");
    assert_eq!(seen, "search true true true");
}

/// A page within a frame as wide as a phone; a browser's own window does not become so narrow.
#[test]
fn a_phone_need_not_scroll_sideways() {
    let Some(browser) = browser() else { return };
    let dir = session();
    for page in ["report.html", "compare.html"] {
        let html = fs::read_to_string(dir.path().join(page)).unwrap();
        let ask = "<script>const page = document.documentElement; \
                   parent.postMessage([page.clientWidth, page.scrollWidth].join(' '), '*');</script></body>";
        fs::write(dir.path().join("framed.html"), html.replacen("</body>", ask, 1)).unwrap();
        let outer = "<body><pre id=\"told\"></pre><script>addEventListener('message', (e) => { \
                     document.getElementById('told').textContent = e.data; });</script>\
                     <iframe src=\"framed.html\" width=\"360\" height=\"700\" style=\"border:0\"></iframe></body>";
        fs::write(dir.path().join("outer.html"), outer).unwrap();
        let dom = open(browser, dir.path(), &["--dump-dom"], "outer.html").0;
        assert!(dom.contains("<pre id=\"told\">360 360</pre>"), "{page}: {dom}");
    }
}

#[test]
fn the_report_shows_documents_held_ones_and_lines() {
    let Some(browser) = browser() else { return };
    let dir = session();
    let script = "
        const text = (id) => document.getElementById(id).textContent;
        const marks = document.querySelectorAll('#sides del');
        marks[0].dispatchEvent(new MouseEvent('mouseover', { bubbles: true }));
        const tip = document.getElementById('tip');
        document.getElementById('next').click();
        document.querySelector('#templates-more button').click();
        return [marks.length > 0, !tip.hidden && tip.textContent.includes('.'), document.getElementById('document').selectedIndex,
            text('held-list').includes('no field \"text\"'), text('templates').includes('baca juga'),
            document.querySelectorAll('.column').length > 2, document.querySelectorAll('main img, main script').length].join(' ');";
    let (seen, faults) = drive(browser, dir.path(), "report.html", script);
    assert_eq!(faults, "");
    assert_eq!(seen, "true true 1 true true true 0");
}

#[test]
fn the_comparison_shows_both_sides() {
    let Some(browser) = browser() else { return };
    let dir = session();
    let script = "
        const text = (id) => document.getElementById(id).textContent;
        const first = text('answer');
        const examples = text('examples');
        document.getElementById('side-1').click();
        return [first, examples.includes('13 Mei 2024'), text('by-rule').includes('date-stamp'), text('answer').startsWith('Only in B')].join(' | ');";
    let (seen, faults) = drive(browser, dir.path(), "compare.html", script);
    assert_eq!(faults, "");
    // The pack switches one rule off and adds one, which finds nothing here.
    assert!(seen.starts_with("Only in A: 1 edit "), "{seen}");
    assert!(seen.ends_with(" | true | true | true"), "{seen}");
}

#[test]
fn nothing_is_said_to_the_console_in_any_size_or_colour() {
    let Some(browser) = browser() else { return };
    let dir = session();
    let to = std::env::var_os("JERNIH_SCREENSHOTS").map(PathBuf::from);
    let to = to.map_or_else(|| dir.path().into(), |to| common::root().join(to));
    fs::create_dir_all(&to).unwrap();
    let dark = "--blink-settings=preferredColorScheme=0";
    let light = "--blink-settings=preferredColorScheme=1";
    for (name, address, size, colour) in [
        ("report-light", "report.html", "1180,1500", light),
        ("report-dark", "report.html#rule=boilerplate.id.read-also", "1180,1500", dark),
        ("report-phone", "report.html", "500,1500", light),
        ("compare-light", "compare.html", "1180,1000", light),
    ] {
        let picture = to.join(format!("{name}.png"));
        let shot = format!("--screenshot={}", picture.display());
        let window = format!("--window-size={size}");
        let said = open(browser, dir.path(), &[&shot, &window, colour], address).1;
        let console: Vec<&str> = said.lines().filter(|line| line.contains("CONSOLE")).collect();
        assert!(console.is_empty(), "{name}: {console:?}");
        assert!(fs::metadata(&picture).unwrap().len() > 10_000, "{name}: an empty picture");
    }
}
