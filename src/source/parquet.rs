//! A Parquet file, row group by row group, and back: only the text's column is replaced, the other
//! columns, the schema, the metadata and the compression stay.
//!
//! What matters of a row goes to the workers as a line of JSON, and the rows themselves beside it.

use std::{
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use arrow_array::{
    Array, ArrayRef, BooleanArray, RecordBatch,
    cast::AsArray,
    types::{Int32Type, Int64Type},
};
use arrow_select::filter::filter_record_batch;
use parquet::{
    arrow::{
        ArrowWriter,
        arrow_reader::{
            ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader,
            ParquetRecordBatchReaderBuilder,
        },
        arrow_writer::ArrowWriterOptions,
    },
    basic::Type,
    errors::ParquetError,
    file::{metadata::ParquetMetaData, properties::WriterProperties},
};

use super::{
    Batch, Fate, Fields, Input, Piece, Shape, Unreadable,
    jsonl::{Escapes, write_string},
    reader::{BATCH, Records},
};

mod chunks;

use chunks::Chunks;

/// Most rows of a batch, for tables of short rows.
const ROWS: usize = 8192;
/// A row group is in memory while it is written; one that is longer is written as several.
const ROW_GROUP: usize = 64 << 20;

/// Rows of a table of values.
#[derive(Clone, Debug)]
pub struct Rows {
    values: RecordBatch,
    table: Arc<Table>,
    /// A row group ends with them.
    ends_group: bool,
}

/// What all rows of a table share.
#[derive(Debug)]
struct Table {
    input: usize,
    metadata: ArrowReaderMetadata,
    text: usize,
}

impl Rows {
    /// Index of the input.
    pub fn input(&self) -> usize {
        self.table.input
    }

    /// The same rows after what became of each.
    pub fn after(&self, fates: &[Fate<'_>]) -> Rows {
        if fates.iter().all(|fate| *fate == Fate::AsItIs) {
            return self.clone();
        }
        let text = self.values.column(self.table.text);
        let texts: Vec<Option<&str>> = (0..text.len())
            .zip(fates)
            .filter(|(_, fate)| **fate != Fate::Gone)
            .map(|(row, fate)| match fate {
                Fate::With(text) => Some(*text),
                _ => string(text, row),
            })
            .collect();
        let column: ArrayRef = match text.as_binary_opt::<i32>() {
            Some(_) => Arc::new(arrow_array::BinaryArray::from_iter(texts)),
            None => Arc::new(arrow_array::StringArray::from_iter(texts)),
        };
        let kept: BooleanArray = fates.iter().map(|fate| Some(*fate != Fate::Gone)).collect();
        let kept = filter_record_batch(&self.values, &kept).expect("it says so of each row");
        let mut columns = kept.columns().to_vec();
        columns[self.table.text] = column;
        let values = RecordBatch::try_new(kept.schema(), columns);
        let values = values.expect("a column of the same type and length took the place of one");
        Rows { values, ..self.clone() }
    }
}

/// Writes a table.
pub struct Writer<W: Write + Send>(ArrowWriter<W>);

impl<W: Write + Send> Writer<W> {
    /// Begins a table like that of the rows.
    ///
    /// # Errors
    ///
    /// The system's, or a compression that is not in this build.
    pub fn new(inner: W, rows: &Rows) -> io::Result<Writer<W>> {
        let metadata = &rows.table.metadata;
        let options = ArrowWriterOptions::new()
            .with_properties(properties(metadata.metadata()))
            .with_skip_arrow_metadata(true);
        let schema = metadata.parquet_schema();
        // The old type of timestamps cannot be written: they come out in the new one.
        let is_old = schema.columns().iter().any(|column| column.physical_type() == Type::INT96);
        let options = if is_old { options } else { options.with_parquet_schema(schema.clone()) };
        let schema = metadata.schema().clone();
        let writer = ArrowWriter::try_new_with_options(inner, schema, options);
        Ok(Writer(writer.map_err(system)?))
    }

    /// Adds rows.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn write(&mut self, rows: &Rows) -> io::Result<()> {
        self.0.write(&rows.values).map_err(system)?;
        if rows.ends_group || self.0.in_progress_size() > ROW_GROUP {
            self.0.flush().map_err(system)?;
        }
        Ok(())
    }

    /// Ends the table, and gives back what it was written to.
    ///
    /// # Errors
    ///
    /// The system's.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(system)
    }
}

