//! Lines with the names of rules at their right end, in the colours of the stages.

use std::io::{self, Write};

use anstyle::{AnsiColor, Color, Style};
use unicode_width::UnicodeWidthStr;

use crate::rule::{Filed, RuleId, Rules};

/// A colour for each stage, so that one look tells what kind of change it was.
const COLOURS: &[(&str, AnsiColor)] = &[
    ("mojibake", AnsiColor::Magenta),
    ("unicode", AnsiColor::Blue),
    ("spacing", AnsiColor::Cyan),
    ("boilerplate", AnsiColor::Red),
    ("repeats", AnsiColor::Yellow),
    ("lines", AnsiColor::BrightRed),
    ("script", AnsiColor::BrightMagenta),
    ("case", AnsiColor::Green),
    ("layout", AnsiColor::BrightBlack),
];

/// The colour of a stage.
pub(super) fn style(filed: &Filed) -> Style {
    let colour = COLOURS.iter().find(|(stage, _)| *stage == filed.stage);
    Style::new().fg_color(colour.map(|(_, colour)| Color::Ansi(*colour)))
}

/// Writes a line, `shown` with colours and `plain` without, and the names of rules on its right side.
pub(super) fn write(
    shown: &str,
    plain: &str,
    names: &[RuleId],
    (rules, width): (&Rules, usize),
    out: &mut impl Write,
) -> io::Result<()> {
    write!(out, "{shown}")?;
    let names: Vec<&Filed> = names.iter().map(|rule| rules.get(*rule)).collect();
    let (mut rest, mut at) = (names.as_slice(), plain.width());
    while !rest.is_empty() {
        let fitting = fitting(rest, width.saturating_sub(at + 2));
        if fitting == 0 && at > 0 {
            // The line leaves no room, so the names stand below it.
            writeln!(out)?;
            at = 0;
            continue;
        }
        let (row, more) = rest.split_at(fitting.max(1));
        let gap = width.saturating_sub(at + length(row));
        write!(out, "{:gap$}", "")?;
        for (number, filed) in row.iter().enumerate() {
            let (style, comma) = (style(filed), if number > 0 { JOINED } else { "" });
            write!(out, "{comma}{style}{}{style:#}", filed.name)?;
        }
        (rest, at) = (more, width);
    }
    writeln!(out)
}

/// What stands between two names.
const JOINED: &str = ", ";

/// How many of these names there is room for in one line.
fn fitting(names: &[&Filed], room: usize) -> usize {
    (1..=names.len()).take_while(|count| length(&names[..*count]) <= room).count()
}

fn length(names: &[&Filed]) -> usize {
    let names = names.iter().map(|filed| filed.name.len() + JOINED.len());
    names.sum::<usize>().saturating_sub(JOINED.len())
}
