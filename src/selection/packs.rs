//! The files of a folder of packs.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    learn,
    rule::{RuleError, Rules},
};

/// A pack or a table, as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackFile {
    root: String,
    /// Below the folder, with slashes.
    pub path: String,
    text: String,
}

/// Why a folder gives no packs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PackFolderError {
    /// It is not there.
    #[error("{}: no such folder of packs", .0.display())]
    Missing(PathBuf),
    /// It has no pack.
    #[error("{}: no pack in this folder; packs end in .toml", .0.display())]
    Empty(PathBuf),
    /// It, or a file in it, cannot be read.
    #[error("{}: {error}", path.display())]
    Io {
        /// The folder or the file.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl PackFile {
    /// The packs and tables of a folder, in the order in which they count.
    ///
    /// # Errors
    ///
    /// The folder or a file cannot be read.
    pub fn all(folder: &Path) -> Result<Vec<PackFile>, PackFolderError> {
        if !folder.is_dir() {
            return Err(PackFolderError::Missing(folder.into()));
        }
        let at = |path: &Path, error| PackFolderError::Io { path: path.into(), error };
        let mut paths = vec![];
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| at(folder, error.into()))?;
            if entry.file_type().is_file() && (is_table(entry.path()) || is_pack(entry.path())) {
                paths.push(entry.into_path());
            }
        }
        // What was learned changes the rules of the other packs.
        paths.sort_by_key(|path| path.ends_with(learn::FILED));
        let read = |path: PathBuf| {
            let text = std::fs::read_to_string(&path).map_err(|error| at(&path, error))?;
            let below = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy();
            let (root, path) = (folder.to_string_lossy().into(), below.replace('\\', "/"));
            Ok(PackFile { root, path, text })
        };
        paths.into_iter().map(read).collect()
    }

    /// Adds it to rules.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn add(&self, rules: &mut Rules) -> Result<(), RuleError> {
        match is_table(Path::new(&self.path)) {
            true => rules.add_table(&self.root, &self.path, &self.text),
            false => rules.add(&self.root, &self.path, &self.text),
        }
    }
}

fn is_table(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == "case.tsv" || name == "score.tsv")
}

fn is_pack(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "toml")
}
