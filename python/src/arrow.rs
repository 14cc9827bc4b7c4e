//! Columns of Arrow: texts in, clean texts and edits out, every other column as it was.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Int64Array, LargeStringArray, ListArray, RecordBatch, StringArray,
    StringViewArray, StructArray,
    builder::{Int64Builder, StringBuilder},
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::{DataType, Field, FieldRef, Schema, SchemaRef};
use arrow_select::concat::concat;
use jernih::{
    cleaner::{Cleaner, Desk, Held},
    document::{Document, named_site},
    rule::Rules,
    text::{Span, in_characters},
    worker::Cleaned,
};
use pyo3::prelude::*;

use crate::{
    error::{self, error},
    pipeline::{fill, stopped},
};

/// What the columns of a table are called.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'f> {
    pub(crate) text: &'f str,
    pub(crate) lang: &'f str,
    /// `url` or else `source`, if none.
    pub(crate) site: Option<&'f str>,
    /// Two columns are added: `edits` and `held`.
    pub(crate) edits: bool,
}

/// What becomes of a text.
enum Fate {
    Same,
    New(String),
    Gone,
}

/// What becomes of a few rows.
#[derive(Default)]
struct Portion {
    texts: Vec<Fate>,
    held: Vec<Option<String>>,
    counts: Vec<usize>,
    names: [StringBuilder; 3],
    places: [Int64Builder; 2],
    sides: [StringBuilder; 2],
}

/// Strings of any of Arrow's kinds.
pub(crate) enum Strings<'a> {
    Utf8(&'a StringArray),
    Large(&'a LargeStringArray),
    View(&'a StringViewArray),
}

/// Cleans the texts of a batch on `jobs` threads.
pub(crate) fn clean(
    cleaner: &Cleaner,
    batch: &RecordBatch,
    fields: Fields<'_>,
    jobs: usize,
) -> PyResult<RecordBatch> {
    let schema = fields.schema(&batch.schema())?;
    let rows = Rows::new(batch, fields)?;
    let mut portions: Vec<Portion> = vec![];
    let portion = |desk: &mut Desk<'_>, numbers: std::ops::Range<usize>| {
        let mut portion = Portion::default();
        numbers.for_each(|row| rows.clean(desk, row, cleaner.rules(), &mut portion));
        portion
    };
    let done = |portion| {
        portions.push(portion);
        stopped()
    };
    cleaner.clean_all(jobs, batch.num_rows(), portion, done).map_err(error::run)?;
    let mut columns = batch.columns().to_vec();
    let fates: Vec<&Fate> = portions.iter().flat_map(|portion| &portion.texts).collect();
    columns[rows.at] = rows.text.with(&columns[rows.at], &fates);
    if fields.edits {
        let held: StringArray = portions.iter().flat_map(|portion| &portion.held).collect();
        let edits: Vec<ArrayRef> = portions.into_iter().map(Portion::edits).collect();
        columns.push(joined(&edits)?);
        columns.push(Arc::new(held));
    }
    RecordBatch::try_new(schema, columns).map_err(error)
}

fn joined(edits: &[ArrayRef]) -> PyResult<ArrayRef> {
    if edits.is_empty() {
        return Ok(Portion::default().edits());
    }
    concat(&edits.iter().map(AsRef::as_ref).collect::<Vec<_>>()).map_err(error)
}

impl Fields<'_> {
    /// The schema of what comes out.
    pub(crate) fn schema(self, schema: &SchemaRef) -> PyResult<SchemaRef> {
        let at = self.place(schema)?;
        let mut fields: Vec<FieldRef> = schema.fields().iter().cloned().collect();
        // A text that is held is none.
        fields[at] = Arc::new(fields[at].as_ref().clone().with_nullable(true));
        if self.edits {
            for (name, kind) in [("edits", DataType::List(item())), ("held", DataType::Utf8)] {
                if schema.column_with_name(name).is_some() {
                    return Err(error(format!(
                        "there is a column \"{name}\" already; call it otherwise, or clean with edits=False"
                    )));
                }
                fields.push(Arc::new(Field::new(name, kind, true)));
            }
        }
        Ok(Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone())))
    }

    fn place(self, schema: &Schema) -> PyResult<usize> {
        schema.index_of(self.text).map_err(|_| {
            error(format!(
                "no column \"{}\"; name the column that holds the text with text=",
                self.text
            ))
        })
    }
}

/// The columns of a batch that say something about a text.
pub(crate) struct Rows<'b> {
    at: usize,
    pub(crate) text: Strings<'b>,
    lang: Option<Strings<'b>>,
    site: Option<Strings<'b>>,
    url: Option<Strings<'b>>,
    source: Option<Strings<'b>>,
}

