//! The picture of a run: what its ledger and OUT come to, in counts and a choice of documents small
//! enough for one page.

use serde::Serialize;

use crate::{
    past::{Past, PastDocument, PastError, PastRun},
    run_folder::{EditLine, HeldLine},
    tally::{Counted, Example, Origin, Room, Shown, Side, Tally, shorten},
};

mod chosen;
mod held;
mod lengths;
mod marked;
mod templates;

use chosen::Chosen;
use held::Held;
use lengths::Lengths;
use marked::Marked;
use templates::{Template, Templates};

/// Bytes of the page for examples, and for documents side by side. With the table of counts, the
/// templates and the page itself, that stays below 2 MB.
const EXAMPLES: usize = 450_000;
const DOCUMENTS: usize = 400_000;
/// For templates, and for held documents.
const LISTS: usize = 150_000;

/// A run as a page shows it.
#[derive(Debug, Serialize)]
pub struct Picture {
    run: RunPart,
    /// Documents that a rule changed.
    changed: u64,
    /// Characters and lines of all documents before and after; none without OUT.
    size: Option<Size>,
    stages: Vec<StagePart>,
    tally: Shown,
    templates: Vec<Template>,
    lengths: Lengths,
    documents: Vec<Marked>,
    held: Held,
}

/// What `run.json` says, for the head of the page.
#[derive(Debug, Serialize)]
struct RunPart {
    jernih: String,
    rules_sha256: String,
    command: Vec<String>,
    out: String,
    started_unix_seconds: u64,
    seconds: f64,
    documents: u64,
    bytes_in: u64,
    bytes_out: u64,
}

/// Characters and lines of all documents.
#[derive(Clone, Copy, Debug, Default, Serialize)]
struct Size {
    characters_in: i64,
    characters_out: i64,
    lines_in: i64,
    lines_out: i64,
}

/// What one stage did.
#[derive(Debug, Default, Serialize)]
struct StagePart {
    name: String,
    edits: u64,
    documents: u64,
    /// Characters that went, less those that came.
    characters: i64,
    /// Line feeds that went, less those that came.
    lines: i64,
}

/// A picture in the making.
struct Drawing {
    size: Size,
    stages: Vec<StagePart>,
    tally: Tally,
    templates: Templates,
    lengths: Lengths,
    chosen: Chosen,
    held: Held,
    changed: u64,
}

impl Picture {
    /// Reads the whole run once. `watch` is told how many documents were read.
    ///
    /// # Errors
    ///
    /// A file of the run that cannot be read.
    pub fn of(run: &PastRun, mut watch: impl FnMut(u64)) -> Result<Picture, PastError> {
        let mut drawing = Drawing::new(&run.facts.stages);
        for (seen, past) in (1..).zip(run.documents()?) {
            match past? {
                Past::Document(document) => drawing.document(&document),
                Past::Held(_, held) => drawing.held(&held),
            }
            watch(seen);
        }
        Ok(drawing.finish(run))
    }

    /// Documents side by side.
    pub fn documents(&self) -> usize {
        self.documents.len()
    }
}

impl Drawing {
    fn new(stages: &[String]) -> Drawing {
        let stage = |name: &String| StagePart { name: name.clone(), ..StagePart::default() };
        Drawing {
            size: Size::default(),
            stages: stages.iter().map(stage).collect(),
            tally: Tally::default(),
            templates: Templates::default(),
            lengths: Lengths::default(),
            chosen: Chosen::default(),
            held: Held::default(),
            changed: 0,
        }
    }

    fn held(&mut self, held: &HeldLine<'_>) {
        self.held.add(held);
    }

