//! Documents whose lines a person or an alignment labelled: what a table is made from, and what it
//! is measured by.

use serde::Deserialize;

use super::{Example, Reader, Row, Shape, Table};
use crate::text::Text;

/// What a line of text that must stay counts, beside one of furniture: one letter of an article
/// lost is worse than three of furniture kept.
const CONTENT: f32 = 3.0;
/// The part of a document's weight that goes by lines; the rest goes by letters.
const BY_LINES: f32 = 0.3;

/// A labelled document, with the features of its lines.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Where it comes from: the host of its address.
    pub site: Option<String>,
    lines: Vec<Line>,
}

#[derive(Clone, Debug)]
struct Line {
    letters: f32,
    /// `None` if either is right.
    furniture: Option<bool>,
    /// `None` for a paragraph.
    row: Option<Row>,
}

#[derive(Deserialize)]
struct Record {
    raw: String,
    line_labels: Vec<u8>,
    url: Option<String>,
}

/// Why a record is no labelled document.
#[derive(Debug, thiserror::Error)]
pub enum NotLabelled {
    /// No JSON, or a field is missing.
    #[error("no labelled document: {0}; it needs the fields raw and line_labels")]
    Json(#[from] serde_json::Error),
    /// The lines are not those that were labelled.
    #[error("{lines} lines in raw, {labels} numbers in line_labels; it needs one a line")]
    Count {
        /// Of `raw`.
        lines: usize,
        /// Of `line_labels`.
        labels: usize,
    },
}

impl Labelled {
    /// Reads a record: `raw` is the text, `line_labels` has a number for each of its lines, 1
    /// content, 0 furniture, any other either, and `url` says the site.
    ///
    /// # Errors
    ///
    /// What the record lacks.
    pub fn parse(record: &str) -> Result<Labelled, NotLabelled> {
        let Record { raw, line_labels, url } = serde_json::from_str(record)?;
        let (lines, labels) = (raw.split('\n').count(), line_labels.len());
        if lines != labels {
            return Err(NotLabelled::Count { lines, labels });
        }
        let text = Text::new(&raw);
        let shown = text.lines().zip(&line_labels).filter(|(line, _)| !line.is_blank());
        let (shapes, labels): (Vec<Shape>, Vec<u8>) =
            shown.map(|(line, label)| (Shape::of(text.slice(line.body)), *label)).unzip();
        let line = |(shape, label): (&Shape, u8)| Line {
            letters: shape.letters as f32,
            furniture: (label < 2).then_some(label == 0),
            row: None,
        };
        let mut lines: Vec<Line> = shapes.iter().zip(labels).map(line).collect();
        Reader::default().read(&shapes, |index, row| lines[index].row = Some(*row));
        Ok(Labelled { site: url.as_deref().and_then(host).map(str::to_owned), lines })
    }

    /// The lines to learn from. All content of a document counts the same, however long it is, and
    /// so does all its furniture.
    pub fn examples(&self) -> impl Iterator<Item = Example> {
        let total = |furniture| {
            let those = self.lines.iter().filter(|line| line.furniture == Some(furniture));
            those.fold((0.0, 0.0), |(letters, lines), l| (letters + l.letters, lines + 1.0))
        };
        let totals: [(f32, f32); 2] = [total(false), total(true)];
        self.lines.iter().filter_map(move |line| {
            let (furniture, row) = (line.furniture?, line.row?);
            let (letters, lines) = totals[usize::from(furniture)];
            let share = (1.0 - BY_LINES) * line.letters / letters.max(1.0) + BY_LINES / lines;
            let weight = if furniture { share } else { CONTENT * share };
            Some(Example { row, furniture, weight })
        })
    }
}

/// The host of an address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let host = url.split_once("://")?.1.split('/').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

/// What a table would do to documents at one limit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    furniture_taken: u64,
    content_taken: u64,
    furniture_left: u64,
    /// Sums over documents of the share of letters.
    lost: f64,
    removed: f64,
    with_content: u64,
    with_furniture: u64,
}

impl Figures {
    /// Counts what the table does to a document if it takes lines with so many points.
    pub fn count(&mut self, document: &Labelled, table: &Table, least: i32) {
        let (mut letters, mut taken) = ([0.0; 2], [0.0; 2]);
        for line in &document.lines {
            let Some(furniture) = line.furniture else { continue };
            let takes = line.row.is_some_and(|row| table.sum(&row) >= least);
            letters[usize::from(furniture)] += f64::from(line.letters);
            taken[usize::from(furniture)] += if takes { f64::from(line.letters) } else { 0.0 };
            self.furniture_taken += u64::from(takes && furniture);
            self.content_taken += u64::from(takes && !furniture);
            self.furniture_left += u64::from(!takes && furniture);
        }
        if letters[0] > 0.0 {
            self.lost += taken[0] / letters[0];
            self.with_content += 1;
        }
        if letters[1] > 0.0 {
            self.removed += taken[1] / letters[1];
            self.with_furniture += 1;
        }
    }

    /// Of the lines taken, the share that is furniture.
    pub fn precision(&self) -> f64 {
        share(self.furniture_taken, self.furniture_taken + self.content_taken)
    }

    /// Of the lines that are furniture, the share taken.
    pub fn recall(&self) -> f64 {
        share(self.furniture_taken, self.furniture_taken + self.furniture_left)
    }

    /// The share of a document's content letters that is lost, on average.
    pub fn content_lost(&self) -> f64 {
        self.lost / self.with_content.max(1) as f64
    }

    /// The share of a document's furniture letters that is removed, on average.
    pub fn furniture_removed(&self) -> f64 {
        self.removed / self.with_furniture.max(1) as f64
    }
}

fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
