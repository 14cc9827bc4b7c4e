//! Stops a compressed file that expands as no text does, so that a small file cannot keep a run
//! busy for hours or fill a disk.

use std::{
    io::{self, Read, Seek, SeekFrom},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// Bytes that one compressed byte may give. Prose gives 3 to 10; one byte again and again gives 1,030
/// in gzip, which cannot do more, and above 10,000 in zstd.
const MOST: u64 = 1000;
/// Less than this is no harm, whatever it comes from.
const HARMLESS: u64 = 64 << 20;

/// Counts the compressed bytes that are read.
pub(super) struct Counted<R> {
    inner: R,
    count: Arc<AtomicU64>,
}

/// A decompressor that fails once it has given too much, and is then at its end.
pub(super) struct Limited<D> {
    decoder: D,
    compressed: Arc<AtomicU64>,
    expanded: u64,
    stopped: bool,
}

/// A file to decompress, and what must be given its decompressor.
pub(super) fn limit<R: Read, D: Read>(
    file: R,
    decoder: impl FnOnce(Counted<R>) -> io::Result<D>,
) -> io::Result<Limited<D>> {
    let compressed = Arc::new(AtomicU64::new(0));
    let decoder = decoder(Counted { inner: file, count: compressed.clone() })?;
    Ok(Limited { decoder, compressed, expanded: 0, stopped: false })
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Seek> Seek for Counted<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

impl<D: Read> Read for Limited<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stopped {
            return Ok(0);
        }
        let most = HARMLESS.max(MOST * self.compressed.load(Ordering::Relaxed));
        if self.expanded > most {
            self.stopped = true;
            let reason = format!(
                "it expands to more than {MOST} times its size, as no text does; \
                 if it is right, decompress it first"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        let read = self.decoder.read(buffer)?;
        self.expanded += read as u64;
        Ok(read)
    }
}
