//! Parquet in a build without it: there are no such rows.

use std::{
    io::{self, Write},
    marker::PhantomData,
};

use super::{Fate, Fields, Input, Unreadable, not_built, reader::Records};

/// Rows of a table of values, of which there are none.
#[derive(Clone, Debug)]
pub struct Rows(Never);

#[derive(Clone, Debug)]
enum Never {}

impl Rows {
    /// Index of the input.
    pub fn input(&self) -> usize {
        match self.0 {}
    }

    /// The same rows after what became of each.
    pub fn after(&self, _: &[Fate<'_>]) -> Rows {
        match self.0 {}
    }
}

/// Writes a table, which never is.
pub struct Writer<W>(Never, PhantomData<W>);

impl<W: Write + Send> Writer<W> {
    /// Begins a table like that of the rows.
    pub fn new(_: W, rows: &Rows) -> io::Result<Writer<W>> {
        match rows.0 {}
    }

    /// Adds rows.
    pub fn write(&mut self, _: &Rows) -> io::Result<()> {
        match self.0 {}
    }

    /// Ends the table, and gives back what it was written to.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {}
    }
}

pub(super) fn open(_: usize, _: &Input, _: &Fields) -> Result<Box<dyn Records>, Unreadable> {
    Err(Unreadable::Io(not_built("parquet")))
}
