//! Where documents come from: input files in order, read in batches of raw records.
//!
//! Reading is all that happens on the reader's thread. What a record says is worked out by
//! [`text`] and [`jsonl`], on the workers.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

pub mod decode;
mod expansion;
pub mod inputs;
pub mod jsonl;
mod reader;
pub mod text;

pub use inputs::{Compression, Format, Input, InputError};
pub use reader::{Batch, Batches, Piece, open};

/// The longest document that is cleaned if nothing else is said, in bytes. Longer ones are held: a
/// document is in memory several times while it is cleaned.
pub const MAX_DOCUMENT: usize = 256 << 20;

/// Why a record is held and not cleaned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Unreadable {
    /// The file could not be opened or read to its end.
    #[error("{0}")]
    Io(io::Error),
    /// The file is compressed and breaks off or is damaged.
    #[error("damaged or cut off after {records} records: {error}")]
    Damaged {
        /// Records that were read before.
        records: u64,
        /// What the decompressor says.
        error: io::Error,
    },
    /// The bytes are no text.
    #[error("not text: {0}")]
    NotText(&'static str),
    /// The document is too long.
    #[error(
        "{len} bytes long; documents of more than {max} bytes are not cleaned, see --max-document"
    )]
    TooLong {
        /// Its bytes, as far as they were read.
        len: usize,
        /// The bytes of the longest that is cleaned.
        max: usize,
    },
    /// The line is not UTF-8.
    #[error("invalid UTF-8 at byte {0} of the line")]
    Utf8(usize),
    /// The line is not a JSON object.
    #[error("not a JSON object: {0}")]
    Json(String),
    /// The record lacks the text field.
    #[error("no field \"{0}\"; name the field that holds the text with --text-field")]
    NoText(String),
    /// The text field holds something else.
    #[error(
        "the field \"{field}\" holds {found}, not a string; name the field that holds the text with --text-field"
    )]
    NotString {
        /// The field.
        field: String,
        /// What it holds.
        found: &'static str,
    },
}

/// The names of the fields of a JSON record that matter.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Fields {
    /// Holds the text to clean.
    pub text: String,
    /// Names the document, if it is there.
    pub id: String,
    /// Holds the language tag, if it is there.
    pub language: String,
    /// Names the site, or holds an address on it. By default `url` holds one, and where it does
    /// not, `source` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

impl Default for Fields {
    fn default() -> Fields {
        Fields { text: "text".into(), id: "id".into(), language: "lang".into(), site: None }
    }
}

/// What a person calls a record: `corpus.jsonl:17`, or only the file.
pub fn place(path: &Path, line: u64) -> String {
    match line {
        0 => path.display().to_string(),
        _ => format!("{}:{line}", path.display()),
    }
}

/// What stands for the site of a record that names none: the file of its line, or the folder of its
/// text.
pub fn near(path: &Path, line: u64) -> String {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let near = if line > 0 { path } else { folder.unwrap_or(Path::new(".")) };
    near.display().to_string()
}

/// The path with which standard input or output is meant.
pub fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// An I/O error with the path it is about.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub struct PathError {
    /// The path.
    pub path: PathBuf,
    /// What happened.
    pub error: io::Error,
}
