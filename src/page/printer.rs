//! Prints the changes of a document line by line. Each edit's rule is named once, where it begins.

use std::{
    io::{self, Write},
    ops::Range,
};

use anstyle::Style;

use super::{Page, line_number, margin, visible, words};
use crate::{
    ledger::{Shift, origins},
    rule::RuleId,
};

const DIMMED: Style = Style::new().dimmed();

/// Characters of an unchanged line that are shown on each side of a change.
const AROUND: usize = 30;

/// An edit by its place in the original.
struct Edit {
    range: Range<usize>,
    rule: RuleId,
    is_named: bool,
}

/// A page that is being printed.
pub(super) struct Printer<'p, W> {
    page: Page<'p>,
    whole: bool,
    /// In the order of their places.
    edits: Vec<Edit>,
    /// Edits before this one are all named.
    first: usize,
    out: &'p mut W,
}

impl<'p, W: Write> Printer<'p, W> {
    pub(super) fn new(page: Page<'p>, whole: bool, out: &'p mut W) -> Printer<'p, W> {
        let shifts: Vec<Shift> = page.ledger.applied().map(Shift::from).collect();
        let edit = |(at, shift): (usize, &Shift)| Edit {
            range: at..at + shift.span.len(),
            rule: shift.rule,
            is_named: false,
        };
        let mut edits: Vec<Edit> = origins(&shifts).into_iter().zip(&shifts).map(edit).collect();
        edits.sort_by_key(|edit| edit.range.start);
        Printer { page, whole, edits, first: 0, out }
    }

    /// The rules of edits that begin before `end` and are not named yet, each once.
    fn name_upto(&mut self, end: usize) -> Vec<RuleId> {
        let mut names = vec![];
        while let Some(edit) = self.edits.get_mut(self.first).filter(|e| e.range.start < end) {
            if !std::mem::replace(&mut edit.is_named, true) && !names.contains(&edit.rule) {
                names.push(edit.rule);
            }
            self.first += 1;
        }
        names
    }

    /// The colour of the edits in a range of the original.
    fn style(&self, range: &Range<usize>) -> Style {
        let from = self.edits.partition_point(|edit| edit.range.start < range.start);
        let near = self.edits[from..].iter().take_while(|edit| edit.range.start <= range.end);
        let near = near.last().or_else(|| self.edits[..from].last());
        near.map_or(Style::new(), |edit| margin::style(self.page.rules.get(edit.rule)))
    }

    /// A line, `text` with colours and `plain` without, and the rules beside it or, with what they find,
    /// below it.
    fn row(
        &mut self,
        line: Option<usize>,
        sign: char,
        (text, plain): (&str, &str),
        names: &[RuleId],
    ) -> io::Result<()> {
        let line = line.map_or(String::new(), |line| line.to_string());
        let shown = format!("{DIMMED}{line:>5}{DIMMED:#} {sign} {text}");
        let plain = format!("{line:>5} {sign} {plain}");
        if self.whole {
            writeln!(self.out, "{shown}")?;
            return self.explained(names);
        }
        margin::write(&shown, &plain, names, (self.page.rules, self.page.width), self.out)
    }

    fn explained(&mut self, names: &[RuleId]) -> io::Result<()> {
        for rule in names {
            let filed = self.page.rules.get(*rule);
            let style = margin::style(filed);
            writeln!(self.out, "        {style}{}{style:#}  {}", filed.name, filed.rule.what)?;
        }
        Ok(())
    }

    /// Lines that stay.
    pub(super) fn kept(&mut self, range: Range<usize>) -> io::Result<()> {
        let first = line_number(self.page.original, range.start);
        for (at, line) in self.page.original[range].lines().enumerate() {
            writeln!(self.out, "{DIMMED}{:>5}{DIMMED:#}   {line}", first + at)?;
        }
        Ok(())
    }

    /// Names the rules of a group that no line of it named.
    pub(super) fn rest(&mut self, end: usize) -> io::Result<()> {
        let names = self.name_upto(end);
        match (names.is_empty(), self.whole) {
            (true, _) => Ok(()),
            (_, true) => self.explained(&names),
            _ => margin::write("", "", &names, (self.page.rules, self.page.width), self.out),
        }
    }

    /// A line that changes in `parts`, with what is far from every change left out.
    pub(super) fn changed(
        &mut self,
        line: Range<usize>,
        parts: &[(Range<usize>, Range<usize>)],
    ) -> io::Result<()> {
        let original = self.page.original;
        let (mut shown, mut plain, mut from) = (String::new(), String::new(), line.start);
        for (at, (old, new)) in parts.iter().enumerate() {
            let style = self.style(old);
            let kept = elided(&original[from..old.start], at > 0, true);
            let before = visible(&original[old.clone()]);
            let after = visible(&self.page.clean[new.clone()]);
            shown += &kept;
            plain += &kept;
            let (with_colours, without) = signed(&before, &after, style);
            shown += &with_colours;
            plain += &without;
            from = old.end;
        }
        let kept = elided(&original[from..line.end.max(from)], true, false);
        let names = self.name_upto(line.end);
        let number = line_number(original, line.start);
        self.row(Some(number), '~', (&(shown + &kept), &(plain + &kept)), &names)
    }

    /// Several lines: those that go, those that come, and those that are the same but changed.
    pub(super) fn lines(&mut self, old: Range<usize>, new: Range<usize>) -> io::Result<()> {
        let pairs = words::pairs(&self.page.original[old.clone()], &self.page.clean[new.clone()]);
        let (mut old_from, mut new_from) = (old.start, new.start);
        for (before, after) in pairs {
            let before = old.start + before.start..old.start + before.end;
            let after = new.start + after.start..new.start + after.end;
            self.removed(old_from..before.start)?;
            self.added(new_from..after.start)?;
            let (was, is) = (&self.page.original[before.clone()], &self.page.clean[after.clone()]);
            let parts: Vec<_> = words::differences(was, is)
                .into_iter()
                .map(|(a, b)| {
                    (
                        before.start + a.start..before.start + a.end,
                        after.start + b.start..after.start + b.end,
                    )
                })
                .collect();
            (old_from, new_from) = ((before.end + 1).min(old.end), (after.end + 1).min(new.end));
            match parts.is_empty() {
                true if self.whole => self.kept(before)?,
                true => {}
                false => self.changed(before, &parts)?,
            }
        }
        self.removed(old_from..old.end)?;
        self.added(new_from..new.end)
    }

    /// Lines that go; several blank ones as one.
    fn removed(&mut self, range: Range<usize>) -> io::Result<()> {
        let original = self.page.original;
        let (mut at, mut number) = (range.start, line_number(original, range.start));
        let lines: Vec<&str> = original[range].split_inclusive('\n').collect();
        for block in lines.chunk_by(|a, b| a.trim().is_empty() && b.trim().is_empty()) {
            let length: usize = block.iter().map(|line| line.len()).sum();
            let style = self.style(&(at..at + length));
            at += length;
            let names = self.name_upto(at);
            let text = match block {
                [line] if line.trim().is_empty() => "(blank line)".into(),
                [line] => visible(line.trim_end_matches('\n')),
                block => format!("({} blank lines)", block.len()),
            };
            self.row(Some(number), '-', (&format!("{style}{text}{style:#}"), &text), &names)?;
            number += block.len();
        }
        Ok(())
    }

    /// Lines that come, by their numbers in the clean text.
    fn added(&mut self, range: Range<usize>) -> io::Result<()> {
        let bold = Style::new().bold();
        let number = line_number(self.page.clean, range.start);
        for (at, line) in self.page.clean[range].lines().enumerate() {
            if !line.trim().is_empty() {
                let text = visible(line);
                let shown = format!("{bold}{text}{bold:#}");
                self.row(Some(number + at), '+', (&shown, &text), &[])?;
            }
        }
        Ok(())
    }

    /// What waits for a decision, or was decided against.
    pub(super) fn proposed(&mut self) -> io::Result<()> {
        for change in self.page.ledger.proposed() {
            let line = line_number(self.page.clean, change.span.start as usize);
            let filed = self.page.rules.get(change.rule);
            let style = margin::style(filed);
            let (before, after) = (visible(change.before), visible(change.after));
            let what = if change.decided { "rejected" } else { "proposed" };
            let (shown, _) = signed(&before, &after, style);
            writeln!(
                self.out,
                "{DIMMED}{what} for line {line} of the clean text:{DIMMED:#} {shown}"
            )?;
            writeln!(self.out, "        {style}{}{style:#}", filed.name)?;
        }
        Ok(())
    }
}

/// `[-before-]{+after+}` with colours and without, as far as there is something.
fn signed(before: &str, after: &str, style: Style) -> (String, String) {
    let (mut shown, mut plain) = (String::new(), String::new());
    for (text, open, close, style) in
        [(before, "[-", "-]", style.strikethrough()), (after, "{+", "+}", style.bold())]
    {
        if !text.is_empty() {
            shown += &format!("{style}{open}{text}{close}{style:#}");
            plain += &format!("{open}{text}{close}");
        }
    }
    (shown, plain)
}

/// Unchanged text of a line, shortened where it is far from a change on the sides that have one.
fn elided(text: &str, change_before: bool, change_after: bool) -> String {
    let text = text.trim_end_matches('\n');
    let sides = usize::from(change_before) + usize::from(change_after);
    if text.chars().count() <= AROUND * sides {
        return text.to_owned();
    }
    let head: String =
        if change_before { text.chars().take(AROUND).collect() } else { String::new() };
    let tail_from = text.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
    let tail = if change_after { &text[tail_from..] } else { "" };
    format!("{head}…{tail}")
}
