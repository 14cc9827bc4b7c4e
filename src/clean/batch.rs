//! Makes the bytes of OUT and of the run folder out of a batch.

use std::{borrow::Cow, cell::OnceCell, ops::Range};

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
    sink::packed,
    source::{
        Batch, Carrier, Compression, Fate, Piece, Record, Unreadable, csv, jsonl, parquet, place,
    },
    worker::{Cleaned, Worker},
};

/// A batch as it goes to the writer.
#[derive(Debug, Default)]
pub struct Finished {
    /// Bytes for OUT.
    pub bytes: Vec<u8>,
    /// What the bytes are, in order.
    pub outputs: Vec<Output>,
    /// The rows of a table of values, whose texts the bytes are.
    pub rows: Option<parquet::Rows>,
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
        /// In the bytes. Those of a gzip file all stand with its first record of the batch.
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
        /// It could be opened.
        was_read: bool,
    },
}

impl Output {
    fn input(&self) -> usize {
        match self {
            Output::Record { input, .. } | Output::End { input, .. } => *input,
        }
    }

    fn bytes(&mut self) -> Option<&mut Range<usize>> {
        match self {
            Output::Record { bytes, .. } => Some(bytes),
            Output::End { .. } => None,
        }
    }
}

/// A document that was held, for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `corpus.jsonl:17`
    pub place: String,
    /// Why.
    pub reason: String,
    /// A part of the input could not be read; more than one document may be lost.
    pub is_damage: bool,
}

impl Fault {
    /// What a reader says.
    pub fn of(place: String, reason: &Unreadable) -> Fault {
        let is_damage = !matches!(reason, Unreadable::TooLong { .. });
        Fault { place, reason: reason.to_string(), is_damage }
    }
}

/// Cleans every record of a batch.
pub fn finish(worker: &mut Worker, plan: &Plan<'_>, batch: &Batch) -> Finished {
    let mut finished = Finished::default();
    finished.bytes.reserve(batch.bytes.len());
    let mut kept = vec![];
    for piece in &batch.pieces {
        let outputs = finished.outputs.len();
        match piece {
            Piece::Record { input, line, range } => {
                finished.record(worker, plan, *input, batch.record(*line, range));
            }
            Piece::Unreadable { input, line, reason } => {
                let place = place(&plan.inputs[*input].path, *line);
                let held = HeldLine::new(&place, *line);
                finished.hold(held, Fault::of(place.clone(), reason));
            }
            Piece::Blank { input, range } => {
                let start = finished.bytes.len();
                finished.bytes.extend_from_slice(&batch.bytes[range.clone()]);
                let (input, bytes) = (*input, start..finished.bytes.len());
                let (edits, proposed) = (0..0, 0..0);
                let blank = Output::Record { input, is_line: true, bytes, edits, proposed };
                finished.outputs.push(blank);
            }
            Piece::End { input, was_read } => {
                finished.outputs.push(Output::End { input: *input, was_read: *was_read });
            }
        }
        if !matches!(piece, Piece::End { .. }) {
            kept.push(finished.outputs.len() > outputs);
        }
    }
    match &batch.rows {
        Some(rows) => finished.rows = Some(rows.after(&finished.fates(&kept))),
        None => finished.pack(plan),
    }
    finished
}

impl Finished {
    /// What became of each row: those that were kept have an output, in order.
    fn fates(&self, kept: &[bool]) -> Vec<Fate<'_>> {
        let mut outputs = self.outputs.iter();
        let fate = |kept: &bool| match kept.then(|| outputs.next()).flatten() {
            Some(Output::Record { bytes, edits, .. }) if !edits.is_empty() => {
                let text = std::str::from_utf8(&self.bytes[bytes.clone()]);
                Fate::With(text.expect("the bytes of a value are its text"))
            }
            Some(_) => Fate::AsItIs,
            None => Fate::Gone,
        };
        kept.iter().map(fate).collect()
    }

    /// Makes the bytes of each file as a sink takes them: all of them stand with the file's first record.
    fn pack(&mut self, plan: &Plan<'_>) {
        let of = |input: usize| plan.compression.unwrap_or(plan.inputs[input].compression);
        let needs = |output: &Output| of(output.input()) == Compression::Gzip;
        if !self.outputs.iter().any(needs) {
            return;
        }
        let mut all = Vec::with_capacity(self.bytes.len() / 2);
        for same in self.outputs.chunk_by_mut(|a, b| a.input() == b.input()) {
            let compression = of(same[0].input());
            let mut ranges: Vec<_> = same.iter_mut().filter_map(Output::bytes).collect();
            let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else { continue };
            let (bytes, start) = (first.start..last.end, all.len());
            all.extend_from_slice(&packed(&self.bytes[bytes], compression));
            ranges.iter_mut().for_each(|range| **range = all.len()..all.len());
            *ranges[0] = start..all.len();
        }
        self.bytes = all;
    }

    fn record(&mut self, worker: &mut Worker, plan: &Plan<'_>, input: usize, record: Record<'_>) {
        let start = self.bytes.len();
        let place = place(&plan.inputs[input].path, record.line);
        let cleaned = match worker.clean(record, &place) {
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
        let (bytes, is_line) = (start..self.bytes.len(), record.line > 0);
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
            Carrier::Json(_) | Carrier::Row(_) | Carrier::Value => cleaned.ledger.is_empty(),
        };
        if untouched {
            if !matches!(cleaned.carrier, Carrier::Value) {
                self.bytes.extend_from_slice(record);
            }
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
            Carrier::Row(carrier) => {
                csv::render(record, carrier, text, &mut self.bytes);
                let lost = csv::lost_quotes(record, carrier, text, cleaned.original);
                body.original = lost.map(Cow::Owned);
            }
            Carrier::Value => self.bytes.extend_from_slice(text.as_bytes()),
            Carrier::Json(carrier) => {
                jsonl::render(record, carrier, text, &mut self.bytes);
                body.escapes = (carrier.escapes != jsonl::Escapes::Few).then_some(carrier.escapes);
                body.original = lost_escapes(carrier, cleaned.original, record);
            }
        }
        self.line(
            &body,
            cleaned.ledger.applied().map(|change| edit_line(plan, change, Verdict::Accept)),
        )
    }

    /// Writes what was proposed, if anything was.
    fn proposed(
        &mut self,
        plan: &Plan<'_>,
        cleaned: &Cleaned<'_>,
        source: &Source<'_>,
    ) -> Range<usize> {
        let mut edits = cleaned
            .ledger
            .proposed()
            .map(|change| edit_line(plan, change, Verdict::Reject))
            .peekable();
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
        self.hold(held, Fault { place, reason, is_damage: false });
    }

    fn hold(&mut self, held: HeldLine<'_>, fault: Fault) {
        let (place, reason) = (fault.place.as_str().into(), fault.reason.as_str().into());
        let line = HeldLine { place, reason, ..held };
        write_json(&line, &mut self.held);
        self.held.push(b'\n');
        self.report.held += 1;
        self.faults.push(fault);
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
            Carrier::Json(_) | Carrier::Row(_) | Carrier::Value => cleaned.original.as_bytes(),
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