    fn document(&mut self, document: &PastDocument) {
        let (characters, lines) = self.count_stages(document.edits());
        let clean = document.clean.as_deref();
        if let Some(clean) = clean {
            let (chars, feeds) = (clean.chars().count() as i64, line_feeds(clean));
            self.lengths.add(chars + characters, chars);
            self.size.characters_in += chars + characters;
            self.size.characters_out += chars;
            self.size.lines_in += feeds + lines;
            self.size.lines_out += feeds;
        }
        let has_edits = !document.edits().is_empty() || !document.proposals().is_empty();
        self.tally.document(origin(document), has_edits);
        if has_edits {
            self.edits(document);
        }
    }

    fn edits(&mut self, document: &PastDocument) {
        self.changed += u64::from(!document.edits().is_empty());
        let original = document.original();
        let (shifts, text) = (document.shifts(), original.as_deref());
        let origins = crate::ledger::origins(&shifts);
        for (edit, at) in document.edits().iter().zip(origins) {
            self.templates.add(&edit.rule, &edit.before, &edit.after);
            self.edit(document, Side::First, edit, (text, at));
        }
        for edit in document.proposals() {
            let place = (document.clean.as_deref(), edit.start as usize);
            self.edit(document, Side::Second, edit, place);
        }
        if let (Some(original), Some(clean)) = (text, document.clean.as_deref()) {
            let marked = || Marked::new(document, original, clean, &shifts);
            self.chosen.offer(document.edits(), marked);
        }
    }

    fn edit(
        &mut self,
        document: &PastDocument,
        side: Side,
        edit: &EditLine<'_>,
        (text, at): (Option<&str>, usize),
    ) {
        let (before, after) = (&*edit.before, &*edit.after);
        let counted = Counted { rule: &edit.rule, before, after };
        let example =
            || Example { note: note(edit), ..Example::new(&document.id, text, at, before, after) };
        self.tally.add(origin(document), side, counted, example);
    }

    /// Counts by stage; gives the characters and lines that went in all.
    fn count_stages(&mut self, edits: &[EditLine<'_>]) -> (i64, i64) {
        let (mut characters, mut lines) = (0, 0);
        for stage in &mut self.stages {
            let mut touched = false;
            for edit in edits.iter().filter(|edit| edit.stage == stage.name) {
                let length = |text: &str| text.chars().count() as i64;
                let went = length(&edit.before) - length(&edit.after);
                let feeds = line_feeds(&edit.before) - line_feeds(&edit.after);
                stage.edits += 1;
                stage.characters += went;
                stage.lines += feeds;
                characters += went;
                lines += feeds;
                touched = true;
            }
            stage.documents += u64::from(touched);
        }
        (characters, lines)
    }

    fn finish(self, run: &PastRun) -> Picture {
        let facts = run.facts.clone();
        Picture {
            run: RunPart {
                jernih: facts.jernih,
                rules_sha256: facts.rules_sha256,
                command: facts.command.iter().take(40).map(|word| shorten(word, 200)).collect(),
                out: shorten(&run.out().unwrap_or(&facts.out).display().to_string(), 200),
                started_unix_seconds: facts.started_unix_seconds,
                seconds: facts.seconds,
                documents: facts.documents,
                bytes_in: facts.bytes_in,
                bytes_out: facts.bytes_out,
            },
            changed: self.changed,
            size: run.out().map(|_| self.size),
            stages: self.stages,
            tally: self.tally.shown(&mut Room::new(EXAMPLES)),
            templates: self.templates.shown(&mut Room::new(LISTS)),
            lengths: self.lengths,
            documents: self.chosen.shown(&mut Room::new(DOCUMENTS)),
            held: self.held.shown(&mut Room::new(LISTS)),
        }
    }
}

fn origin(document: &PastDocument) -> Origin<'_> {
    Origin { site: &document.site, language: document.language.as_deref().unwrap_or_default() }
}

/// How sure the rule is of this edit, and why, if it weighs them one by one.
fn note(edit: &EditLine<'_>) -> String {
    edit.score.map_or_else(String::new, |score| {
        shorten(&format!("score {score:.2}: {}", edit.reasons.join(", ")), 200)
    })
}

fn line_feeds(text: &str) -> i64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as i64
}