/// The compression of each column, and whether it has a dictionary, as in the first row group.
fn properties(metadata: &ParquetMetaData) -> WriterProperties {
    let file = metadata.file_metadata();
    let mut properties = WriterProperties::builder()
        .set_key_value_metadata(file.key_value_metadata().cloned())
        .set_max_row_group_row_count(None);
    for column in metadata.row_groups().first().into_iter().flat_map(|group| group.columns()) {
        let path = column.column_path().clone();
        properties = properties
            .set_column_dictionary_enabled(path.clone(), column.dictionary_page_offset().is_some())
            .set_column_compression(path, column.compression());
    }
    properties.build()
}

/// A Parquet file that is being read.
struct Groups {
    file: Chunks,
    table: Arc<Table>,
    fields: Fields,
    /// Row groups that were begun.
    begun: usize,
    /// Rows that were read or lost.
    row: u64,
    /// The group that is being read, and the row after its last.
    group: Option<(ParquetRecordBatchReader, u64)>,
}

/// Opens a Parquet file.
pub(super) fn open(
    index: usize,
    input: &Input,
    fields: &Fields,
) -> Result<Box<dyn Records>, Unreadable> {
    let file = Chunks::open(input).map_err(Unreadable::Io)?;
    let options = ArrowReaderOptions::new().with_skip_arrow_metadata(true);
    let metadata = unpanicked(|| ArrowReaderMetadata::load(&file, options))
        .map_err(|reason| Unreadable::Io(io::Error::new(io::ErrorKind::InvalidData, reason)))?;
    let schema = metadata.schema();
    let Ok(text) = schema.index_of(&fields.text) else {
        let there = schema.fields().iter().map(|field| field.name().clone()).collect();
        return Err(Unreadable::NoColumn { name: fields.text.clone(), there });
    };
    let kind = schema.field(text).data_type();
    if !matches!(kind, arrow_schema::DataType::Utf8 | arrow_schema::DataType::Binary) {
        return Err(Unreadable::Lost {
            lost: format!("the column \"{}\"", fields.text),
            reason: format!(
                "holds {kind}, not strings; name the column of the text with --text-field"
            ),
        });
    }
    let (table, fields) = (Arc::new(Table { input: index, metadata, text }), fields.clone());
    Ok(Box::new(Groups { file, table, fields, begun: 0, row: 0, group: None }))
}

impl Records for Groups {
    /// One batch of rows at a time, whatever their bytes. A row group that cannot be read costs its
    /// rows from there on.
    fn read(&mut self, batch: &mut Batch, max: usize) -> bool {
        batch.shape = Shape::Values;
        match self.rows() {
            Ok(Some(rows)) => self.add(rows, batch, max),
            Ok(None) => {
                let values = RecordBatch::new_empty(self.table.metadata.schema().clone());
                let table = self.table.clone();
                batch.rows = Some(Rows { values, table, ends_group: true });
                batch.pieces.push(Piece::End { input: self.table.input, was_read: true });
                return true;
            }
            Err(reason) => {
                let (input, line) = (self.table.input, self.row + 1);
                let end = self.end_of_group();
                let lost = format!("rows {line} to {end}, to the end of row group {}", self.begun);
                let reason = Unreadable::Lost { lost, reason };
                batch.pieces.push(Piece::Unreadable { input, line, reason });
                (self.row, self.group) = (end, None);
            }
        }
        false
    }
}

impl Groups {
    /// The next rows, or why they cannot be read.
    fn rows(&mut self) -> Result<Option<Rows>, String> {
        loop {
            if self.group.is_none() {
                if self.begun == self.table.metadata.metadata().num_row_groups() {
                    return Ok(None);
                }
                self.begun += 1;
                self.group = Some((self.open_group()?, self.end_of_group()));
            }
            let Some((reader, end)) = &mut self.group else { continue };
            let end = *end;
            match unpanicked(|| reader.next().transpose())? {
                Some(values) => {
                    let ends_group = self.row + values.num_rows() as u64 >= end;
                    return Ok(Some(Rows { values, table: self.table.clone(), ends_group }));
                }
                None => self.group = None,
            }
        }
    }