impl<'b> Rows<'b> {
    pub(crate) fn new(batch: &'b RecordBatch, fields: Fields<'_>) -> PyResult<Rows<'b>> {
        let at = fields.place(&batch.schema())?;
        let named = |name: &str| batch.column_by_name(name).and_then(Strings::of);
        let text = Strings::of(batch.column(at)).ok_or_else(|| {
            let kind = batch.column(at).data_type();
            error(format!("column \"{}\" is {kind}, not text", fields.text))
        })?;
        let unnamed = |name| if fields.site.is_none() { named(name) } else { None };
        Ok(Rows {
            at,
            text,
            lang: named(fields.lang),
            site: fields.site.and_then(named),
            url: unnamed("url"),
            source: unnamed("source"),
        })
    }

    fn clean(&self, desk: &mut Desk<'_>, row: usize, rules: &Rules, portion: &mut Portion) {
        let Some(text) = self.text.get(row) else { return portion.row(Fate::Same, None, 0) };
        portion.add(desk.clean(|document| self.fill(row, text, document)), rules);
    }

    /// Writes a row's text and what it says about it over a document.
    pub(crate) fn fill(&self, row: usize, text: &str, document: &mut Document) {
        let value = |column: &Option<Strings<'b>>| column.as_ref()?.get(row);
        fill(document, text, value(&self.lang), value(&self.site));
        if document.site.is_none() {
            document.site = named_site(value(&self.url), value(&self.source));
        }
    }
}

impl<'b> Strings<'b> {
    fn of(column: &'b ArrayRef) -> Option<Strings<'b>> {
        let any = column.as_any();
        let utf8 = any.downcast_ref().map(Strings::Utf8);
        let large = || any.downcast_ref().map(Strings::Large);
        utf8.or_else(large).or_else(|| any.downcast_ref().map(Strings::View))
    }

    pub(crate) fn get(&self, row: usize) -> Option<&'b str> {
        match self {
            Strings::Utf8(array) => array.is_valid(row).then(|| array.value(row)),
            Strings::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Strings::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }

    /// The column with other texts; itself, if all are the same.
    fn with(&self, column: &ArrayRef, fates: &[&Fate]) -> ArrayRef {
        if fates.iter().all(|fate| matches!(fate, Fate::Same)) {
            return column.clone();
        }
        let texts = fates.iter().enumerate().map(|(row, fate)| match fate {
            Fate::Same => self.get(row),
            Fate::New(text) => Some(text.as_str()),
            Fate::Gone => None,
        });
        match self {
            Strings::Utf8(_) => Arc::new(texts.collect::<StringArray>()),
            Strings::Large(_) => Arc::new(texts.collect::<LargeStringArray>()),
            Strings::View(_) => Arc::new(texts.collect::<StringViewArray>()),
        }
    }
}

impl Portion {
    fn row(&mut self, fate: Fate, held: Option<String>, edits: usize) {
        self.texts.push(fate);
        self.held.push(held);
        self.counts.push(edits);
    }

    fn add(&mut self, cleaned: Result<Cleaned<'_>, Held>, rules: &Rules) {
        let cleaned = match cleaned {
            Ok(cleaned) if cleaned.ledger.is_empty() => return self.row(Fate::Same, None, 0),
            Ok(cleaned) => cleaned,
            Err(reason) => return self.row(Fate::Gone, Some(reason.to_string()), 0),
        };
        let (mut spans, changes): (Vec<Span>, Vec<_>) = cleaned.ledger.placed().unzip();
        in_characters(cleaned.original, &mut spans);
        self.row(Fate::New(cleaned.document.text.clone()), None, spans.len());
        for (span, change) in spans.into_iter().zip(changes) {
            let filed = rules.get(change.rule);
            self.names[0].append_value(&filed.stage);
            self.names[1].append_value(&filed.name);
            self.names[2].append_value(filed.rule.tier.to_string());
            self.places[0].append_value(span.start.into());
            self.places[1].append_value(span.end.into());
            self.sides[0].append_value(change.before);
            self.sides[1].append_value(change.after);
        }
    }

    /// The edits of each row.
    fn edits(mut self) -> ArrayRef {
        let mut columns: Vec<ArrayRef> = vec![];
        columns.extend(self.names.iter_mut().map(|names| Arc::new(names.finish()) as ArrayRef));
        let places = self.places.iter_mut().map(|places| -> Int64Array { places.finish() });
        columns.extend(places.map(|places| Arc::new(places) as ArrayRef));
        columns.extend(self.sides.iter_mut().map(|sides| Arc::new(sides.finish()) as ArrayRef));
        let offsets = OffsetBuffer::from_lengths(self.counts);
        let edits = StructArray::new(members(), columns, None);
        Arc::new(ListArray::new(item(), offsets, Arc::new(edits), None))
    }
}

fn item() -> FieldRef {
    Arc::new(Field::new("element", DataType::Struct(members()), true))
}

fn members() -> arrow_schema::Fields {
    let text = ["stage", "rule", "tier", "before", "after"];
    let order = ["stage", "rule", "tier", "start", "end", "before", "after"];
    let field = |name| {
        let kind = if text.contains(&name) { DataType::Utf8 } else { DataType::Int64 };
        Field::new(name, kind, true)
    };
    order.into_iter().map(field).collect()
}
