//! What must hold for any bytes, one function a target. `tests/findings.rs` runs the same on what
//! was found.

#![allow(clippy::unwrap_used, reason = "a broken law is found by a panic")]

mod files;

use std::{cell::RefCell, sync::LazyLock};

use jernih::{
    document::{Document, Language},
    edit::Edits,
    ledger::Ledger,
    pipeline::Pipeline,
    rule::{self, Rules},
    source::{Fields, jsonl, text},
    stages::STAGES,
    text::Text,
};

pub use files::{csv, decisions, parquet, warc};

static RULES: LazyLock<Rules> = LazyLock::new(|| Rules::builtin().unwrap());

// A fork for each input would compile its patterns anew.
thread_local! {
    static PIPELINE: RefCell<Pipeline> = RefCell::new(Pipeline::new(&RULES).unwrap());
    static STAGE: RefCell<Vec<Pipeline>> = RefCell::new(
        STAGES.iter().map(|stage| Pipeline::only(&RULES, &[*stage]).unwrap()).collect(),
    );
}

/// A file that is read can be given back.
pub fn decode(bytes: &[u8]) {
    let mut document = Document::default();
    if let Ok(carrier) = text::parse(bytes, &mut document) {
        let charset = carrier.charset.map(|charset| charset.name());
        let back = text::restore(&document.text, charset, carrier.original.as_deref());
        assert_eq!(back.as_deref(), Some(bytes), "as {charset:?}");
    }
}

/// A pack is refused with a reason, or its rules can be tried on its own text.
pub fn pack(bytes: &[u8]) {
    const PATHS: [&str; 4] = [
        "boilerplate/found.toml",
        "unicode/found.toml",
        "lang/id/boilerplate.toml",
        "lang/id/language.toml",
    ];
    let Some((text, choice)) = text_and_choice(bytes) else { return };
    let mut rules = Rules::default();
    let added = rules.add("fuzz", PATHS[choice % PATHS.len()], text);
    if let Err(error) = added.and_then(|()| try_rules(&rules, text)) {
        assert!(!error.to_string().is_empty());
    }
    if let Err(error) = rules.add_table("fuzz", "lang/id/case.tsv", text) {
        assert!(!error.to_string().is_empty());
    }
}

fn try_rules(rules: &Rules, text: &str) -> Result<(), rule::RuleError> {
    rule::lint(rules);
    for stage in ["boilerplate", "unicode"] {
        let (mut edits, mut out) = (Edits::default(), String::new());
        rules.matcher(stage)?.propose(Text::new(text), None, &mut edits);
        edits.settle(text);
        edits.apply(text, &mut out);
    }
    Ok(())
}

/// A line's text is what JSON says, and a line takes another text without any other change.
pub fn splice(bytes: &[u8]) {
    let (fields, mut before, mut after) =
        (Fields::default(), Document::default(), Document::default());
    let Ok(carrier) = jsonl::parse(bytes, &fields, &mut before) else { return };
    let (token, mut written) = (&bytes[carrier.token.clone()], vec![]);
    assert_eq!(serde_json::from_slice::<String>(token).unwrap(), before.text);
    jsonl::write_string(&before.text, carrier.escapes, &mut written);
    assert!(written == token || !jsonl::is_usual(token), "what is usual is written as it was");
    for text in [before.text.as_str(), "", "\"\\ \u{7f}\u{0}\u{e9}\u{1f600}\u{2028}\n"] {
        let mut line = vec![];
        jsonl::render(bytes, &carrier, text, &mut line);
        let again = jsonl::parse(&line, &fields, &mut after).unwrap();
        assert_eq!((&after.id, after.language), (&before.id, before.language));
        assert_eq!(after.text, text);
        assert_eq!(again.token.start, carrier.token.start);
        assert_eq!(line[..again.token.start], bytes[..carrier.token.start]);
        assert_eq!(line[again.token.end..], bytes[carrier.token.end..]);
    }
}

/// The laws of the ledger, for one stage alone.
pub fn stage(bytes: &[u8]) {
    let Some((text, choice)) = text_and_choice(bytes) else { return };
    STAGE.with_borrow_mut(|stages| {
        let count = stages.len();
        obey(&mut stages[choice % count], text, language(choice / count));
    });
}

/// The laws of the ledger, for all stages.
pub fn pipeline(bytes: &[u8]) {
    let Some((text, choice)) = text_and_choice(bytes) else { return };
    PIPELINE.with_borrow_mut(|pipeline| obey(pipeline, text, language(choice)));
}

/// The first byte chooses; the others are the text.
fn text_and_choice(bytes: &[u8]) -> Option<(&str, usize)> {
    let (choice, text) = bytes.split_first()?;
    Some((str::from_utf8(text).ok()?, usize::from(*choice)))
}

fn language(choice: usize) -> Option<Language> {
    const TAGS: [&str; 5] = ["", "id", "en", "ms", "th"];
    Language::parse(TAGS[choice % TAGS.len()])
}

/// The ledger replays and undoes, cleaning again changes nothing, and the document comes to rest.
fn obey(pipeline: &mut Pipeline, text: &str, language: Option<Language>) {
    let mut clean = |text: &str| {
        let mut document = Document { language, text: text.into(), ..Document::default() };
        let mut ledger = Ledger::default();
        pipeline.clean(&mut document, &mut ledger).unwrap();
        (document.text, ledger)
    };
    let (once, ledger) = clean(text);
    assert_eq!(ledger.replay(text), once, "the ledger replays");
    assert_eq!(ledger.undo(&once).as_deref(), Some(text), "the ledger undoes");
    let (twice, _) = clean(&once);
    assert_eq!(twice, once, "cleaning again changes nothing");
}
