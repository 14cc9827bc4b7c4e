//! The folder beside OUT that says what a run did: `run.json`, the edits, the proposals and the
//! held documents.
//!
//! It is written batch by batch. A file `unfinished.json` says how far it is whole, so that a run
//! that was cut off can go on from there; it is removed at the end.

use std::{
    borrow::Cow,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    decisions::Verdict,
    ledger::{Step, Undo},
    report::Report,
    rule::Tier,
    source::{
        Fields, PathError, is_url,
        jsonl::{self, Escapes},
    },
};

mod lines;

pub use lines::{HeldLines, LedgerError, LedgerLines};

/// Edits repeat the names of rules, which level 1 finds as well as level 3: of 16 MB of Indonesian
/// documents 1,320,705 bytes against 1,314,487, in half the time.
const ZSTD_LEVEL: i32 = 1;

/// The file of the applied edits.
pub const EDITS: &str = "edits.jsonl.zst";
/// The file of the proposed edits.
pub const PROPOSED: &str = "proposed.jsonl.zst";
/// The file of the held documents.
pub const HELD: &str = "held.jsonl";
/// The file of the totals.
pub const RUN: &str = "run.json";
const UNFINISHED: &str = "unfinished.json";

/// A line of `edits.jsonl.zst` or `proposed.jsonl.zst`: what was done to one document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerLine<'l> {
    /// The file of OUT that the document is in; empty if OUT is a file.
    #[serde(default)]
    pub path: Cow<'l, str>,
    /// The line of that file, from 1; 0 for a text file.
    #[serde(default)]
    pub line: u64,
    /// The rest.
    #[serde(flatten)]
    pub body: LedgerBody<'l>,
}

/// What a ledger line says apart from the place in OUT, which only the writer knows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerBody<'l> {
    /// The document.
    pub id: Cow<'l, str>,
    /// Of the input: of a text file's bytes, of a record's text.
    pub sha256: Cow<'l, str>,
    /// What a text file's bytes were, if not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<Cow<'l, str>>,
    /// A text file's bytes in Base64 if the encoding does not give them back; a record's JSON
    /// string if no way to escape does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<Cow<'l, str>>,
    /// How a record's text was escaped, if it was not for the least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escapes: Option<Escapes>,
    /// In the order in which they were applied.
    pub edits: Vec<EditLine<'l>>,
}

/// One edit of a ledger line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditLine<'l> {
    /// The stage.
    pub stage: Cow<'l, str>,
    /// The rule's full name.
    pub rule: Cow<'l, str>,
    /// The rule's tier in that run.
    pub tier: Tier,
    /// The pass over the stages, if not the first.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub pass: u8,
    /// First byte, in the stage's input.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stood there.
    pub before: Cow<'l, str>,
    /// What was put there.
    pub after: Cow<'l, str>,
    /// The chance that it is right, from 0 to 1, if the rule weighs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// What spoke for it most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Cow<'l, str>>,
    /// The rule that takes the line beside it, if it rests on that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near: Option<Cow<'l, str>>,
    /// What a person decided, if that is why it was made, or why it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Verdict>,
}

fn first() -> u8 {
    1
}

fn is_first(pass: &u8) -> bool {
    *pass == first()
}

impl LedgerLine<'_> {
    /// Adds a line whose body is JSON already to `frame`.
    pub fn write(path: &str, line: u64, body: &[u8], frame: &mut Frame) {
        let mut head = vec![b'{'];
        if !path.is_empty() {
            head.extend_from_slice(b"\"path\":");
            jsonl::write_string(path, Escapes::Few, &mut head);
            head.push(b',');
        }
        if line > 0 {
            head.extend_from_slice(format!("\"line\":{line},").as_bytes());
        }
        frame.add(&head);
        frame.add(body.strip_prefix(b"{").unwrap_or(body));
        frame.add(b"\n");
    }
}

