//! Where cleaned documents go: files below OUT, each renamed into place when it is whole, or objects.

use std::{
    borrow::Cow,
    fs::{self, File},
    io::{self, BufWriter, Write},
    mem,
    path::{Path, PathBuf},
};

use flate2::{Compression as GzipLevel, write::GzEncoder};

#[cfg(not(all(feature = "bzip2", feature = "xz")))]
use crate::source::not_built;
use crate::source::{
    Compression, PathError, inputs::named_format, is_standard, is_url, parquet, store,
};

/// Level 3 is zstd's own default: as small as gzip's level 6, at three times the speed.
const ZSTD_LEVEL: i32 = 3;
/// Level 6 is xz's own default.
#[cfg(feature = "xz")]
const XZ_LEVEL: u32 = 6;

/// A file or an object that is being written. Nothing is at its place until it is whole.
pub struct Sink {
    path: PathBuf,
    writer: Writer,
}

/// Where the bytes go.
enum Target {
    Standard(io::Stdout),
    File(Part),
    Object(store::Writer),
}

/// A file that is written beside its place. What does not become whole is removed.
struct Part {
    file: File,
    path: PathBuf,
    part: PathBuf,
    is_whole: bool,
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_whole {
            fs::remove_file(&self.part).ok();
        }
    }
}

type Plain = BufWriter<Target>;

enum Writer {
    Plain(Plain),
    Gzip(Gzip),
    Zstd(zstd::stream::write::Encoder<'static, Plain>),
    #[cfg(feature = "bzip2")]
    Bzip2(bzip2::write::BzEncoder<Plain>),
    #[cfg(feature = "xz")]
    Xz(liblzma::write::XzEncoder<Plain>),
    Parquet(Box<parquet::Writer<Plain>>),
    /// A table that could not be begun.
    Ended,
}

/// A file of gzip members, of which an empty one has one too.
struct Gzip {
    inner: Plain,
    has_member: bool,
}

/// The bytes as [`Sink::write`] takes them. In a gzip file those of each call are a member of their own,
/// so that many threads can compress one file: 0.3 to 2.8 % longer with 1 MiB each. The other formats
/// compress as they are written, because there it would cost 4 to 80 %.
pub fn packed(bytes: &[u8], compression: Compression) -> Cow<'_, [u8]> {
    if compression != Compression::Gzip {
        return Cow::Borrowed(bytes);
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), GzipLevel::default());
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    Cow::Owned(written.expect("memory is the only thing that compressing needs"))
}

impl Sink {
    /// Starts the file or the object `path`, compressed as its name says; `-` is standard output.
    ///
    /// # Errors
    ///
    /// The folder or the file cannot be made, or the url names no object.
    pub fn create(path: &Path) -> Result<Sink, PathError> {
        let opened = Target::open(path);
        let writer = opened.and_then(|target| Writer::new(target, named_format(path).1));
        let path = if is_standard(path) { "standard output".into() } else { path.to_path_buf() };
        match writer {
            Ok(writer) => Ok(Sink { path, writer }),
            Err(error) => Err(PathError { path, error }),
        }
    }

    /// Adds bytes to the file, as [`packed`] makes them.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        let written = self.writer.write(bytes);
        written.map_err(|error| PathError { path: self.path.clone(), error })
    }

    /// Adds rows to the file, which nothing else is written to.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn write_rows(&mut self, rows: &parquet::Rows) -> Result<(), PathError> {
        let written = self.writer.write_rows(rows);
        written.map_err(|error| PathError { path: self.path.clone(), error })
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    ///
    /// The system's or the store's, with the path.
    pub fn finish(self) -> Result<(), PathError> {
        let Sink { path, writer } = self;
        writer.finish().map_err(|error| PathError { path, error })
    }
}

