//! What the listing of a store says of an object.

use std::path::PathBuf;

/// An object in a listing.
pub struct Listed {
    /// Its url.
    pub url: PathBuf,
    /// Its name below the url that was listed.
    pub relative: PathBuf,
    /// Its bytes.
    pub size: u64,
}