impl LedgerBody<'_> {
    /// What [`crate::ledger::undo`] needs of the edits.
    pub fn undo(&self) -> Vec<Undo<'_>> {
        let mut undo = vec![];
        for (step, edits) in
            self.edits.chunk_by(|a, b| (a.pass, &a.stage) == (b.pass, &b.stage)).enumerate()
        {
            // Which stage it was does not matter here, only that it was another.
            let step = Step { pass: edits[0].pass, stage: step as u8 };
            undo.extend(edits.iter().map(|edit| Undo {
                step,
                start: edit.start,
                before: &edit.before,
                after: &edit.after,
            }));
        }
        undo
    }
}

/// A line of `held.jsonl`: a document that is not in OUT, whole.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldLine<'l> {
    /// The document.
    pub id: Cow<'l, str>,
    /// Where it was read: `corpus.jsonl:17`, or only the file.
    pub place: Cow<'l, str>,
    /// Its line, from 1; 0 for a text file.
    pub line: u64,
    /// Why it is held.
    pub reason: Cow<'l, str>,
    /// The record, if it is UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Cow<'l, str>>,
    /// The record in Base64, if it is not. Neither, if it could not be read at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Cow<'l, str>>,
}

impl<'l> HeldLine<'l> {
    /// A line without place, reason and record.
    pub fn new(id: &'l str, line: u64) -> HeldLine<'l> {
        HeldLine {
            id: id.into(),
            place: Cow::default(),
            line,
            reason: Cow::default(),
            record: None,
            bytes: None,
        }
    }

    /// Takes the record in, in the form that holds every byte.
    pub fn set_record(&mut self, bytes: &'l [u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.record = Some(text.into()),
            Err(_) => self.bytes = Some(BASE64_STANDARD.encode(bytes).into()),
        }
    }
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Of the options, the rules and the inputs: a run goes on only with the same.
    pub fingerprint: String,
    /// Inputs that are whole in OUT.
    pub inputs: usize,
    /// Totals so far.
    pub report: Report,
    /// The names of the rules that the trial found to take too much.
    #[serde(default)]
    pub demoted: Vec<String>,
    /// Bytes of the three files that are whole.
    sizes: [u64; 3],
}

/// The folder while it is written.
pub struct RunFolder {
    path: PathBuf,
    files: [File; 3],
    sizes: [u64; 3],
    /// Held as long as the run goes on; the system lets it go when the process ends, however it does.
    _lock: File,
}

/// Lines of JSON as a zstd frame. The lines of a document that is nothing but edits are 37 times its
/// length, so they are compressed as they come.
#[derive(Default)]
pub struct Frame(Option<zstd::stream::write::Encoder<'static, Vec<u8>>>);

impl Frame {
    fn add(&mut self, bytes: &[u8]) {
        let encoder = self.0.get_or_insert_with(Frame::begin);
        encoder.write_all(bytes).expect(Frame::MEMORY);
    }

    /// The frame; no lines are none.
    fn end(self) -> Vec<u8> {
        self.0.map_or_else(Vec::new, |encoder| encoder.finish().expect(Frame::MEMORY))
    }

    fn begin() -> zstd::stream::write::Encoder<'static, Vec<u8>> {
        zstd::stream::write::Encoder::new(vec![], ZSTD_LEVEL).expect(Frame::MEMORY)
    }

    const MEMORY: &str = "memory is the only thing that compressing needs";
}

/// What one batch adds to the folder's files.
#[derive(Default)]
pub struct Additions {
    /// To `edits.jsonl.zst`.
    pub edits: Frame,
    /// To `proposed.jsonl.zst`.
    pub proposed: Frame,
    /// To `held.jsonl`.
    pub held: Vec<u8>,
}

impl RunFolder {
    /// The name of the folder that belongs to OUT: `OUT.run`. That of a url is in the current folder and
    /// called after the url's last part: `clean.run` for `s3://bucket/clean`.
    pub fn path_for(out: &Path) -> PathBuf {
        // Without the slash that a shell adds to the name of a folder.
        let path = out.components().as_path().as_os_str();
        let name = if is_url(out) { out.file_name().unwrap_or_default() } else { path };
        let mut name = name.to_owned();
        name.push(".run");
        name.into()
    }

    /// The edits of the run that made OUT.
    pub fn edits_for(out: &Path) -> PathBuf {
        RunFolder::path_for(out).join(EDITS)
    }

