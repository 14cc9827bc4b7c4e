//! What is seen: the groups, the edits of the chosen one, and the chosen edit in its place.

use std::io;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    style::{Color, Modifier, Style},
    text::{Line, Span, Text},
    widgets::{Block, Borders, Clear, Paragraph, Wrap},
};

use super::{
    seen::{Page, Seen},
    state::{Focus, Mode, State},
};
use crate::{
    decisions::Verdict,
    page::{shaped, visible},
};

const REMOVED: Style = Style::new().fg(Color::Red).add_modifier(Modifier::CROSSED_OUT);
const ADDED: Style = Style::new().fg(Color::Green);
const RULE: Style = Style::new().fg(Color::Cyan);
const DIM: Style = Style::new().add_modifier(Modifier::DIM);
const TITLE: Style = Style::new().add_modifier(Modifier::BOLD);
const CHOSEN: Style = Style::new().add_modifier(Modifier::REVERSED);

/// Characters before an edit in the list.
const BEFORE: usize = 24;

const KEYS: &str =
    " a/r edit  A/R group  s site  space skip  u undo  o open  / search  Tab side  ? help  q quit ";

const HELP: &str = " a  r       accept, reject the chosen edit
 A  R       accept, reject the group: this rule, this template
 s          then a or r: this rule on the site of the chosen edit
 space n    skip to the next edit that is open
 N          skip to the next group that is open
 u          take the last decision back
 o Enter    open the document of the chosen edit
 /          search in rules and templates; Esc shows all again
 Tab ← →    the groups, or the edits of a group
 ↑ ↓ j k    move; PgUp, PgDn, g and G move far
 w          write the decisions
 q          write the decisions and quit

 Accepted: a proposed edit is made by `jernih clean --decisions`.
 Rejected: the edit is not made. The narrowest decision counts:
 one edit, then its group, then its rule on its site.

 Groups stand in the order of the edits in them that are likely
 wrong: the largest and least certain first.

 Any key goes back.";

/// Draws everything.
///
/// # Errors
///
/// The store cannot be read.
pub fn draw(frame: &mut Frame<'_>, state: &mut State) -> io::Result<()> {
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(3), Constraint::Length(1)])
            .areas(frame.area());
    frame.render_widget(Line::from(header(state)).style(TITLE), head);
    frame.render_widget(footer(state), foot);
    if let Mode::Document { page, line } = &state.mode {
        let block = Block::new().borders(Borders::ALL).title(format!(" {} ", page.id));
        let text = document(page, *line, body.height as usize);
        frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }).block(block), body);
        state.height = body.height.saturating_sub(2).max(1) as usize;
        return Ok(());
    }
    let [left, right] =
        Layout::horizontal([Constraint::Percentage(46), Constraint::Percentage(54)]).areas(body);
    let [edits, detail] =
        Layout::vertical([Constraint::Percentage(50), Constraint::Percentage(50)]).areas(right);
    state.height = (left.height.saturating_sub(2) as usize).max(1);
    groups(frame, state, left);
    list(frame, state, edits)?;
    chosen(frame, state, detail)?;
    if state.mode == Mode::Help {
        let width = HELP.lines().map(|line| line.chars().count()).max().unwrap_or(0) as u16 + 3;
        let height = HELP.lines().count() as u16 + 2;
        let area = body.centered(Constraint::Length(width), Constraint::Length(height));
        frame.render_widget(Clear, area);
        let block = Block::new().borders(Borders::ALL).title(" Keys ");
        frame.render_widget(Paragraph::new(HELP).block(block), area);
    }
    Ok(())
}

fn header(state: &State) -> String {
    let reading = if state.reading { ", reading…" } else { "" };
    format!(
        " {} · {} edits in {} groups, {} decided{reading}",
        state.title,
        state.index.len(),
        state.index.groups.len(),
        state.decided
    )
}

