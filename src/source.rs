//! Where documents come from: input files in order, read in batches of raw records.
//!
//! Reading is all that happens on the reader's thread: a module a format finds where its records
//! begin and end. What a record says is worked out by [`parse`], on the workers.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use serde::{Deserialize, Serialize};

mod codec;
pub mod csv;
pub mod decode;
mod expansion;
pub mod inputs;
pub mod jsonl;
mod lines;
pub mod listed;
#[cfg_attr(not(feature = "parquet"), path = "source/no_parquet.rs")]
pub mod parquet;
mod raw;
mod reader;
#[cfg_attr(not(feature = "object-store"), path = "source/no_store.rs")]
pub mod store;
pub mod text;
mod warc;

pub use codec::open;
pub use inputs::{Compression, Format, Input, InputError};
pub use reader::{Batch, Batches, Fate, Piece};

use crate::document::Document;

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
    /// A part of a file cannot be read.
    #[error("{lost}: {reason}")]
    Lost {
        /// What is lost: `rows 17 to 20, row group 3`.
        lost: String,
        /// What is wrong with it.
        reason: String,
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
    /// The table lacks the column of the text.
    #[error(
        "no column \"{name}\"; name the column that holds the text with --text-field: {}",
        there.join(", ")
    )]
    NoColumn {
        /// The column that was asked for.
        name: String,
        /// Those that are there.
        there: Vec<String>,
    },
    /// The row ends before the column of the text.
    #[error("the row has {cells} cells; the text should be in cell {text}")]
    ShortRow {
        /// Its cells.
        cells: usize,
        /// The cell of the text, from 1.
        text: usize,
    },
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

/// The names of the fields of a record, or of the columns of a table, that matter.
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

/// What the records of a batch are.
#[derive(Clone, Debug, Default)]
pub enum Shape {
    /// Whole files of text.
    #[default]
    Text,
    /// Lines of JSON.
    Json,
    /// Rows of a table of text.
    Row(Arc<csv::Columns>),
    /// Rows of a table of values. What matters of each is a line of JSON; the rest is in
    /// [`Batch::rows`].
    Values,
}

/// The bytes of a document, and what they are.
#[derive(Clone, Copy, Debug)]
pub struct Record<'b> {
    /// A whole file, or a line with its line feed.
    pub bytes: &'b [u8],
    /// From 1; 0 for a whole file.
    pub line: u64,
    /// What the bytes are.
    pub shape: &'b Shape,
}

impl<'b> Record<'b> {
    /// The bytes of a text file.
    pub fn text(bytes: &'b [u8]) -> Record<'b> {
        Record { bytes, line: 0, shape: &Shape::Text }
    }

    /// A line of a JSONL file.
    pub fn json(bytes: &'b [u8], line: u64) -> Record<'b> {
        Record { bytes, line, shape: &Shape::Json }
    }
}

/// What a record had besides its text.
#[derive(Debug)]
pub enum Carrier {
    /// A text file.
    Text(text::Carrier),
    /// A line of JSON.
    Json(jsonl::Carrier),
    /// A row of a table of text.
    Row(csv::Carrier),
    /// A row of a table of values, which has nothing but the text in its cell.
    Value,
}

/// Reads a record into `document`, whose id stays as it is if the record has none.
///
/// # Errors
///
/// Why the record is no document.
pub fn parse(
    record: Record<'_>,
    fields: &Fields,
    document: &mut Document,
) -> Result<Carrier, Unreadable> {
    match record.shape {
        Shape::Text => text::parse(record.bytes, document).map(Carrier::Text),
        Shape::Json => jsonl::parse(record.bytes, fields, document).map(Carrier::Json),
        Shape::Row(columns) => csv::parse(record.bytes, columns, document).map(Carrier::Row),
        Shape::Values => jsonl::parse(record.bytes, fields, document).map(|_| Carrier::Value),
    }
}

/// A format, or the stores, that are a feature, in a build without it.
#[cfg(not(all(feature = "bzip2", feature = "object-store", feature = "parquet", feature = "xz")))]
pub(crate) fn not_built(feature: &str) -> io::Error {
    let reason =
        format!("this build of jernih lacks {feature}; build it with --features {feature}");
    io::Error::new(io::ErrorKind::Unsupported, reason)
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

/// A path that is the url of an object, or of a folder of them.
pub fn is_url(path: &Path) -> bool {
    const SCHEMES: [&str; 3] = ["s3://", "gs://", "az://"];
    let path = path.to_string_lossy();
    SCHEMES.iter().any(|scheme| path.starts_with(scheme))
}

/// True if there is a file, a folder, an object, or objects below this url.
///
/// # Errors
///
/// The store cannot be asked.
pub fn exists(path: &Path) -> Result<bool, PathError> {
    if !is_url(path) {
        return Ok(path.exists());
    }
    let is_object = store::size(path).map(|size| size.is_some());
    let found = match is_object {
        // The first may be an empty object that stands for the folder itself.
        Ok(false) => store::list(path, 2).map(|below| !below.is_empty()),
        found => found,
    };
    found.map_err(|error| PathError { path: path.into(), error })
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
