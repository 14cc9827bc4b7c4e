//! Writes an object in parts. It is there once it is whole; what does not become whole is taken back.

use std::{
    io::{self, Write},
    mem,
    path::Path,
};

use object_store::{ObjectStoreExt, WriteMultipart};

use super::{
    connect::{Place, runtime, wait},
    reason::reason,
};

/// Bytes of a part. A store takes 10,000 of them, so an object can have 80 GB.
const PART: usize = 8 << 20;
/// Parts that are under way at once, beside the one that is being filled.
const UNDER_WAY: usize = 2;

/// An object that is being written.
pub struct Writer {
    place: Place,
    part: Vec<u8>,
    /// Once there is more than one part.
    upload: Option<WriteMultipart>,
    /// Nothing more is sent.
    failed: bool,
}

impl Writer {
    /// Begins an object.
    ///
    /// # Errors
    ///
    /// The url names none.
    pub fn create(url: &Path) -> io::Result<Writer> {
        let place = Place::find(url)?;
        if place.key.is_root() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "is a bucket; name an object in it",
            ));
        }
        Ok(Writer { place, part: vec![], upload: None, failed: false })
    }

    /// Sends the rest and makes the object.
    ///
    /// # Errors
    ///
    /// The store's.
    pub fn finish(mut self) -> io::Result<()> {
        let rest = mem::take(&mut self.part);
        let done = match self.upload.take() {
            None => wait(self.place.store.put(&self.place.key, rest.into()))?,
            Some(mut upload) => wait(async {
                upload.put(rest.into());
                upload.finish().await
            })?,
        };
        done.map(|_| ()).map_err(|error| reason(&error))
    }

    fn send(&mut self) -> io::Result<()> {
        let part = mem::take(&mut self.part);
        let Writer { place, upload, .. } = self;
        let sent = async {
            let upload = match upload {
                Some(upload) => upload,
                None => {
                    let begun = place.store.put_multipart(&place.key).await?;
                    upload.insert(WriteMultipart::new_with_chunk_size(begun, PART))
                }
            };
            upload.wait_for_capacity(UNDER_WAY).await?;
            upload.put(part.into());
            Ok(())
        };
        wait(sent)?.map_err(|error| reason(&error))
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Err(io::Error::other("could not be written before"));
        }
        if self.part.len() == PART {
            let sent = self.send();
            self.failed = sent.is_err();
            sent?;
        }
        let taken = bytes.len().min(PART - self.part.len());
        self.part.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Writer {
    /// The parts of an object that never becomes whole would be kept, and paid for.
    fn drop(&mut self) {
        if let (Some(upload), Ok(runtime)) = (self.upload.take(), runtime()) {
            runtime.block_on(upload.abort()).ok();
        }
    }
}