    /// The number of the last row of the group that was begun last.
    fn end_of_group(&self) -> u64 {
        let groups = &self.table.metadata.metadata().row_groups()[..self.begun];
        groups.iter().map(|group| group.num_rows().max(0) as u64).sum()
    }

    fn open_group(&self) -> Result<ParquetRecordBatchReader, String> {
        let at = self.begun - 1;
        let group = self.table.metadata.metadata().row_group(at);
        let (rows, bytes) = (group.num_rows().max(1), group.total_byte_size().max(1));
        let rows = (BATCH as i64).saturating_mul(rows) / bytes;
        let file = self.file.try_clone().map_err(|error| error.to_string())?;
        let metadata = self.table.metadata.clone();
        unpanicked(|| {
            ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
                .with_row_groups(vec![at])
                .with_batch_size(rows.clamp(1, ROWS as i64) as usize)
                .build()
        })
    }

    /// Adds a line of JSON for each row that has a text.
    fn add(&mut self, rows: Rows, batch: &mut Batch, max: usize) {
        let input = self.table.input;
        let columns = columns(&self.fields, &rows.values);
        let text = rows.values.column(self.table.text);
        for row in 0..rows.values.num_rows() {
            self.row += 1;
            let (line, start) = (self.row, batch.bytes.len());
            let piece = match text.is_null(row).then_some(0).or_else(|| length(text, row)) {
                Some(len) if len > max => {
                    Piece::Unreadable { input, line, reason: Unreadable::TooLong { len, max } }
                }
                Some(_) if text.is_null(row) => Piece::Blank { input, range: start..start },
                _ => {
                    write_line(&columns, row, &mut batch.bytes);
                    Piece::Record { input, line, range: start..batch.bytes.len() }
                }
            };
            batch.pieces.push(piece);
        }
        batch.rows = Some(rows);
    }
}

/// The columns that matter, with their names.
fn columns<'r>(fields: &'r Fields, values: &'r RecordBatch) -> Vec<(&'r str, &'r ArrayRef)> {
    let Fields { text, id, language, site } = fields;
    let site = site.as_deref();
    let names = [Some(text.as_str()), Some(id), Some(language), site, Some("url"), Some("source")];
    let mut columns: Vec<(&str, &ArrayRef)> = vec![];
    for name in names.into_iter().flatten() {
        if let Some(column) = values.column_by_name(name)
            && !columns.iter().any(|(other, _)| *other == name)
        {
            columns.push((name, column));
        }
    }
    columns
}

/// Writes what matters of a row. Bytes that are not UTF-8 stay so, and the line is held.
fn write_line(columns: &[(&str, &ArrayRef)], row: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, (name, column)) in columns.iter().enumerate() {
        out.extend_from_slice(if at > 0 { b"," } else { b"" });
        write_string(name, Escapes::Few, out);
        out.push(b':');
        if column.is_null(row) {
            out.extend_from_slice(b"null");
        } else if let Some(value) = string(column, row) {
            write_string(value, Escapes::Few, out);
        } else if let Some(bytes) = column.as_binary_opt::<i32>() {
            out.extend_from_slice(bytes.value(row));
        } else if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
            out.extend_from_slice(numbers.value(row).to_string().as_bytes());
        } else if let Some(numbers) = column.as_primitive_opt::<Int32Type>() {
            out.extend_from_slice(numbers.value(row).to_string().as_bytes());
        } else {
            out.extend_from_slice(b"null");
        }
    }
    out.extend_from_slice(b"}\n");
}

/// The string in a row, if the column has strings, or bytes that are one.
fn string(column: &ArrayRef, row: usize) -> Option<&str> {
    if column.is_null(row) {
        return None;
    }
    match column.as_string_opt::<i32>() {
        Some(strings) => Some(strings.value(row)),
        None => std::str::from_utf8(column.as_binary_opt::<i32>()?.value(row)).ok(),
    }
}

fn length(column: &ArrayRef, row: usize) -> Option<usize> {
    let strings = column.as_string_opt::<i32>().map(|strings| strings.value(row).len());
    strings.or_else(|| column.as_binary_opt::<i32>().map(|bytes| bytes.value(row).len()))
}

/// What a library makes of a damaged file may be a panic.
fn unpanicked<T, E: std::fmt::Display>(read: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(read)) {
        Ok(read) => read.map_err(|error| error.to_string()),
        Err(_) => Err("damaged in a way that its reader does not know".into()),
    }
}

fn system(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
