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
    let mut at = plain.width();
    for rule in names {
        let filed = rules.get(*rule);
        let (style, name) = (style(filed), &filed.name);
        // Where the line leaves no room, the names stand below it.
        if at + 2 + name.len() > width || at == 0 {
            writeln!(out)?;
            at = 0;
        }
        let gap = width.saturating_sub(at + name.len());
        write!(out, "{:gap$}{style}{name}{style:#}", "")?;
        at = width;
    }
    writeln!(out)
}
