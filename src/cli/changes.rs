//! What is new in a file, as lines with `+` and `-`.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use similar::{ChangeTag, TextDiff};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
const PLACE: Style = AnsiColor::Cyan.on_default();
const TITLE: Style = Style::new().bold();

/// Lines around a change.
const AROUND: usize = 3;

/// Prints the changes of a file; nothing if there are none.
pub(super) fn print(name: &str, before: &str, after: &str) -> io::Result<()> {
    anstream::stdout().lock().write_all(render(name, before, after).as_bytes())
}

/// The changes as text with colours.
pub(super) fn render(name: &str, before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut out = String::new();
    for hunk in diff.unified_diff().context_radius(AROUND).iter_hunks() {
        if out.is_empty() {
            out = format!("{TITLE}{name}{TITLE:#}\n");
        }
        out += &format!("{PLACE}{}{PLACE:#}\n", hunk.header());
        for change in hunk.iter_changes() {
            let (sign, style) = match change.tag() {
                ChangeTag::Delete => ('-', REMOVED),
                ChangeTag::Insert => ('+', ADDED),
                ChangeTag::Equal => (' ', Style::new()),
            };
            let line = change.value().trim_end_matches('\n');
            out += &format!("{style}{sign}{line}{style:#}\n");
        }
    }
    out
}
