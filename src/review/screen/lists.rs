//! The list of groups, and the list of the edits of the chosen group.

use std::io;

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};

use super::framed;
use crate::review::{
    index::Group,
    look::{CHOSEN, DIM, Look, Piece},
    seen::Seen,
    state::{Focus, State},
};

/// Characters before an edit in the list.
const BEFORE: usize = 24;
/// Columns that a group needs to have its sites in its line.
const WIDE: u16 = 70;

/// The groups: two lines for each in a narrow column beside the edits, or one above them.
pub(super) fn groups(
    frame: &mut Frame<'_>,
    state: &mut State,
    look: Look,
    area: Rect,
    is_beside: bool,
) {
    let height = area.height.saturating_sub(2) as usize / if is_beside { 2 } else { 1 };
    if state.focus == Focus::Groups {
        state.height = height.max(1);
    }
    let from = first(state.group, state.groups(), height);
    let mut lines = vec![];
    for at in from..state.groups().min(from + height) {
        let Some(group) = state.group_at(at) else { break };
        let group = &state.index.groups[group as usize];
        let style = if at == state.group { CHOSEN } else { Style::new() };
        let mut count = count(state, group, look, !is_beside && area.width >= WIDE);
        let what = template(&group.template, look);
        if is_beside {
            let mut below = Line::from(Span::styled(format!("  {}", sites(group)), DIM));
            below.extend(what);
            lines.extend([count.style(style), below.style(style)]);
        } else {
            count.push_span("  ");
            count.extend(what);
            lines.push(count.style(style));
        }
    }
    let search =
        if state.found.is_some() { format!(", with “{}”", state.query) } else { String::new() };
    let title = format!(" edits, score, sites, rule and template{search} ");
    let block = framed(title, state.focus == Focus::Groups);
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

/// The edits of the chosen group, a line each.
pub(super) fn edits(
    frame: &mut Frame<'_>,
    state: &mut State,
    look: Look,
    area: Rect,
) -> io::Result<()> {
    let height = area.height.saturating_sub(2) as usize;
    if state.focus == Focus::Edits {
        state.height = height.max(1);
    }
    let length = state.edits();
    let from = first(state.edit, length, height);
    let mut lines = vec![];
    for at in from..length.min(from + height) {
        let Some(group) = state.chosen_group() else { break };
        let row = state.index.groups[group as usize].rows[at];
        let mut line = Line::from(look.sign(state.index.rows[row as usize].verdict));
        line.extend(short(&state.seen(row)?, look));
        let is_chosen = at == state.edit && state.focus == Focus::Edits;
        lines.push(if is_chosen { line.style(CHOSEN) } else { line });
    }
    let at = if length == 0 { 0 } else { state.edit + 1 };
    let block = framed(format!(" edit {at} of {length} "), state.focus == Focus::Edits);
    frame.render_widget(Paragraph::new(lines).block(block), area);
    Ok(())
}

/// What is counted of a group, and its rule.
fn count(state: &State, group: &Group, look: Look, with_sites: bool) -> Line<'static> {
    let is_decided = group.decided as usize == group.rows.len();
    let verdict = group.rows.first().and_then(|row| state.index.rows[*row as usize].verdict);
    let score = group.score().map_or("    ".into(), |score| format!("{score:.2}"));
    let sites = if with_sites { sites(group) } else { String::new() };
    let mut line = Line::from(look.sign(verdict.filter(|_| is_decided)));
    line.push_span(format!("{:>6} ", group.rows.len()));
    line.push_span(Span::styled(format!("{score} {sites}"), DIM));
    line.extend(look.span(Piece::Rule(state.index.name(group.rule))));
    line
}

/// In a column of its own.
fn sites(group: &Group) -> String {
    format!("{:>5} {:<6}", group.sites, if group.sites == 1 { "site" } else { "sites" })
}

/// What the edits of a group have in common.
fn template(template: &str, look: Look) -> Vec<Span<'static>> {
    let (before, after) = template.split_once(" => ").unwrap_or((template, ""));
    let pieces = match (before, after) {
        (blank, "") if blank.trim().is_empty() => vec![Piece::Gone(blank)],
        (_, "") => return look.span(Piece::Kept(before)).into_iter().collect(),
        ("", after) => vec![Piece::Come(after)],
        (before, after) => vec![Piece::Gone(before), Piece::Kept(" → "), Piece::Come(after)],
    };
    pieces.into_iter().filter_map(|piece| look.span(piece)).collect()
}

/// An edit as one line.
fn short(seen: &Seen, look: Look) -> Vec<Span<'static>> {
    let left = seen.left.rsplit('\n').next().unwrap_or_default();
    let from = left.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let score = seen.score.map_or(String::new(), |score| format!("{score:.2} "));
    let [before, after] = [&seen.before, &seen.after].map(|text| within(text));
    // Below a line that goes stands another one.
    let right = if seen.before.ends_with('\n') { "" } else { &seen.right };
    let pieces = [
        Piece::Around(&score),
        Piece::Kept(&left[from..]),
        Piece::Gone(before),
        Piece::Come(after),
        Piece::Kept(right.split('\n').next().unwrap_or_default()),
    ];
    pieces.into_iter().filter_map(|piece| look.span(piece)).collect()
}

/// A text without the line feeds at its ends, unless it has nothing else.
fn within(text: &str) -> &str {
    Some(text.trim_matches('\n')).filter(|within| !within.is_empty()).unwrap_or(text)
}

/// The first line that is shown, so that the chosen one is in the middle where it can be.
fn first(chosen: usize, length: usize, height: usize) -> usize {
    chosen.saturating_sub(height / 2).min(length.saturating_sub(height))
}
