//! Makes the bytes of OUT and of the run folder out of a batch.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Plan;
use crate::{
    edit::Ground,
    ledger::Change,
    line_score::Score,
    profile::{Part, time},
    report::Report,
    rule::hex,
    run_folder::{EditLine, HeldLine, LedgerBody},
    source::{Batch, Piece, jsonl, place},
    worker::{Carrier, Cleaned, Worker},
};

/// A batch as it goes to the writer.
#[derive(Debug, Default)]
pub struct Finished {
    /// Bytes for OUT.
    pub bytes: Vec<u8>,
    /// What the bytes are, in order.
    pub outputs: Vec<Output>,
    /// JSON of ledger lines without their place.
    pub ledger: Vec<u8>,
    /// Lines for `held.jsonl`.
    pub held: Vec<u8>,
    /// Totals of the batch.
    pub report: Report,
    /// What was held.
    pub faults: Vec<Fault>,
}

/// A part of a finished batch.
#[derive(Debug)]
pub enum Output {
    /// A file, or a line of one.
    Record {
        /// Index of the input.
        input: usize,
        /// It is a line, not a whole file.
        is_line: bool,
        /// In the bytes.
        bytes: Range<usize>,
        /// In the ledger: what was done. Empty if nothing was.
        edits: Range<usize>,
        /// In the ledger: what was proposed.
        proposed: Range<usize>,
    },
    /// Nothing more comes of the input.
    End {
        /// Index of the input.
        input: usize,
    },
}

/// A document that was held, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `corpus.jsonl:17`
    pub place: String,
    /// Why.
    pub reason: String,
}

/// Cleans every record of a batch.
pub fn finish(worker: &mut Worker, plan: &Plan<'_>, batch: &Batch) -> Finished {
    let mut finished = Finished::default();
    finished.bytes.reserve(batch.bytes.len());
    for piece in &batch.pieces {
        match piece {
            Piece::Record { input, line, range } => {
                let bytes = &batch.bytes[range.clone()];
                finished.record(worker, plan, Record { input: *input, line: *line, bytes });
            }
            Piece::Unreadable { input, line, reason } => {
                let place = place(&plan.inputs[*input].path, *line);
                finished.hold(HeldLine::new(&place, *line), place.clone(), reason.to_string());
            }
            Piece::Blank { input, range } => {
                let start = finished.bytes.len();
                finished.bytes.extend_from_slice(&batch.bytes[range.clone()]);
                let (input, bytes) = (*input, start..finished.bytes.len());
                let (edits, proposed) = (0..0, 0..0);
                let blank = Output::Record { input, is_line: true, bytes, edits, proposed };
                finished.outputs.push(blank);
            }
            Piece::End { input } => finished.outputs.push(Output::End { input: *input }),
        }
    }
    finished
}

#[derive(Clone, Copy)]
struct Record<'b> {
    input: usize,
    line: u64,
    bytes: &'b [u8],
}

impl Finished {
    fn record(&mut self, worker: &mut Worker, plan: &Plan<'_>, record: Record<'_>) {
        let start = self.bytes.len();
        let place = place(&plan.inputs[record.input].path, record.line);
        let cleaned = match worker.clean(record.bytes, record.line, &place) {
            Ok(cleaned) => cleaned,
            Err(reason) => {
                return self.hold_record(worker.id(), record, place, reason.to_string());
            }
        };
        let stages = plan.pipeline.stages();
        let exceeded = plan.budget.exceeded(cleaned.original, cleaned.ledger, stages);
        if let Some(reason) = exceeded {
            self.report.over_budget += 1;
            return self.hold_record(worker.id(), record, place, reason.to_string());
        }
        let (edits, proposed) = time(plan.pipeline.profile(), Part::Render, || {
            self.report.count(cleaned.original, &cleaned.document.text, cleaned.ledger);
            let source = Source::new(&cleaned, record.bytes);
            let edits = self.done(plan, &cleaned, &source);
            (edits, self.proposed(plan, &cleaned, &source))
        });
        let (input, bytes, is_line) = (record.input, start..self.bytes.len(), record.line > 0);
        self.outputs.push(Output::Record { input, is_line, bytes, edits, proposed });
    }

    /// Writes the document, and what was done to it, if anything was.
    fn done(
        &mut self,
        plan: &Plan<'_>,
        cleaned: &Cleaned<'_>,
        source: &Source<'_>,
    ) -> Range<usize> {
        let record = source.record;
        let text = &cleaned.document.text;
        let untouched = match &cleaned.carrier {
            Carrier::Text(carrier) => carrier.charset.is_none() && cleaned.ledger.is_empty(),
            Carrier::Jsonl(_) => cleaned.ledger.is_empty(),
        };
        if untouched {
            self.bytes.extend_from_slice(record);
            return 0..0;
        }
        let mut body = source.body(cleaned);
        match &cleaned.carrier {
            Carrier::Text(carrier) => {
                self.bytes.extend_from_slice(text.as_bytes());
                self.report.decoded += u64::from(carrier.charset.is_some());
                body.encoding = carrier.charset.map(|charset| charset.name().into());
                body.original = carrier.original.as_deref().map(Cow::Borrowed);
            }
            Carrier::Jsonl(carrier) => {
                jsonl::render(record, carrier, text, &mut self.bytes);
                body.escapes = (carrier.escapes != jsonl::Escapes::Few).then_some(carrier.escapes);
                body.original = lost_escapes(carrier, cleaned.original, record);
            }
        }
        self.line(&body, cleaned.ledger.applied().map(|change| edit_line(plan, change)))
    }

