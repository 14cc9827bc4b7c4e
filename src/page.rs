//! A document with its edits, as lines for a person: what stood there, what stands there, and the
//! rules that did it.
//!
//! Whole lines that go are shown after `-`, whole lines that come after `+`, and a line that changes
//! after `~`, with `[-before-]` and `{+after+}` in it. What cannot be seen is shown by a mark.

use std::{
    fmt::Write as _,
    io::{self, Write},
    ops::Range,
};

use anstyle::{AnsiColor, Style};

use crate::{
    ledger::{Hunk, Ledger},
    rule::Rules,
};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const RULES: Style = AnsiColor::Cyan.on_default();
const TITLE: Style = Style::new().bold();
const DIMMED: Style = Style::new().dimmed();

/// Characters of an unchanged line that are shown on each side of a change.
const AROUND: usize = 30;

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
}

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
        let mut from = 0;
        for group in self.groups(&hunks) {
            if whole {
                self.kept(from..group.original.start, out)?;
            }
            from = group.original.end;
            self.group(&group, out)?;
            self.names(&group, whole, out)?;
        }
        if whole {
            self.kept(from..self.original.len(), out)?;
            self.proposed(out)?;
        }
        writeln!(out)
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

    fn group(&self, group: &Group<'_>, out: &mut impl Write) -> io::Result<()> {
        let (old, new) = (&self.original[group.original.clone()], &self.clean[group.clean.clone()]);
        let line = line_number(self.original, group.original.start);
        if old.trim_end_matches('\n').contains('\n') || old.is_empty() || new.is_empty() {
            lines(line, '-', REMOVED, old, out)?;
            lines(line, '+', ADDED, new, out)
        } else {
            writeln!(out, "{DIMMED}{line:>5}{DIMMED:#} ~ {}", self.within(group))
        }
    }

    /// A changed line, with what is far from every change left out.
    fn within(&self, group: &Group<'_>) -> String {
        let (mut shown, mut from) = (String::new(), group.original.start);
        let mut parts = self.parts(group).into_iter().peekable();
        while let Some((old, new)) = parts.next() {
            let last = parts.peek().is_none();
            shown += &elided(&self.original[from..old.start], from > group.original.start, true);
            let (before, after) = (visible(&self.original[old.clone()]), visible(&self.clean[new]));
            if !before.is_empty() {
                write!(shown, "{REMOVED}[-{before}-]{REMOVED:#}").expect("a string");
            }
            if !after.is_empty() {
                write!(shown, "{ADDED}{{+{after}+}}{ADDED:#}").expect("a string");
            }
            from = old.end;
            if last {
                shown += &elided(&self.original[from..group.original.end], true, false);
            }
        }
        shown
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

    fn names(&self, group: &Group<'_>, whole: bool, out: &mut impl Write) -> io::Result<()> {
        let mut names: Vec<&str> = vec![];
        for rule in group.hunks.iter().flat_map(|hunk| &hunk.rules) {
            let filed = self.rules.get(*rule);
            if !names.contains(&filed.name.as_str()) {
                names.push(&filed.name);
                let what = if whole { format!("  {}", filed.rule.what) } else { String::new() };
                writeln!(out, "        {RULES}{}{RULES:#}{what}", filed.name)?;
            }
        }
        Ok(())
    }

    fn kept(&self, range: Range<usize>, out: &mut impl Write) -> io::Result<()> {
        let first = line_number(self.original, range.start);
        for (at, line) in self.original[range].lines().enumerate() {
            writeln!(out, "{DIMMED}{:>5}{DIMMED:#}   {line}", first + at)?;
        }
        Ok(())
    }

    fn proposed(&self, out: &mut impl Write) -> io::Result<()> {
        for change in self.ledger.proposed() {
            let line = line_number(self.clean, change.span.start as usize);
            let name = &self.rules.get(change.rule).name;
            let (before, after) = (visible(change.before), visible(change.after));
            writeln!(
                out,
                "{DIMMED}proposed for line {line} of the clean text:{DIMMED:#} [-{before}-]{{+{after}+}}"
            )?;
            writeln!(out, "        {RULES}{name}{RULES:#}")?;
        }
        Ok(())
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

/// Whole lines after a sign; several blank lines as one.
fn lines(
    first: usize,
    sign: char,
    style: Style,
    text: &str,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut blank = 0;
    let mut at = first;
    for line in text.lines().map(Some).chain([None]) {
        if line.is_some_and(|line| line.trim().is_empty()) {
            blank += 1;
            continue;
        }
        if blank > 0 {
            let count =
                if blank == 1 { "blank line".into() } else { format!("{blank} blank lines") };
            writeln!(
                out,
                "{DIMMED}{at:>5}{DIMMED:#} {style}{sign}{style:#} {DIMMED}({count}){DIMMED:#}"
            )?;
            at += std::mem::take(&mut blank);
        }
        if let Some(line) = line {
            writeln!(out, "{DIMMED}{at:>5}{DIMMED:#} {style}{sign} {}{style:#}", visible(line))?;
            at += 1;
        }
    }
    Ok(())
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

/// Text in which white space at the ends and characters without a shape are shown by marks.
pub fn visible(text: &str) -> String {
    let (start, end) = (text.len() - text.trim_start().len(), text.trim_end().len());
    let mut shown = String::new();
    for (at, c) in text.char_indices() {
        match c {
            ' ' if at < start
                || at >= end
                || text[..at].ends_with(' ')
                || text[at + 1..].starts_with(' ') =>
            {
                shown.push('·')
            }
            '\t' => shown.push('⇥'),
            '\n' => shown.push('⏎'),
            ' '..='~' => shown.push(c),
            _ if c.is_control() || c.is_whitespace() || is_unseen(c) => {
                write!(shown, "<U+{:04X}>", u32::from(c)).expect("a string");
            }
            _ => shown.push(c),
        }
    }
    shown
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