impl Target {
    fn open(path: &Path) -> io::Result<Target> {
        if is_standard(path) {
            return Ok(Target::Standard(io::stdout()));
        }
        if is_url(path) {
            return Ok(Target::Object(store::Writer::create(path)?));
        }
        let part = part_of(path);
        Ok(Target::File(Part { file: create(&part)?, path: path.into(), part, is_whole: false }))
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Target::Standard(mut stdout) => stdout.flush(),
            Target::File(mut part) => {
                fs::rename(&part.part, &part.path)?;
                part.is_whole = true;
                Ok(())
            }
            Target::Object(object) => object.finish(),
        }
    }
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Standard(stdout) => stdout.write(bytes),
            Target::File(part) => part.file.write(bytes),
            Target::Object(object) => object.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Standard(stdout) => stdout.flush(),
            Target::File(part) => part.file.flush(),
            Target::Object(object) => object.flush(),
        }
    }
}

impl Writer {
    fn new(target: Target, compression: Compression) -> io::Result<Writer> {
        let inner = BufWriter::new(target);
        Ok(match compression {
            Compression::None => Writer::Plain(inner),
            Compression::Gzip => Writer::Gzip(Gzip { inner, has_member: false }),
            Compression::Zstd => {
                Writer::Zstd(zstd::stream::write::Encoder::new(inner, ZSTD_LEVEL)?)
            }
            #[cfg(feature = "bzip2")]
            Compression::Bzip2 => {
                Writer::Bzip2(bzip2::write::BzEncoder::new(inner, bzip2::Compression::best()))
            }
            #[cfg(feature = "xz")]
            Compression::Xz => Writer::Xz(liblzma::write::XzEncoder::new(inner, XZ_LEVEL)),
            #[cfg(not(feature = "bzip2"))]
            Compression::Bzip2 => return Err(not_built("bzip2")),
            #[cfg(not(feature = "xz"))]
            Compression::Xz => return Err(not_built("xz")),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Writer::Plain(writer) => writer.write_all(bytes),
            Writer::Gzip(gzip) => {
                gzip.has_member |= !bytes.is_empty();
                gzip.inner.write_all(bytes)
            }
            Writer::Zstd(writer) => writer.write_all(bytes),
            #[cfg(feature = "bzip2")]
            Writer::Bzip2(writer) => writer.write_all(bytes),
            #[cfg(feature = "xz")]
            Writer::Xz(writer) => writer.write_all(bytes),
            Writer::Parquet(_) | Writer::Ended => {
                Err(io::Error::other("bytes in a table of values"))
            }
        }
    }

    /// The first rows say what the table is like.
    fn write_rows(&mut self, rows: &parquet::Rows) -> io::Result<()> {
        if let Writer::Plain(_) = self
            && let Writer::Plain(plain) = mem::replace(self, Writer::Ended)
        {
            *self = Writer::Parquet(Box::new(parquet::Writer::new(plain, rows)?));
        }
        match self {
            Writer::Parquet(writer) => writer.write(rows),
            _ => Err(io::Error::other(
                "Parquet compresses by itself; name a file that ends in .parquet",
            )),
        }
    }

    fn finish(self) -> io::Result<()> {
        let plain = match self {
            Writer::Plain(writer) => writer,
            Writer::Gzip(mut gzip) => {
                if !gzip.has_member {
                    gzip.inner.write_all(&packed(&[], Compression::Gzip))?;
                }
                gzip.inner
            }
            Writer::Zstd(writer) => writer.finish()?,
            #[cfg(feature = "bzip2")]
            Writer::Bzip2(writer) => writer.finish()?,
            #[cfg(feature = "xz")]
            Writer::Xz(writer) => writer.finish()?,
            Writer::Parquet(writer) => writer.finish()?,
            Writer::Ended => return Err(io::Error::other("a table that could not be begun")),
        };
        plain.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
    }
}

/// Makes the file, and its folder if that is not there yet.
fn create(path: &Path) -> io::Result<File> {
    match (File::create(path), path.parent()) {
        (Err(error), Some(folder)) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir_all(folder)?;
            File::create(path)
        }
        (file, _) => file,
    }
}

/// The hidden name beside `path` under which it is written, which no input is read under.
fn part_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}
