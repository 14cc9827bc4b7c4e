//! Reads an object from one place to its end, in requests of [`BLOCK`] bytes of which the next is
//! under way while one is read.
//!
//! One request for all of it would be simpler, but a store ends one that takes long, and a run reads
//! no faster than it cleans.

use std::{
    io::{self, Read, Seek, SeekFrom},
    path::Path,
    sync::{Arc, OnceLock},
};

use bytes::{Buf, Bytes};
use object_store::{GetOptions, GetRange, ObjectStore};
use tokio::task::JoinHandle;

use super::{
    connect::{Place, runtime, wait},
    reason::{changed, missing, reason},
};

/// Bytes of a request. Two are in memory of an object that is read.
const BLOCK: u64 = 4 << 20;

/// An object to read. All reading is from one version of it.
#[derive(Clone)]
pub(super) struct Object {
    place: Place,
    size: u64,
    /// Of the version that was read first.
    tag: Arc<OnceLock<Option<String>>>,
    /// Why the store could not be reached, so that it is not waited for again and again.
    lost: Arc<OnceLock<String>>,
}

/// The bytes of an object, one after another.
pub struct Reader {
    object: Object,
    at: u64,
    /// What is there of the object from `at` on.
    block: Bytes,
    /// What comes after the block.
    next: Option<JoinHandle<io::Result<Bytes>>>,
}

impl Object {
    /// Finds an object, whose size may be known from a listing.
    pub(super) fn open(url: &Path, size: Option<u64>) -> io::Result<Object> {
        let size = match size {
            Some(size) => size,
            None => super::size(url)?.ok_or_else(missing)?,
        };
        let place = Place::find(url)?;
        Ok(Object { place, size, tag: Arc::default(), lost: Arc::default() })
    }

    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// At most `len` of its bytes from `at` on; fewer only at its end.
    pub(super) async fn bytes(self, at: u64, len: u64) -> io::Result<Bytes> {
        if let Some(lost) = self.lost.get() {
            return Err(io::Error::new(io::ErrorKind::NotConnected, lost.clone()));
        }
        let asked = self.ask(at, len).await;
        if let Err(error) = &asked
            && error.kind() == io::ErrorKind::NotConnected
        {
            self.lost.get_or_init(|| error.to_string());
        }
        asked
    }

    async fn ask(&self, at: u64, len: u64) -> io::Result<Bytes> {
        let range = at..self.size.min(at.saturating_add(len));
        let options = GetOptions {
            range: Some(GetRange::Bounded(range.clone())),
            if_match: self.tag.get().cloned().flatten(),
            ..GetOptions::default()
        };
        let found = self.place.store.get_opts(&self.place.key, options).await;
        let found = found.map_err(|error| reason(&error))?;
        if found.meta.size != self.size {
            return Err(changed());
        }
        let tag = found.meta.e_tag.clone();
        let bytes = found.bytes().await.map_err(|error| reason(&error))?;
        if bytes.len() as u64 != range.end - range.start {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.tag.get_or_init(|| tag);
        Ok(bytes)
    }
}

impl Reader {
    /// Opens an object, whose size may be known from a listing.
    ///
    /// # Errors
    ///
    /// There is none, or the store cannot be asked.
    pub fn open(url: &Path, size: Option<u64>) -> io::Result<Reader> {
        let object = Object::open(url, size)?;
        Ok(Reader { object, at: 0, block: Bytes::new(), next: None })
    }

    /// Takes the block at `at`, and asks for the one behind it.
    fn take_block(&mut self) -> io::Result<()> {
        self.block = match self.next.take() {
            Some(asked) => wait(asked)?.map_err(io::Error::other)??,
            None => wait(self.object.clone().bytes(self.at, BLOCK))??,
        };
        let behind = self.at + self.block.len() as u64;
        if behind < self.object.size {
            self.next = Some(runtime()?.spawn(self.object.clone().bytes(behind, BLOCK)));
        }
        Ok(())
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.block.is_empty() && self.at < self.object.size {
            self.take_block()?;
        }
        let read = self.block.len().min(buffer.len());
        self.block.copy_to_slice(&mut buffer[..read]);
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.object.size.checked_add_signed(by),
        };
        self.at = at.ok_or(io::ErrorKind::InvalidInput)?;
        self.block = Bytes::new();
        if let Some(asked) = self.next.take() {
            asked.abort();
        }
        Ok(self.at)
    }
}
