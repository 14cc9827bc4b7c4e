//! The keys, in one line and in full.

use ratatui::{
    Frame,
    layout::{Constraint, Rect},
    widgets::{Block, Borders, Clear, Paragraph, Wrap},
};

/// What is cut off on a narrow screen is said by the help.
pub(super) const KEYS: &str =
    " ? help  q quit  a/r edit  A/R group  s site  u undo  space skip  o open  / search  Tab side";

const HELP: &str = "\
a  r       accept, reject the chosen edit, and all that
           do the same to the same line
A  R       accept, reject the group: this rule, this template
s          then a or r: this rule on the site of the edit
space n    skip to the next edit that is open
N          skip to the next group that is open
u          take the last decision back
o Enter    open the document of the chosen edit
/          search in rules and templates; Esc shows all again
Tab ← →    the groups, or the edits of a group
↑ ↓ j k    move; PgUp, PgDn, g and G move far
w          write the decisions
q          write the decisions and quit

A proposed edit that is accepted is made by
`jernih clean --decisions`; a rejected one is not made.
The narrowest decision counts: one edit, then its group,
then its rule on its site.

Groups in which most edits are likely wrong come first:
the largest and least certain.

In a document, n and p go to the next and previous edit.

↑ ↓ move here; any other key goes back.";

/// The last line that the help can begin at.
pub(in crate::review) fn last() -> usize {
    HELP.lines().count() - 1
}

/// Draws the help over `body`, from a line on.
pub(super) fn draw(frame: &mut Frame<'_>, body: Rect, line: usize) {
    let width = HELP.lines().map(|line| line.chars().count()).max().unwrap_or(0) as u16 + 4;
    let height = HELP.lines().count() as u16 + 2;
    let area = body.centered(
        Constraint::Length(width.min(body.width)),
        Constraint::Length(height.min(body.height)),
    );
    let block = Block::new().borders(Borders::ALL).title(" Keys ");
    let help = Paragraph::new(HELP).wrap(Wrap { trim: false }).scroll((line as u16, 0));
    frame.render_widget(Clear, area);
    frame.render_widget(help.block(block), area);
}
