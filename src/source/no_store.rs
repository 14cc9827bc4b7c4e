//! Stores in a build without them: there is no such object.

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
};

use super::{listed::Listed, not_built};

/// The bytes of an object, of which there is none.
pub struct Reader(Never);

/// An object of which any part can be read.
#[derive(Clone)]
pub struct Blocks(Never);

/// An object that is being written.
pub struct Writer(Never);

#[derive(Clone)]
enum Never {}

fn none<T>() -> io::Result<T> {
    Err(not_built("object-store"))
}

/// The bytes of an object.
///
/// # Errors
///
/// Always.
pub fn size(_: &Path) -> io::Result<Option<u64>> {
    none()
}

/// The objects below a url.
///
/// # Errors
///
/// Always.
pub fn list(_: &Path, _: usize) -> io::Result<Vec<Listed>> {
    none()
}

impl Reader {
    /// Opens an object.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn open(_: &Path, _: Option<u64>) -> io::Result<Reader> {
        none()
    }
}

impl Read for Reader {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        match self.0 {}
    }
}

impl Seek for Reader {
    fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
        match self.0 {}
    }
}

impl Blocks {
    /// Opens an object.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn open(_: &Path, _: Option<u64>) -> io::Result<Blocks> {
        none()
    }

    /// The bytes of the object.
    pub fn size(&self) -> u64 {
        match self.0 {}
    }

    /// Reads it from a place on.
    pub fn read_from(&self, _: u64) -> io::Empty {
        match self.0 {}
    }
}

impl Writer {
    /// Begins an object.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn create(_: &Path) -> io::Result<Writer> {
        none()
    }

    /// Makes the object.
    ///
    /// # Errors
    ///
    /// Never: there is none.
    pub fn finish(self) -> io::Result<()> {
        match self.0 {}
    }
}

impl Write for Writer {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        match self.0 {}
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0 {}
    }
}
