//! Where cleaned documents go: text files and JSONL files below OUT, each renamed into place when
//! it is whole.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use flate2::{Compression as GzipLevel, write::GzEncoder};

use crate::source::{Compression, PathError, inputs::named_format, is_standard};

/// Level 3 is zstd's own default: as small as gzip's level 6, at three times the speed.
const ZSTD_LEVEL: i32 = 3;

/// A file that is being written beside its place.
pub struct Sink {
    target: Option<Target>,
    writer: Writer,
}

/// Where the file will be.
struct Target {
    path: PathBuf,
    part: PathBuf,
}

enum Writer {
    Plain(BufWriter<Box<dyn Write + Send>>),
    Gzip(Box<GzEncoder<BufWriter<Box<dyn Write + Send>>>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<Box<dyn Write + Send>>>),
}

impl Sink {
    /// Starts the file `path`, compressed as its name says; `-` is standard output.
    ///
    /// # Errors
    ///
    /// The folder or the file cannot be made.
    pub fn create(path: &Path) -> Result<Sink, PathError> {
        let at = |error| PathError { path: path.into(), error };
        if is_standard(path) {
            let writer = Writer::new(Box::new(io::stdout()), Compression::None).map_err(at)?;
            return Ok(Sink { target: None, writer });
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(at)?;
        }
        let target = Target { path: path.into(), part: part_of(path) };
        let file = File::create(&target.part).map_err(at)?;
        let writer = Writer::new(Box::new(file), named_format(path).1).map_err(at)?;
        Ok(Sink { target: Some(target), writer })
    }

    /// Adds bytes to the file.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), PathError> {
        let written = match &mut self.writer {
            Writer::Plain(writer) => writer.write_all(bytes),
            Writer::Gzip(writer) => writer.write_all(bytes),
            Writer::Zstd(writer) => writer.write_all(bytes),
        };
        written.map_err(|error| PathError { path: self.path(), error })
    }

    /// Ends the file and puts it in its place.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn finish(self) -> Result<(), PathError> {
        let path = self.path();
        let at = |error| PathError { path, error };
        let flushed = match self.writer {
            Writer::Plain(mut writer) => writer.flush(),
            Writer::Gzip(writer) => writer.finish().and_then(|mut writer| writer.flush()),
            Writer::Zstd(writer) => writer.finish().and_then(|mut writer| writer.flush()),
        };
        let renamed = flushed.and_then(|()| match &self.target {
            Some(target) => fs::rename(&target.part, &target.path),
            None => Ok(()),
        });
        renamed.map_err(at)
    }

    fn path(&self) -> PathBuf {
        self.target.as_ref().map_or_else(|| "standard output".into(), |target| target.path.clone())
    }
}

impl Writer {
    fn new(inner: Box<dyn Write + Send>, compression: Compression) -> io::Result<Writer> {
        let inner = BufWriter::new(inner);
        Ok(match compression {
            Compression::None => Writer::Plain(inner),
            Compression::Gzip => {
                Writer::Gzip(Box::new(GzEncoder::new(inner, GzipLevel::default())))
            }
            Compression::Zstd => {
                Writer::Zstd(zstd::stream::write::Encoder::new(inner, ZSTD_LEVEL)?)
            }
        })
    }
}

/// The hidden name beside `path` under which it is written, which no input is read under.
fn part_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.part"))
}
