//! Spaces that show nothing, and the space that is missing where two sentences were joined.

use crate::{
    document::Origin,
    edit::Edits,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Line, Span, Text, pairs},
};

mod joined;

use joined::Joined;

#[derive(Clone)]
struct Spacing {
    rules: Matcher,
    line_end: RuleId,
    line_start: RuleId,
    run: RuleId,
    joined: Joined,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    Ok(Box::new(Spacing {
        rules: rules.matcher("spacing")?,
        line_end: rules.code("spacing", "line-end")?,
        line_start: rules.code("spacing", "line-start")?,
        run: rules.code("spacing", "run")?,
        joined: Joined::new(rules)?,
    }))
}

impl Stage for Spacing {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        self.edges(text, edits);
        self.runs(text, edits);
        self.joined.propose(text, edits);
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Spacing {
    /// Proposes to trim lines: every line's end, and the start of a line that alone is indented, or
    /// by no more than a space.
    fn edges(&self, text: Text<'_>, edits: &mut Edits) {
        for line in text.lines() {
            let end = end_of(text, line);
            if line.body.end < end {
                edits.delete(Span { start: line.body.end, end }, self.line_end);
            }
        }
        let mut lines = text.lines().filter(|line| !line.is_blank()).peekable();
        let mut deep_above = false;
        while let Some(line) = lines.next() {
            let indent = indent(text, line);
            let deep_below = lines.peek().is_some_and(|next| self::indent(text, *next) > 1);
            if indent == 1 || (indent > 1 && !deep_above && !deep_below) {
                edits.delete(
                    Span { start: line.whole.start, end: line.body.start },
                    self.line_start,
                );
            }
            deep_above = indent > 1;
        }
    }

    /// Proposes one space for each run of spaces within a line, and one tab for a run that has one.
    fn runs(&self, text: Text<'_>, edits: &mut Edits) {
        let bytes = text.as_str().as_bytes();
        let (mut from, mut line) = (0, Drawn::default());
        for second in pairs(bytes, |before, byte| is_space(before) & is_space(byte)) {
            let start = second - 1;
            if start < from {
                continue;
            }
            from = start + bytes[start..].iter().take_while(|b| is_space(**b)).count();
            let at_start = start == 0 || bytes[start - 1] == b'\n';
            let at_end = bytes.get(from).is_none_or(|b| *b == b'\n');
            if !at_start && !at_end && !line.is_drawn(text.as_str(), start) {
                let with = if bytes[start..from].contains(&b'\t') { "\t" } else { " " };
                edits.replace(Span::new(start, from), with, self.run);
            }
        }
    }
}

/// Whether the line last asked for is drawn: its letters stand in columns. It is of a program, of
/// what a program prints, or of a picture.
#[derive(Default)]
struct Drawn {
    end: usize,
    drawn: bool,
}

impl Drawn {
    /// True if the line around `at` is drawn. Places must be asked for in order.
    fn is_drawn(&mut self, text: &str, at: usize) -> bool {
        if at >= self.end {
            let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
            self.end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
            let body = text[start..self.end].trim();
            let prompts = [">>> ", "... ", "+  ", "-  ", "|  ", "$ "];
            self.drawn = prompts.iter().any(|mark| body.starts_with(mark))
                || body.ends_with(['{', '}', ';'])
                || ["^^", "-+-"].iter().any(|mark| body.contains(mark))
                || body.contains(|c| ('\u{2500}'..='\u{257f}').contains(&c));
        }
        self.drawn
    }
}

/// The end of a line without its line feed.
fn end_of(text: Text<'_>, line: Line) -> u32 {
    line.whole.end - u32::from(text.slice(line.whole).ends_with('\n'))
}

/// The width of the white space before a line in bytes; none if it starts with anything but a
/// space or tab, such as the ideographic space.
fn indent(text: Text<'_>, line: Line) -> u32 {
    let starts = text.slice(line.whole).starts_with([' ', '\t']);
    if starts { line.body.start - line.whole.start } else { 0 }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
