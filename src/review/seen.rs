//! What is shown of an edit and of its document, kept in a file that goes when it is closed.

use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use tempfile::{NamedTempFile, TempPath};

use crate::decisions::Sight;

/// An edit in its place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// `corpus.jsonl:17`, or the document's name.
    pub place: String,
    /// What stands before it, with line breaks.
    pub left: String,
    /// What stood there.
    pub before: String,
    /// What is put there.
    pub after: String,
    /// What stands after it.
    pub right: String,
    /// By what it is known.
    pub sight: Sight,
    /// The site, and whether the record names it.
    pub site: (String, bool),
    /// How likely it is right, from 0 to 1.
    pub score: Option<f64>,
    /// What it rests on, for people.
    pub because: String,
    /// Where the store has the document.
    pub document: u64,
    /// Its first byte in the text of the document.
    pub at: usize,
}

/// A document with its edits.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Its name.
    pub id: String,
    /// The text that the marks are positions in.
    pub text: String,
    /// The edits, in order.
    pub marks: Vec<Mark>,
}

/// An edit on a page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// What is put there.
    pub after: String,
    /// The rule.
    pub rule: String,
}

/// Writes what is shown.
pub struct StoreWriter {
    file: BufWriter<File>,
    at: u64,
}

/// Reads what is shown. The file is gone when this is dropped.
pub struct Store {
    file: File,
    /// Where the system does not let go of the name of an open file.
    _path: Option<TempPath>,
}

impl Store {
    /// A store in a folder, and the way to fill it.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn new(folder: &Path) -> io::Result<(Store, StoreWriter)> {
        let file = NamedTempFile::with_prefix_in(".review.", folder)?;
        let writer = StoreWriter { file: BufWriter::new(file.reopen()?), at: 0 };
        let (file, path) = file.into_parts();
        // Without a name it goes with the process, however that ends.
        let path = if cfg!(unix) { path.close().map(|()| None)? } else { Some(path) };
        Ok((Store { file, _path: path }, writer))
    }

    /// An edit, by its place in the store.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn seen(&mut self, at: u64) -> io::Result<Seen> {
        self.read(at)
    }

    /// A document, by its place in the store.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn page(&mut self, at: u64) -> io::Result<Page> {
        self.read(at)
    }

    fn read<T: DeserializeOwned>(&mut self, at: u64) -> io::Result<T> {
        let file = &mut self.file;
        file.seek(SeekFrom::Start(at))?;
        let mut length = [0; 8];
        file.read_exact(&mut length)?;
        let mut bytes = vec![0; u64::from_le_bytes(length) as usize];
        file.read_exact(&mut bytes)?;
        Ok(serde_json::from_slice(&bytes)?)
    }
}

impl StoreWriter {
    /// Adds something, and gives its place.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn add(&mut self, what: &impl Serialize) -> io::Result<u64> {
        let (at, bytes) = (self.at, serde_json::to_vec(what)?);
        self.file.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.file.write_all(&bytes)?;
        self.at += 8 + bytes.len() as u64;
        Ok(at)
    }

    /// Makes all that was added readable.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
