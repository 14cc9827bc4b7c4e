//! A document with its edits as lines for a terminal: what stood there in red, what stands there
//! in green, and the rules that did it.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::{ledger::Hunk, rule::Rules, worker::Cleaned};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const RULES: Style = AnsiColor::Cyan.on_default();
const PLACE: Style = Style::new().bold();
const DIMMED: Style = Style::new().dimmed();

/// How to print a document.
#[derive(Clone, Copy)]
pub(super) struct Page<'r> {
    /// To name the rules.
    pub(super) rules: &'r Rules,
    /// Print the lines that stay too, and what each rule finds.
    pub(super) whole: bool,
}

/// Hunks that share lines, with whole lines around them.
struct Group<'h> {
    hunks: &'h [Hunk],
    original: std::ops::Range<usize>,
    clean: std::ops::Range<usize>,
}

impl Page<'_> {
    /// Prints the document and its proposals.
    pub(super) fn print(self, cleaned: &Cleaned<'_>, out: &mut impl Write) -> io::Result<()> {
        let (original, clean) = (cleaned.original, cleaned.document.text.as_str());
        writeln!(out, "{PLACE}{}{PLACE:#}", cleaned.document.id)?;
        let hunks = cleaned.ledger.hunks();
        let mut from = 0;
        for group in groups(&hunks, original, clean) {
            if self.whole {
                kept(original, from..group.original.start, out)?;
            }
            from = group.original.end;
            self.group(&group, original, clean, out)?;
        }
        if self.whole {
            kept(original, from..original.len(), out)?;
        }
        self.proposed(cleaned, out)?;
        writeln!(out)
    }

    fn group(self, group: &Group<'_>, original: &str, clean: &str, out: &mut impl Write) -> io::Result<()> {
        let old = marked(original, &group.original, group.hunks.iter().map(|h| h.original.range()), REMOVED);
        let new = marked(clean, &group.clean, group.hunks.iter().map(|h| h.clean.range()), ADDED);
        let first = line_number(original, group.original.start);
        for (at, line) in old.lines().enumerate() {
            writeln!(out, "{DIMMED}{:>5}{DIMMED:#} {REMOVED}-{REMOVED:#} {line}", first + at)?;
        }
        for line in new.lines() {
            writeln!(out, "      {ADDED}+{ADDED:#} {line}")?;
        }
        let mut names: Vec<&str> = vec![];
        for rule in group.hunks.iter().flat_map(|hunk| &hunk.rules) {
            let filed = self.rules.get(*rule);
            if !names.contains(&filed.name.as_str()) {
                names.push(&filed.name);
                let what = if self.whole { format!("  {}", filed.rule.what) } else { String::new() };
                writeln!(out, "        {RULES}{}{RULES:#}{what}", filed.name)?;
            }
        }
        Ok(())
    }

    fn proposed(self, cleaned: &Cleaned<'_>, out: &mut impl Write) -> io::Result<()> {
        let clean = cleaned.document.text.as_str();
        for change in cleaned.ledger.proposed() {
            let line = line_number(clean, change.span.start as usize);
            let name = &self.rules.get(change.rule).name;
            let (before, after) = (change.before, change.after);
            writeln!(out, "      {DIMMED}proposed, line {line} of the clean text:{DIMMED:#} {before:?} -> {after:?}")?;
            writeln!(out, "        {RULES}{name}{RULES:#}")?;
        }
        Ok(())
    }
}

/// Joins hunks that stand on one line of the original or of the clean text.
fn groups<'h>(hunks: &'h [Hunk], original: &str, clean: &str) -> Vec<Group<'h>> {
    let mut groups: Vec<(usize, Group<'h>)> = vec![];
    for (at, hunk) in hunks.iter().enumerate() {
        let old = whole_lines(original, hunk.original.range());
        let new = whole_lines(clean, hunk.clean.range());
        match groups.last_mut() {
            Some((first, last)) if old.start < last.original.end || new.start < last.clean.end => {
                last.original.end = last.original.end.max(old.end);
                last.clean.end = last.clean.end.max(new.end);
                last.hunks = &hunks[*first..=at];
            }
            _ => groups.push((at, Group { hunks: &hunks[at..=at], original: old, clean: new })),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The lines that a range touches; none for a place between two lines.
fn whole_lines(text: &str, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
    if range.is_empty() && start == range.start {
        return start..start;
    }
    let ends_line = range.end > 0 && text[..range.end].ends_with('\n') && !range.is_empty();
    let end = if ends_line {
        range.end
    } else {
        text[range.end..].find('\n').map_or(text.len(), |newline| range.end + newline + 1)
    };
    start..end
}

/// The text of a range, with some parts of it in a style.
fn marked(
    text: &str,
    range: &std::ops::Range<usize>,
    parts: impl Iterator<Item = std::ops::Range<usize>>,
    style: Style,
) -> String {
    let (mut out, mut from) = (String::new(), range.start);
    for part in parts {
        out += &text[from..part.start];
        for line in text[part.clone()].split_inclusive('\n') {
            let body = line.trim_end_matches('\n');
            out += &format!("{style}{body}{style:#}");
            out += &line[body.len()..];
        }
        from = part.end;
    }
    out += &text[from..range.end];
    out
}

fn kept(text: &str, range: std::ops::Range<usize>, out: &mut impl Write) -> io::Result<()> {
    let first = line_number(text, range.start);
    for (at, line) in text[range].lines().enumerate() {
        writeln!(out, "{DIMMED}{:>5}{DIMMED:#}   {line}", first + at)?;
    }
    Ok(())
}

fn line_number(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
