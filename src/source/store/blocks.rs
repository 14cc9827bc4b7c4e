//! Reads an object here and there: the columns of a table lie apart, and each is read a little at a
//! time, so the blocks that were read last are kept.

use std::{
    io::{self, Read},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;

use super::{connect::wait, reader::Object};

/// Bytes of a block, which is a request.
const BLOCK: u64 = 2 << 20;
/// Blocks that are kept; a table with more columns than that is read several times over.
const KEPT: usize = 16;

/// An object of which any part can be read.
#[derive(Clone)]
pub struct Blocks {
    object: Object,
    /// By their numbers, the one that was used last at the end.
    kept: Arc<Mutex<Vec<(u64, Bytes)>>>,
}

impl Blocks {
    /// Opens an object, whose size may be known from a listing.
    ///
    /// # Errors
    ///
    /// There is none, or the store cannot be asked.
    pub fn open(url: &Path, size: Option<u64>) -> io::Result<Blocks> {
        Ok(Blocks { object: Object::open(url, size)?, kept: Arc::default() })
    }

    /// The bytes of the object.
    pub fn size(&self) -> u64 {
        self.object.size()
    }

    /// Reads it from a place on.
    pub fn read_from(&self, at: u64) -> impl Read + use<> {
        Rest { blocks: self.clone(), at }
    }

    fn block(&self, number: u64) -> io::Result<Bytes> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let block = match kept.iter().position(|(other, _)| *other == number) {
            Some(at) => kept.remove(at).1,
            None => wait(self.object.clone().bytes(number * BLOCK, BLOCK))??,
        };
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((number, block.clone()));
        Ok(block)
    }
}

/// What is there of an object from a place on.
struct Rest {
    blocks: Blocks,
    at: u64,
}

impl Read for Rest {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.blocks.size() {
            return Ok(0);
        }
        let block = self.blocks.block(self.at / BLOCK)?;
        let read = block.slice((self.at % BLOCK) as usize..).as_ref().read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}
