//! Puts finished batches in their places below OUT.

use std::path::{Path, PathBuf};

use super::{Finished, batch::Output, shown};
use crate::{
    run_folder::{Additions, LedgerLine},
    sink::Sink,
    source::{Format, Input, PathError, is_standard},
};

/// OUT: a folder, a file, or standard output.
pub struct Out<'i> {
    path: PathBuf,
    inputs: &'i [Input],
    /// OUT is one file, or standard output.
    is_file: bool,
    open: Option<Open>,
    whole: usize,
}

/// The file of OUT that is being written.
struct Open {
    input: usize,
    sink: Sink,
    /// Its name in the ledger.
    shown: String,
    /// Written so far; none in a text file, which is one document.
    lines: u64,
}

impl<'i> Out<'i> {
    /// OUT at `path` for these inputs, of which `whole` are there already.
    pub fn new(path: &Path, is_file: bool, inputs: &'i [Input], whole: usize) -> Out<'i> {
        let is_file = is_file || is_standard(path);
        Out { path: path.into(), inputs, is_file, open: None, whole }
    }

    /// The number of inputs that are whole in OUT, if none is half written.
    pub fn whole_inputs(&self) -> Option<usize> {
        self.open.is_none().then_some(self.whole)
    }

    /// Writes a batch; gives what it adds to the run folder.
    ///
    /// # Errors
    ///
    /// The system's, with the path.
    pub fn write(&mut self, finished: &Finished) -> Result<Additions, PathError> {
        let mut additions = Additions { held: finished.held.clone(), ..Additions::default() };
        // The edits of a run to standard output are not.
        let is_kept = !is_standard(&self.path);
        if let Some(rows) = &finished.rows {
            self.open(rows.input())?.sink.write_rows(rows)?;
        }
        for output in &finished.outputs {
            match output {
                Output::Record { input, is_line, bytes, edits, proposed } => {
                    let open = self.open(*input)?;
                    if finished.rows.is_none() {
                        open.sink.write(&finished.bytes[bytes.clone()])?;
                    }
                    open.lines += u64::from(*is_line);
                    for (body, lines) in
                        [(edits, &mut additions.edits), (proposed, &mut additions.proposed)]
                    {
                        if is_kept && !body.is_empty() {
                            let body = &finished.ledger[body.clone()];
                            LedgerLine::write(&open.shown, open.lines, body, lines);
                        }
                    }
                }
                Output::End { input, was_read } => self.end(*input, *was_read)?,
            }
        }
        Ok(additions)
    }

    /// The open file, which is begun if it is another input's.
    fn open(&mut self, input: usize) -> Result<&mut Open, PathError> {
        if self.open.as_ref().is_none_or(|open| open.input != input) {
            self.open = Some(self.begin(input)?);
        }
        Ok(self.open.as_mut().expect("opened above"))
    }

    fn begin(&self, input: usize) -> Result<Open, PathError> {
        let relative = &self.inputs[input].relative;
        let (path, shown) = match self.is_file {
            true => (self.path.clone(), String::new()),
            false => (self.path.join(relative), shown(relative)),
        };
        Ok(Open { input, sink: Sink::create(&path)?, shown, lines: 0 })
    }

    /// Puts the file of an input in its place. An empty file of lines is a file too; a text that was
    /// held, or a Parquet file that cannot be read, is none.
    fn end(&mut self, input: usize, was_read: bool) -> Result<(), PathError> {
        let open = match self.open.take() {
            None if was_read && self.is_lines(input) => Some(self.begin(input)?),
            open => open,
        };
        self.whole = input + 1;
        open.map_or(Ok(()), |open| open.sink.finish())
    }

    fn is_lines(&self, input: usize) -> bool {
        !matches!(self.inputs[input].format, Format::Text | Format::Parquet)
    }
}