fn footer(state: &State) -> Line<'static> {
    match &state.mode {
        Mode::Search => Line::from(format!(" /{}▏", state.query)),
        Mode::Site => {
            Line::from(" this rule on this site: a accept, r reject, Esc back").style(TITLE)
        }
        Mode::Document { .. } => {
            Line::from(" ↑ ↓ PgUp PgDn move; any other key goes back").style(DIM)
        }
        _ if !state.message.is_empty() => Line::from(format!(" {}", state.message)).style(TITLE),
        _ => Line::from(KEYS).style(DIM),
    }
}

fn sign(verdict: Option<Verdict>) -> Span<'static> {
    match verdict {
        Some(Verdict::Accept) => Span::styled("✓ ", ADDED),
        Some(Verdict::Reject) => Span::styled("✗ ", Style::new().fg(Color::Red)),
        None => Span::raw("  "),
    }
}

/// The first line that is shown, so that the chosen one is in the middle where it can be.
fn first(chosen: usize, length: usize, height: usize) -> usize {
    chosen.saturating_sub(height / 2).min(length.saturating_sub(height))
}

fn framed(title: String, focused: bool) -> Block<'static> {
    let style = if focused { TITLE } else { DIM };
    Block::new().borders(Borders::ALL).border_style(style).title(Span::styled(title, style))
}

/// Two lines for each group: what it counts and its rule, then what its edits have in common.
fn groups(frame: &mut Frame<'_>, state: &State, area: Rect) {
    let height = area.height.saturating_sub(2) as usize / 2;
    let from = first(state.group, state.groups(), height);
    let mut lines = vec![];
    for at in from..state.groups().min(from + height) {
        let Some(group) = state.group_at(at) else { break };
        let group = &state.index.groups[group as usize];
        let all = group.decided as usize == group.rows.len();
        let verdict = group.rows.first().and_then(|row| state.index.rows[*row as usize].verdict);
        let mark = if all { sign(verdict) } else { sign(None) };
        let score = group.score().map_or("    ".into(), |score| format!("{score:.2}"));
        let sites =
            if group.sites == 1 { "1 site".into() } else { format!("{} sites", group.sites) };
        let count = Line::from(vec![
            mark,
            Span::raw(format!("{:>6} ", group.rows.len())),
            Span::styled(format!("{score} {sites:>9}  "), DIM),
            Span::styled(state.index.name(group.rule).to_owned(), RULE),
        ]);
        let template = Line::from(format!("         {}", visible(&group.template)));
        let style = if at == state.group { CHOSEN } else { Style::new() };
        lines.extend([count.style(style), template.style(style)]);
    }
    let search =
        if state.found.is_some() { format!(", with “{}”", state.query) } else { String::new() };
    let title = format!(" edits, score, sites, rule and template{search} ");
    let block = framed(title, state.focus == Focus::Groups);
    frame.render_widget(Paragraph::new(lines).block(block), area);
}

fn list(frame: &mut Frame<'_>, state: &mut State, area: Rect) -> io::Result<()> {
    let height = area.height.saturating_sub(2) as usize;
    let length = state.edits();
    let from = first(state.edit, length, height);
    let mut lines = vec![];
    for at in from..length.min(from + height) {
        let Some(group) = state.chosen_group() else { break };
        let row = state.index.groups[group as usize].rows[at];
        let verdict = state.index.rows[row as usize].verdict;
        let seen = state.seen(row)?;
        let line = short(&seen, verdict);
        let is_chosen = at == state.edit && state.focus == Focus::Edits;
        lines.push(if is_chosen { line.style(CHOSEN) } else { line });
    }
    let at = if length == 0 { 0 } else { state.edit + 1 };
    let block = framed(format!(" edit {at} of {length} "), state.focus == Focus::Edits);
    frame.render_widget(Paragraph::new(lines).block(block), area);
    Ok(())
}

/// An edit as one line.
fn short(seen: &Seen, verdict: Option<Verdict>) -> Line<'static> {
    let left = seen.left.rsplit('\n').next().unwrap_or_default();
    let from = left.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let right = seen.right.split('\n').next().unwrap_or_default();
    let score = seen.score.map_or(String::new(), |score| format!("{score:.2} "));
    Line::from(vec![
        sign(verdict),
        Span::styled(score, DIM),
        Span::raw(shaped(&left[from..])),
        Span::styled(visible(seen.before.trim_matches('\n')), REMOVED),
        Span::styled(visible(seen.after.trim_matches('\n')), ADDED),
        Span::raw(shaped(right)),
    ])
}

