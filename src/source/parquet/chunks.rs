//! The bytes of a table as they lie in a file or in a store, to be read here and there.

use std::{
    fs::File,
    io::{self, Read},
};

use bytes::Bytes;
use parquet::{
    errors::Result,
    file::reader::{ChunkReader, Length},
};

use crate::source::{Input, is_url, store};

/// An open file or object.
pub(super) enum Chunks {
    File(File),
    Object(store::Blocks),
}

impl Chunks {
    pub(super) fn open(input: &Input) -> io::Result<Chunks> {
        Ok(match is_url(&input.path) {
            true => Chunks::Object(store::Blocks::open(&input.path, input.size)?),
            false => Chunks::File(File::open(&input.path)?),
        })
    }

    pub(super) fn try_clone(&self) -> io::Result<Chunks> {
        Ok(match self {
            Chunks::File(file) => Chunks::File(file.try_clone()?),
            Chunks::Object(blocks) => Chunks::Object(blocks.clone()),
        })
    }
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        match self {
            Chunks::File(file) => file.len(),
            Chunks::Object(blocks) => blocks.size(),
        }
    }
}

impl ChunkReader for Chunks {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Box<dyn Read>> {
        Ok(match self {
            Chunks::File(file) => Box::new(file.get_read(start)?),
            Chunks::Object(blocks) => Box::new(blocks.read_from(start)),
        })
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        match self {
            Chunks::File(file) => file.get_bytes(start, length),
            Chunks::Object(blocks) => {
                // The length is the file's word, which may be wrong.
                let mut bytes = vec![];
                blocks.read_from(start).take(length as u64).read_to_end(&mut bytes)?;
                if bytes.len() < length {
                    return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
                }
                Ok(bytes.into())
            }
        }
    }
}