    /// Writes what was proposed, if anything was.
    fn proposed(
        &mut self,
        plan: &Plan<'_>,
        cleaned: &Cleaned<'_>,
        source: &Source<'_>,
    ) -> Range<usize> {
        let mut edits = cleaned.ledger.proposed().map(|change| edit_line(plan, change)).peekable();
        match edits.peek() {
            None => 0..0,
            Some(_) => self.line(&source.body(cleaned), edits),
        }
    }

    /// Writes a ledger line with these edits, which are many times their text if they are kept.
    fn line<'e>(
        &mut self,
        body: &LedgerBody<'_>,
        edits: impl Iterator<Item = EditLine<'e>>,
    ) -> Range<usize> {
        const END: &[u8] = b"]}";
        let start = self.ledger.len();
        write_json(body, &mut self.ledger);
        debug_assert!(self.ledger.ends_with(b"\"edits\":[]}"), "the edits are the last field");
        self.ledger.truncate(self.ledger.len() - END.len());
        for (index, edit) in edits.enumerate() {
            if index > 0 {
                self.ledger.push(b',');
            }
            write_json(&edit, &mut self.ledger);
        }
        self.ledger.extend_from_slice(END);
        start..self.ledger.len()
    }

    /// Holds a record whole.
    fn hold_record(&mut self, id: &str, record: Record<'_>, place: String, reason: String) {
        let mut held = HeldLine::new(id, record.line);
        let newline: &[u8] = if record.line > 0 { b"\n" } else { b"" };
        held.set_record(record.bytes.strip_suffix(newline).unwrap_or(record.bytes));
        self.hold(held, place, reason);
    }

    fn hold(&mut self, held: HeldLine<'_>, place: String, reason: String) {
        let line =
            HeldLine { place: place.as_str().into(), reason: reason.as_str().into(), ..held };
        write_json(&line, &mut self.held);
        self.held.push(b'\n');
        self.report.held += 1;
        self.faults.push(Fault { place, reason });
    }
}

fn write_json(value: &impl Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(out, value).expect("strings and numbers into a vector cannot fail");
}

/// What a document was made of.
struct Source<'c> {
    record: &'c [u8],
    /// What the ledger's hash is of: a file's bytes, or a record's text.
    hashed: &'c [u8],
    /// Once it is asked for; twice, if something was done and something proposed.
    hash: OnceCell<String>,
}

impl<'c> Source<'c> {
    fn new(cleaned: &Cleaned<'c>, record: &'c [u8]) -> Source<'c> {
        let hashed = match cleaned.carrier {
            Carrier::Text(_) => record,
            Carrier::Jsonl(_) => cleaned.original.as_bytes(),
        };
        Source { record, hashed, hash: OnceCell::new() }
    }

    /// A ledger line without edits.
    fn body<'b>(&'b self, cleaned: &Cleaned<'b>) -> LedgerBody<'b> {
        let hash = self.hash.get_or_init(|| hex(&Sha256::digest(self.hashed)));
        LedgerBody {
            id: Cow::Borrowed(&cleaned.document.id),
            sha256: Cow::Borrowed(hash),
            encoding: None,
            original: None,
            escapes: None,
            edits: vec![],
        }
    }
}

/// The record's JSON string, if escaping its text again does not give it back.
fn lost_escapes<'r>(
    carrier: &jsonl::Carrier,
    original: &str,
    record: &'r [u8],
) -> Option<Cow<'r, str>> {
    let token = &record[carrier.token.clone()];
    if carrier.escapes == jsonl::Escapes::Few && jsonl::is_usual(token) {
        return None;
    }
    let mut again = vec![];
    jsonl::write_string(original, carrier.escapes, &mut again);
    (again != token).then(|| String::from_utf8_lossy(token))
}

fn edit_line<'l>(plan: &Plan<'l>, change: Change<'l>) -> EditLine<'l> {
    let filed = plan.rules.get(change.rule);
    let (score, near) = match change.ground {
        Some(Ground::Score(score)) => (Some(score), None),
        Some(Ground::Near(rule)) => (None, Some(rule)),
        None => (None, None),
    };
    EditLine {
        stage: Cow::Borrowed(&filed.stage),
        rule: Cow::Borrowed(&filed.name),
        tier: filed.rule.tier,
        pass: change.step.pass + 1,
        start: change.span.start,
        end: change.span.end,
        before: Cow::Borrowed(change.before),
        after: Cow::Borrowed(change.after),
        score: score.map(|score| f64::from(score.percent()) / 100.0),
        reasons: score.into_iter().flat_map(Score::reasons).map(Cow::Borrowed).collect(),
        near: near.map(|rule| Cow::Borrowed(plan.rules.get(rule).name.as_str())),
    }
}
