//! Objects of a store (`s3://`, `gs://`, `az://`): found, read and written.
//!
//! A url is taken as it is written: nothing in it is an escape. Where a store is, and who may use it,
//! the variables of the environment say that its own tools know. Requests that fail are made again
//! for up to three minutes.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use futures_util::StreamExt;
use object_store::ObjectStoreExt;

mod blocks;
mod connect;
mod reader;
mod reason;
mod writer;

pub use blocks::Blocks;
pub use reader::Reader;
pub use writer::Writer;

use super::listed::Listed;
use connect::{Place, wait};
use reason::reason;

/// The bytes of an object; `None` if there is none of this name.
///
/// # Errors
///
/// The store's, or the url is none.
pub fn size(url: &Path) -> io::Result<Option<u64>> {
    let place = Place::find(url)?;
    if place.key.is_root() {
        return Ok(None);
    }
    match wait(place.store.head(&place.key))? {
        Ok(found) => Ok(Some(found.size)),
        Err(object_store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(reason(&error)),
    }
}

/// The objects below a url in the order in which a folder's files are read, or only `most` of them.
///
/// Their names have no part that is empty, `.` or `..`, and no control character.
///
/// # Errors
///
/// The store's, or an object has a name that no file can have.
pub fn list(url: &Path, most: usize) -> io::Result<Vec<Listed>> {
    let place = Place::find(url)?;
    let listed = wait(place.store.list(Some(&place.key)).take(most).collect::<Vec<_>>())?;
    let mut found = vec![];
    for object in listed {
        let object = object.map_err(|error| reason(&error))?;
        let name = object.location.as_ref();
        let below = name.strip_prefix(place.key.as_ref()).unwrap_or(name).trim_start_matches('/');
        // Some tools write an empty object for the folder itself.
        if !below.is_empty() {
            let (url, relative) = (place.url_of(name), PathBuf::from(below));
            // Where a backslash parts names, too.
            if !relative.components().all(|part| matches!(part, Component::Normal(_))) {
                let error = format!("{name}: leads out of its folder; give it another name");
                return Err(io::Error::new(io::ErrorKind::InvalidInput, error));
            }
            found.push(Listed { url, relative, size: object.size });
        }
    }
    // Paths compare part by part, as a folder is walked.
    found.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(found)
}
