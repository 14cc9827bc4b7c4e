//! Which files a run reads, and what they are called below OUT.

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use walkdir::WalkDir;

use super::{is_standard, is_url};

mod objects;

/// What is in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One document.
    Text,
    /// A JSON object a line, a document each.
    Jsonl,
    /// A table with a row of names and commas between the cells, a document a row.
    Csv,
    /// The same with tabs.
    Tsv,
    /// A table in row groups, a document a row.
    Parquet,
    /// Web pages as an archive keeps them: the documents are the records of type `conversion`.
    Warc,
}

impl Format {
    /// What comes out of a file of this format.
    pub fn cleaned(self) -> Format {
        if self == Format::Warc { Format::Jsonl } else { self }
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// It is not.
    None,
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
    /// `.bz2`
    Bzip2,
    /// `.xz`
    Xz,
}

/// One file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Where it is; a url in a store; `-` is standard input.
    pub path: PathBuf,
    /// What it is called below OUT.
    pub relative: PathBuf,
    /// What is in it; for standard input this is found by its first byte.
    pub format: Format,
    /// How it is compressed.
    pub compression: Compression,
    /// Its bytes, if it is in a store.
    pub size: Option<u64>,
}

/// Why the inputs cannot be used. Nothing was read yet.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The path does not exist.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// The url names nothing.
    #[error("{}: no such object, and none below it; check the name", .0.display())]
    NoObject(PathBuf),
    /// The path cannot be looked at.
    #[error("{}: {error}", path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The folder has no file that jernih reads.
    #[error(
        "{}: no file to clean in this folder; files that end in .txt, .jsonl, .ndjson, .csv, .tsv, \
         .parquet, .wet or .warc are read, all but .parquet also with .gz, .zst, .bz2 or .xz after it",
        .0.display()
    )]
    Empty(PathBuf),
    /// The pattern matches no file.
    #[error("{0}: no file matches this pattern")]
    NoMatch(String),
    /// The pattern is none.
    #[error("{pattern}: not a pattern: {message}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        message: String,
    },
    /// One file is meant twice.
    #[error("{}: named twice", .0.display())]
    Twice(PathBuf),
    /// Two inputs would be written to one place.
    #[error("{} and {} would both be written to {}; clean them in two runs", .0.display(), .1.display(), .2.display())]
    Clash(PathBuf, PathBuf, PathBuf),
}

/// Finds the files that the arguments mean, each folder's in the order of their names.
///
/// # Errors
///
/// The first argument that means no file.
pub fn expand(arguments: &[PathBuf]) -> Result<Vec<Input>, InputError> {
    let mut inputs = vec![];
    for argument in arguments {
        if is_url(argument) {
            inputs.extend(objects::expand(argument)?);
        } else if is_standard(argument) || argument.is_file() {
            inputs.push(file(argument, name_of(argument)));
        } else if argument.is_dir() {
            let found = folder(argument)?;
            inputs.extend(found);
        } else {
            inputs.extend(pattern(argument)?);
        }
    }
    let mut owners = BTreeMap::new();
    for input in &inputs {
        match owners.insert(&input.relative, &input.path) {
            Some(first) if *first == input.path => return Err(InputError::Twice(first.clone())),
            Some(first) => {
                let (first, second) = (first.clone(), input.path.clone());
                return Err(InputError::Clash(first, second, input.relative.clone()));
            }
            None => {}
        }
    }
    Ok(inputs)
}

/// True if an argument that means these inputs is itself the one, and no folder or pattern.
pub fn is_file(argument: &Path, inputs: &[Input]) -> bool {
    matches!(inputs, [input] if input.path == argument)
}

/// What a file's name says about it: a format that jernih reads, and the compression.
pub fn named_format(path: &Path) -> (Option<Format>, Compression) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (stem, compression) = match name.rsplit_once('.') {
        Some((stem, "gz")) => (stem, Compression::Gzip),
        Some((stem, "zst")) => (stem, Compression::Zstd),
        Some((stem, "bz2")) => (stem, Compression::Bzip2),
        Some((stem, "xz")) => (stem, Compression::Xz),
        _ => (name.as_str(), Compression::None),
    };
    let format = match stem.rsplit_once('.') {
        Some((_, "txt")) => Some(Format::Text),
        Some((_, "jsonl" | "ndjson")) => Some(Format::Jsonl),
        Some((_, "csv")) => Some(Format::Csv),
        Some((_, "tsv")) => Some(Format::Tsv),
        Some((_, "parquet")) if compression == Compression::None => Some(Format::Parquet),
        Some((_, "warc" | "wet")) => Some(Format::Warc),
        _ => None,
    };
    (format, compression)
}

/// What a file is called below OUT: as it is, but of an archive of pages come lines of JSON.
pub fn name_in_out(path: &Path) -> PathBuf {
    let (Some(Format::Warc), compression) = named_format(path) else { return path.into() };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (stem, packed) = match compression {
        Compression::None => (&*name, ""),
        _ => name.split_at(name.rfind('.').unwrap_or(name.len())),
    };
    let lower = stem.to_ascii_lowercase();
    let left = lower.strip_suffix(".wet").unwrap_or(&lower);
    let left = left.strip_suffix(".warc").unwrap_or(left).len();
    path.with_file_name(format!("{}.jsonl{packed}", &stem[..left]))
}

/// A file that was named is read as text whatever its name.
fn file(path: &Path, relative: PathBuf) -> Input {
    let (format, compression) = named_format(path);
    let relative = name_in_out(&relative);
    let format = format.unwrap_or(Format::Text);
    Input { path: path.into(), relative, format, compression, size: None }
}

fn name_of(path: &Path) -> PathBuf {
    path.file_name().map_or_else(|| path.into(), PathBuf::from)
}

fn folder(root: &Path) -> Result<Vec<Input>, InputError> {
    let visible = |entry: &walkdir::DirEntry| {
        entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.')
    };
    let mut inputs = vec![];
    for entry in WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(visible) {
        let entry = entry.map_err(|error| InputError::Unreadable {
            path: error.path().unwrap_or(root).into(),
            error: error.into(),
        })?;
        // A link to a file counts as one, also when it leads nowhere: then that is said.
        let kind = entry.file_type();
        let is_file = kind.is_file() || kind.is_symlink() && !entry.path().is_dir();
        if is_file && named_format(entry.path()).0.is_some() {
            let relative = entry.path().strip_prefix(root).unwrap_or(entry.path());
            inputs.push(file(entry.path(), relative.into()));
        }
    }
    if inputs.is_empty() { Err(InputError::Empty(root.into())) } else { Ok(inputs) }
}

fn pattern(argument: &Path) -> Result<Vec<Input>, InputError> {
    let text = argument.to_string_lossy();
    if !text.contains(['*', '?', '[']) {
        return Err(match argument.metadata() {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                InputError::Unreadable { path: argument.into(), error }
            }
            _ => InputError::Missing(argument.into()),
        });
    }
    let paths = glob::glob(&text).map_err(|error| InputError::BadPattern {
        pattern: text.to_string(),
        message: error.to_string(),
    })?;
    let mut inputs = vec![];
    for path in paths {
        let path = path.map_err(|error| InputError::Unreadable {
            path: error.path().into(),
            error: error.into(),
        })?;
        if path.is_file() {
            inputs.push(file(&path, name_of(&path)));
        }
    }
    if inputs.is_empty() { Err(InputError::NoMatch(text.to_string())) } else { Ok(inputs) }
}
