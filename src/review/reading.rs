//! A document that is open: its lines as they fit on the screen, and where the person is.

use ratatui::{
    layout::Rect,
    text::{Line, Span},
};
use unicode_width::UnicodeWidthChar;

use super::{
    look::{Look, Piece},
    seen::Page,
    state::Key,
};

/// Bytes on each side of the chosen edit that are shown: no person reads more, and breaking more into
/// rows takes longer than a screen may wait.
const FAR: usize = 100_000;
/// Rows above an edit that one goes to.
const ABOVE: usize = 3;

/// A document that is open.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    page: Page,
    /// The first byte of the chosen edit.
    at: usize,
    rows: Vec<Line<'static>>,
    /// The row in which each edit begins.
    edits: Vec<usize>,
    /// The row at the top, and what the screen has of rows and columns.
    top: usize,
    height: usize,
    width: usize,
}

impl Reading {
    /// Opens a document at an edit.
    pub(super) fn new(page: Page, at: usize) -> Reading {
        Reading { page, at, rows: vec![], edits: vec![], top: 0, height: 1, width: 0 }
    }

    pub(super) fn title(&self) -> &str {
        &self.page.id
    }

    /// The rows that fit.
    pub(super) fn rows(&mut self, area: Rect, look: Look) -> Vec<Line<'static>> {
        self.height = usize::from(area.height).max(1);
        if self.width != usize::from(area.width).max(1) {
            self.width = usize::from(area.width).max(1);
            self.fit(look);
        }
        let to = self.rows.len().min(self.top + self.height);
        self.rows[self.top.min(to)..to].to_vec()
    }

    /// Moves; false for a key that means nothing here.
    pub(super) fn press(&mut self, key: Key) -> bool {
        let last = self.rows.len().saturating_sub(self.height);
        let to = match key {
            Key::Down | Key::Char('j') => self.top + 1,
            Key::Up | Key::Char('k') => self.top.saturating_sub(1),
            Key::PageDown | Key::Char(' ') => self.top + self.height,
            Key::PageUp => self.top.saturating_sub(self.height),
            Key::Home | Key::Char('g') => 0,
            Key::End | Key::Char('G') => last,
            Key::Char('n') => self.edit_after(self.top + ABOVE),
            Key::Char('p') => self.edit_before(self.top + ABOVE),
            _ => return false,
        };
        self.top = to.min(last);
        true
    }

    fn edit_after(&self, row: usize) -> usize {
        let next = self.edits.iter().find(|edit| **edit > row);
        next.map_or(self.top, |edit| edit.saturating_sub(ABOVE))
    }

    fn edit_before(&self, row: usize) -> usize {
        let earlier = self.edits.iter().rev().find(|edit| **edit < row);
        earlier.map_or(self.top, |edit| edit.saturating_sub(ABOVE))
    }

    /// Breaks the text into rows, and goes to the chosen edit.
    fn fit(&mut self, look: Look) {
        let mut rows = Rows { width: self.width, ..Rows::default() };
        for (piece, edit) in self.pieces() {
            rows.begun.extend(edit.map(|start| (rows.length, start)));
            let mut lines = look.lines(&[piece]).into_iter();
            rows.extend(lines.next());
            for next in lines {
                rows.end_line();
                rows.extend(Some(next));
            }
        }
        rows.end_line();
        let chosen = rows.edits.iter().take_while(|(_, start)| *start <= self.at).last();
        let chosen = chosen.map_or(0, |(row, _)| *row);
        self.edits = rows.edits.into_iter().map(|(row, _)| row).collect();
        self.rows = rows.rows;
        let last = self.rows.len().saturating_sub(self.height);
        self.top = chosen.saturating_sub(ABOVE).min(last);
    }

    /// The text near the chosen edit, with the edits marked and their rules beside them; with the
    /// first piece of an edit comes its first byte.
    fn pieces(&self) -> Vec<(Piece<'_>, Option<usize>)> {
        let text = &self.page.text;
        let mut from = text.floor_char_boundary(self.at.saturating_sub(FAR));
        let end = text.ceil_char_boundary((self.at + FAR).min(text.len()));
        let mut pieces = if from > 0 { vec![(Piece::Around("…\n"), None)] } else { vec![] };
        for mark in self.page.marks.iter().filter(|mark| mark.start <= end) {
            let (Some(kept), Some(gone)) =
                (text.get(from..mark.start), text.get(mark.start..mark.end))
            else {
                continue;
            };
            let gone_line = gone.strip_suffix('\n');
            pieces.push((Piece::Kept(kept), None));
            pieces.push((Piece::Gone(gone_line.unwrap_or(gone)), Some(mark.start)));
            pieces.push((Piece::Come(&mark.after), None));
            pieces.extend([" ‹", &mark.rule, "› "].map(|text| (Piece::Rule(text), None)));
            pieces.push((Piece::Kept(if gone_line.is_some() { "\n" } else { "" }), None));
            from = mark.end;
        }
        pieces.push((Piece::Kept(text.get(from..end.max(from)).unwrap_or_default()), None));
        if end < text.len() {
            pieces.push((Piece::Around("\n…"), None));
        }
        pieces
    }
}

