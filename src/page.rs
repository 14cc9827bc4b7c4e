//! A document with its edits, as lines for a person: what stood there, what stands there, and the
//! rules that did it.
//!
//! Whole lines that go are shown after `-`, whole lines that come after `+`, and a line that changes
//! after `~`, with `[-before-]` and `{+after+}` in it. The names of the rules stand at the right, in the
//! colour of their stage. What cannot be seen is shown by a mark.

use std::{
    io::{self, Write},
    ops::Range,
};

use anstyle::Style;

use crate::{
    ledger::{Hunk, Ledger},
    rule::Rules,
};

mod html;
mod margin;
mod printer;
mod visible;
mod words;

pub use visible::{shaped, visible};

use printer::Printer;

const TITLE: Style = Style::new().bold();

/// A document before and after, and how it came about.
#[derive(Clone, Copy)]
pub struct Page<'p> {
    /// To name the rules.
    pub rules: &'p Rules,
    /// The title.
    pub id: &'p str,
    /// The text as it came.
    pub original: &'p str,
    /// The text as it is now.
    pub clean: &'p str,
    /// What was done.
    pub ledger: &'p Ledger,
    /// Columns that there are room for.
    pub width: usize,
}

/// Columns where nobody says how many there are.
pub const WIDTH: usize = 100;

/// Hunks that share lines, with whole lines around them.
struct Group<'h> {
    hunks: &'h [Hunk],
    original: Range<usize>,
    clean: Range<usize>,
}

impl Page<'_> {
    /// Writes the title and the changes; with `whole` also the lines that stay, what each rule
    /// finds, and what was only proposed.
    ///
    /// # Errors
    ///
    /// What `out` returns.
    pub fn write(&self, whole: bool, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "{TITLE}{}{TITLE:#}", self.id)?;
        let hunks = self.ledger.hunks();
        let mut printer = Printer::new(*self, whole, out);
        let mut from = 0;
        for group in self.groups(&hunks) {
            if whole {
                printer.kept(from..group.original.start)?;
            }
            from = group.original.end;
            if group.is_one_line(self) {
                printer.changed(group.original.clone(), &self.parts(&group))?;
            } else {
                printer.lines(group.original.clone(), group.clean.clone())?;
            }
            printer.rest(group.original.end)?;
        }
        if whole {
            printer.kept(from..self.original.len())?;
            printer.proposed()?;
        }
        writeln!(out)
    }

    /// The changes without title and colours.
    pub fn plain(&self) -> String {
        let mut page = vec![];
        self.write(false, &mut page).expect("writing to a vector cannot fail");
        let page = String::from_utf8_lossy(&page);
        let plain = anstream::adapter::strip_str(&page).to_string();
        plain
            .split_once('\n')
            .map_or(String::new(), |(_, changes)| format!("{}\n", changes.trim_end()))
    }

    /// Joins hunks that stand on one line of the original or of the clean text.
    fn groups<'h>(&self, hunks: &'h [Hunk]) -> Vec<Group<'h>> {
        let mut groups: Vec<(usize, Group<'h>)> = vec![];
        for (at, hunk) in hunks.iter().enumerate() {
            let (old, new) = (hunk.original.range(), hunk.clean.range());
            let original = whole_lines(self.original, &old, &self.clean[new.clone()]);
            let clean = whole_lines(self.clean, &new, &self.original[old]);
            match groups.last_mut() {
                Some((first, last))
                    if original.start < last.original.end || clean.start < last.clean.end =>
                {
                    last.original.end = last.original.end.max(original.end);
                    last.clean.end = last.clean.end.max(clean.end);
                    last.hunks = &hunks[*first..=at];
                }
                _ => groups.push((at, Group { hunks: &hunks[at..=at], original, clean })),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    /// The changed parts of a line in both texts, widened to whole words.
    fn parts(&self, group: &Group<'_>) -> Vec<(Range<usize>, Range<usize>)> {
        let mut parts: Vec<(Range<usize>, Range<usize>)> = vec![];
        for hunk in group.hunks {
            let (mut old, mut new) = (hunk.original.range(), hunk.clean.range());
            let in_word = |c: &char| c.is_alphanumeric();
            let back: usize = self.original[group.original.start..old.start]
                .chars()
                .rev()
                .take_while(in_word)
                .map(char::len_utf8)
                .sum();
            let on: usize = self.original[old.end..group.original.end]
                .chars()
                .take_while(in_word)
                .map(char::len_utf8)
                .sum();
            // White space is seen better alone than with the words that it parts.
            if !self.original[old.clone()].chars().any(char::is_whitespace) {
                (old.start, new.start) = (old.start - back, new.start - back.min(new.start));
                (old.end, new.end) = (old.end + on, (new.end + on).min(self.clean.len()));
            }
            match parts.last_mut() {
                Some(last) if old.start < last.0.end => {
                    last.0.end = old.end;
                    last.1.end = new.end;
                }
                _ => parts.push((old, new)),
            }
        }
        parts
    }
}

impl Group<'_> {
    /// True for a line that is one line before and after.
    fn is_one_line(&self, page: &Page<'_>) -> bool {
        let (old, new) = (&page.original[self.original.clone()], &page.clean[self.clean.clone()]);
        let is_one = |text: &str| !text.is_empty() && !text.trim_end_matches('\n').contains('\n');
        is_one(old) && is_one(new)
    }
}

/// The lines that a range touches, where `other` stands in the other text; none where that is
/// whole lines that this text does not have.
fn whole_lines(text: &str, range: &Range<usize>, other: &str) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let between = range.is_empty() && start == range.start;
    if between && (other.ends_with('\n') || start == text.len()) {
        return start..start;
    }
    if !range.is_empty() && text[..range.end].ends_with('\n') {
        return start..range.end;
    }
    let end = text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline + 1);
    start..end
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