/// The chosen edit with what stands around it.
fn chosen(frame: &mut Frame<'_>, state: &mut State, area: Rect) -> io::Result<()> {
    let Some(seen) = state.chosen()? else {
        let empty = if state.reading { "reading…" } else { "no edits" };
        let block = framed(String::new(), false);
        frame.render_widget(Paragraph::new(empty).block(block), area);
        return Ok(());
    };
    let mut because = match seen.score {
        Some(score) => format!("score {score:.2}"),
        None => String::new(),
    };
    if !seen.because.is_empty() {
        because += if because.is_empty() { "" } else { ": " };
        because += &seen.because;
    }
    let mut text = Text::default();
    if !because.is_empty() {
        text.push_line(Line::styled(because, DIM));
    }
    // So much before it that the edit itself can be seen.
    let room = usize::from(area.width) * usize::from(area.height) / 3;
    let around = [
        (tail(&seen.left, 3, room), DIM),
        (&*seen.before, REMOVED),
        (&*seen.after, ADDED),
        (head(&seen.right, 4), DIM),
    ];
    push(&mut text, &around);
    let site = if seen.site.1 { format!(" · {}", seen.site.0) } else { String::new() };
    let block = framed(format!(" {}{site} ", seen.place), false);
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }).block(block), area);
    Ok(())
}

/// Adds pieces of text, which break lines as they say.
fn push(text: &mut Text<'static>, pieces: &[(&str, Style)]) {
    let mut line = Line::default();
    for (piece, style) in pieces {
        for (at, part) in piece.split('\n').enumerate() {
            if at > 0 {
                text.push_line(std::mem::take(&mut line));
            }
            let edit = *style == REMOVED || *style == ADDED;
            let part = if edit { visible(part) } else { shaped(part) };
            line.push_span(Span::styled(part, *style));
        }
    }
    text.push_line(line);
}

/// The last lines of a text, and of them at most so many characters.
fn tail(text: &str, lines: usize, room: usize) -> &str {
    let mut breaks = text.rmatch_indices('\n');
    let text = breaks.nth(lines).map_or(text, |(at, _)| &text[at + 1..]);
    text.char_indices().rev().nth(room).map_or(text, |(at, _)| &text[at..])
}

/// The first lines of a text.
fn head(text: &str, lines: usize) -> &str {
    text.match_indices('\n').nth(lines).map_or(text, |(at, _)| &text[..at])
}

/// The document from a line on, with the edits marked and their rules beside them.
fn document(page: &Page, line: usize, height: usize) -> Text<'static> {
    let starts = page.text.match_indices('\n').map(|(at, _)| at + 1);
    let start = std::iter::once(0).chain(starts.clone()).nth(line).unwrap_or(page.text.len());
    let end = starts.filter(|at| *at > start).nth(height).unwrap_or(page.text.len());
    let mut pieces = vec![];
    let mut from = start;
    let names: Vec<String> = page.marks.iter().map(|mark| format!(" ‹{}› ", mark.rule)).collect();
    for (mark, name) in page.marks.iter().zip(&names) {
        if mark.start < from || mark.start > end {
            continue;
        }
        let upto = mark.end.min(page.text.len());
        let (Some(kept), Some(gone)) =
            (page.text.get(from..mark.start), page.text.get(mark.start..upto))
        else {
            continue;
        };
        pieces.push((kept, Style::new()));
        let gone_line = gone.strip_suffix('\n');
        pieces.push((gone_line.unwrap_or(gone), REMOVED));
        pieces.push((&*mark.after, ADDED));
        pieces.push((name, RULE));
        pieces.push((if gone_line.is_some() { "\n" } else { "" }, Style::new()));
        from = upto;
    }
    pieces.push((page.text.get(from..end.max(from)).unwrap_or_default(), Style::new()));
    let mut text = Text::default();
    push(&mut text, &pieces);
    text
}
