//! The bytes of an input as they lie in a file or in a store.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
};

use super::{Input, is_url, store};

/// An open file or object.
pub(super) enum Raw {
    File(File),
    Object(store::Reader),
}

impl Raw {
    pub(super) fn open(input: &Input) -> io::Result<Raw> {
        Ok(match is_url(&input.path) {
            true => Raw::Object(store::Reader::open(&input.path, input.size)?),
            false => Raw::File(File::open(&input.path)?),
        })
    }
}

impl Read for Raw {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Raw::File(file) => file.read(buffer),
            Raw::Object(object) => object.read(buffer),
        }
    }
}

impl Seek for Raw {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Raw::File(file) => file.seek(to),
            Raw::Object(object) => object.seek(to),
        }
    }
}