/// Rows that are being made, line by line.
#[derive(Default)]
struct Rows {
    width: usize,
    rows: Vec<Line<'static>>,
    /// The row in which each edit begins, and its first byte.
    edits: Vec<(usize, usize)>,
    /// The line so far, and its characters.
    line: Line<'static>,
    length: usize,
    /// Edits that begin in this line, by the characters before them.
    begun: Vec<(usize, usize)>,
}

impl Rows {
    fn extend(&mut self, line: Option<Line<'static>>) {
        for span in line.into_iter().flatten() {
            self.length += span.content.chars().count();
            self.line.push_span(span);
        }
    }

    /// Breaks the line, and finds the rows of its edits.
    fn end_line(&mut self) {
        let first = self.rows.len();
        wrap(&std::mem::take(&mut self.line), self.width, &mut self.rows);
        let length = |row: usize| -> usize {
            self.rows[row].spans.iter().map(|span| span.content.chars().count()).sum()
        };
        let (mut row, mut upto) = (first, length(first));
        for (before, start) in self.begun.drain(..) {
            while before >= upto && row + 1 < self.rows.len() {
                row += 1;
                upto += length(row);
            }
            self.edits.push((row, start));
        }
        self.length = 0;
    }
}

/// Breaks a line into rows of so many columns, after a space where there is one.
fn wrap(line: &Line<'static>, width: usize, rows: &mut Vec<Line<'static>>) {
    let mut row = Row::default();
    for span in &line.spans {
        for c in span.content.chars() {
            let columns = c.width().unwrap_or(0);
            if row.columns + columns > width {
                let rest = row.after_space();
                rows.push(row.line());
                row = rest;
            }
            row.cells.push((c, span.style));
            row.columns += columns;
        }
    }
    rows.push(row.line());
}

/// A row that is being filled.
#[derive(Default)]
struct Row {
    cells: Vec<(char, ratatui::style::Style)>,
    columns: usize,
}

impl Row {
    /// Parts the row after its last space.
    fn after_space(&mut self) -> Row {
        let space = self.cells.iter().rposition(|(c, _)| *c == ' ');
        let cells = space.map_or_else(Vec::new, |space| self.cells.split_off(space + 1));
        let columns = cells.iter().map(|(c, _)| c.width().unwrap_or(0)).sum();
        Row { cells, columns }
    }

    fn line(self) -> Line<'static> {
        let alike = self.cells.chunk_by(|a, b| a.1 == b.1);
        let span = |cells: &[(char, _)]| {
            Span::styled(cells.iter().map(|(c, _)| *c).collect::<String>(), cells[0].1)
        };
        alike.map(span).collect()
    }
}