    /// The names of the fields that the run with these edits used; the usual ones if its `run.json`
    /// is not beside them.
    pub fn fields_for(edits: &Path) -> Fields {
        #[derive(Deserialize)]
        struct Run {
            fields: Fields,
        }
        let run = fs::read(edits.with_file_name(RUN));
        let run = run.ok().and_then(|bytes| serde_json::from_slice::<Run>(&bytes).ok());
        run.map_or_else(Fields::default, |run| run.fields)
    }

    /// Makes the folder, or goes on with it from `progress`.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn open(path: &Path, progress: &Progress) -> Result<RunFolder, PathError> {
        fs::create_dir_all(path).map_err(|error| PathError { path: path.into(), error })?;
        let open = |name: &str, size: u64| {
            let path = path.join(name);
            let file = OpenOptions::new().create(true).append(true).open(&path);
            let cut = file.and_then(|file| file.set_len(size).map(|()| file));
            cut.map_err(|error| PathError { path, error })
        };
        let lock = lock(path)?;
        let [edits, proposed, held] = progress.sizes;
        let files = [open(EDITS, edits)?, open(PROPOSED, proposed)?, open(HELD, held)?];
        Ok(RunFolder { path: path.into(), files, sizes: progress.sizes, _lock: lock })
    }

    /// How far the run in this folder is; `None` if it is finished or was never begun.
    ///
    /// # Errors
    ///
    /// The file cannot be read or is no progress.
    pub fn progress(path: &Path) -> Result<Option<Progress>, PathError> {
        let path = path.join(UNFINISHED);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|_| {
                let error = io::Error::other("damaged; remove the folder and OUT, and start again");
                PathError { path, error }
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(PathError { path, error }),
        }
    }

    /// Adds the lines of one batch.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn add(&mut self, additions: Additions) -> Result<(), PathError> {
        self.append(0, EDITS, &additions.edits.end())?;
        self.append(1, PROPOSED, &additions.proposed.end())?;
        self.append(2, HELD, &additions.held)
    }

    /// Records that so many inputs are whole in OUT.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn checkpoint(&self, progress: &mut Progress) -> Result<(), PathError> {
        progress.sizes = self.sizes;
        self.write(UNFINISHED, progress)
    }

    /// Ends the run with its `run.json`.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn finish(mut self, run: &impl Serialize) -> Result<(), PathError> {
        for (index, name) in [(0, EDITS), (1, PROPOSED)] {
            if self.sizes[index] == 0 {
                // An empty file is no zstd file.
                self.append(index, name, &Frame(Some(Frame::begin())).end())?;
            }
        }
        self.write(RUN, run)?;
        match fs::remove_file(self.path.join(UNFINISHED)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(PathError { path: self.path.join(UNFINISHED), error })
            }
            _ => Ok(()),
        }
    }

    fn append(&mut self, index: usize, name: &str, bytes: &[u8]) -> Result<(), PathError> {
        self.sizes[index] += bytes.len() as u64;
        let written = self.files[index].write_all(bytes);
        written.map_err(|error| PathError { path: self.path.join(name), error })
    }

    /// Writes a whole file, in place only when it is whole.
    fn write(&self, name: &str, value: &impl Serialize) -> Result<(), PathError> {
        let (path, part) = (self.path.join(name), self.path.join(format!(".{name}.part")));
        let write = || {
            let mut bytes = serde_json::to_vec_pretty(value)?;
            bytes.push(b'\n');
            fs::write(&part, bytes)?;
            fs::rename(&part, &path)
        };
        write().map_err(|error: io::Error| PathError { path: path.clone(), error })
    }
}

/// Locks the folder, so that no second run writes to it. The file is that of the held documents,
/// which is there as long as the folder.
fn lock(path: &Path) -> Result<File, PathError> {
    let at = |error| PathError { path: path.into(), error };
    let file = OpenOptions::new().create(true).append(true).open(path.join(HELD)).map_err(at)?;
    match file.try_lock() {
        Ok(()) if path.join(RUN).exists() && !path.join(UNFINISHED).exists() => {
            Err(at(io::Error::new(io::ErrorKind::AlreadyExists, "another run has finished here")))
        }
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(at(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another run is writing here; wait for it, or name another place with --out",
        ))),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(at(error)),
    }
}
