//! Makes the bytes of OUT and of the run folder out of a batch.

use std::{borrow::Cow, ops::Range};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Plan;
use crate::{
    decisions::Verdict,
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
            let edits = self.done(plan, &cleaned, record.bytes);
            (edits, self.proposed(plan, &cleaned, record.bytes))
        });
        let (input, bytes, is_line) = (record.input, start..self.bytes.len(), record.line > 0);
        self.outputs.push(Output::Record { input, is_line, bytes, edits, proposed });
    }

    /// Writes the document, and what was done to it, if anything was.
    fn done(&mut self, plan: &Plan<'_>, cleaned: &Cleaned<'_>, record: &[u8]) -> Range<usize> {
        let text = &cleaned.document.text;
        let untouched = match &cleaned.carrier {
            Carrier::Text(carrier) => carrier.charset.is_none() && cleaned.ledger.is_empty(),
            Carrier::Jsonl(_) => cleaned.ledger.is_empty(),
        };
        if untouched {
            self.bytes.extend_from_slice(record);
            return 0..0;
        }
        let mut body = body(cleaned, record);
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
        body.edits = cleaned
            .ledger
            .applied()
            .map(|change| edit_line(plan, change, Verdict::Accept))
            .collect();
        self.line(&body)
    }

    /// Writes what was proposed, if anything was.
    fn proposed(&mut self, plan: &Plan<'_>, cleaned: &Cleaned<'_>, record: &[u8]) -> Range<usize> {
        let edits: Vec<_> = cleaned
            .ledger
            .proposed()
            .map(|change| edit_line(plan, change, Verdict::Reject))
            .collect();
        if edits.is_empty() {
            0..0
        } else {
            self.line(&LedgerBody { edits, ..body(cleaned, record) })
        }
    }

    fn line(&mut self, body: &LedgerBody<'_>) -> Range<usize> {
        let start = self.ledger.len();
        write_json(body, &mut self.ledger);
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

/// A ledger line without edits. The hash is that of a file's bytes, or of a record's text.
fn body<'c>(cleaned: &Cleaned<'c>, record: &[u8]) -> LedgerBody<'c> {
    let hashed = match cleaned.carrier {
        Carrier::Text(_) => record,
        Carrier::Jsonl(_) => cleaned.original.as_bytes(),
    };
    LedgerBody {
        id: Cow::Borrowed(&cleaned.document.id),
        sha256: hex(&Sha256::digest(hashed)).into(),
        encoding: None,
        original: None,
        escapes: None,
        edits: vec![],
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

/// An edit of the ledger; `verdict` is what was decided, if something was.
fn edit_line<'l>(plan: &Plan<'l>, change: Change<'l>, verdict: Verdict) -> EditLine<'l> {
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
        decision: change.decided.then_some(verdict),
    }
}
