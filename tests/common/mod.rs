//! What several test files share: documents of this project, and one snapshot format.

#![allow(dead_code, reason = "each test file uses a part of it")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use jernih::{
    document::{Document, Language},
    ledger::Ledger,
    page::Page,
    pipeline::Pipeline,
    rule::Rules,
    snapshot::Snapshot,
};

pub(crate) mod records;
pub(crate) mod site;

/// The folder of the project.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, by name.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<_> =
        entries.map(|entry| entry.unwrap().path()).filter(|p| p.is_file()).collect();
    files.sort();
    assert!(!files.is_empty(), "{}: no files", folder.display());
    files
}

/// Cleans a text, given as a case file's name, and checks that the ledger can undo it.
pub(crate) fn clean(pipeline: &mut Pipeline, case: &str, text: &str) -> (Document, Ledger) {
    // `case.tag.txt` names the language.
    let language = case.split('.').nth(1).and_then(Language::parse);
    let mut document =
        Document { id: case.into(), language, text: text.into(), ..Document::default() };
    let mut ledger = Ledger::default();
    pipeline.clean(&mut document, &mut ledger).unwrap_or_else(|e| panic!("{case}: {e}"));
    assert_eq!(ledger.undo(&document.text).as_deref(), Some(text), "{case}: undo");
    (document, ledger)
}

/// Compares each case of a folder with its snapshot: what changed and why, then the text.
pub(crate) fn snapshots(folder: &str, rules: &Rules, pipeline: &mut Pipeline) {
    for file in files(&root().join("tests/cases").join(folder)) {
        let case = file.file_stem().unwrap().to_str().unwrap();
        let original = fs::read_to_string(&file).unwrap();
        let (document, ledger) = clean(pipeline, case, &original);
        let page = Page {
            rules,
            id: case,
            original: &original,
            clean: &document.text,
            ledger: &ledger,
            width: 100,
        };
        let mut shown = vec![];
        page.write(false, &mut shown).unwrap();
        for change in ledger.proposed() {
            let name = &rules.get(change.rule).name;
            shown.extend(
                format!("proposed: {name} [-{}-]{{+{}+}}\n", change.before, change.after).bytes(),
            );
        }
        let shown = String::from_utf8(shown).unwrap();
        let shown = match folder {
            // Whole documents are shown as `jernih snapshot` shows them.
            "pipeline" => {
                let (clean, ledger) = (&*document.text, &ledger);
                Snapshot { rules, id: case, original: &original, clean, ledger }.render()
            }
            _ => format!("{}---\n{}", anstream::adapter::strip_str(&shown), document.text),
        };
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(root().join("snapshots").join(folder));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(&file);
        settings.bind(|| insta::assert_snapshot!(case, shown));
    }
}
