//! What is seen: the groups, the edits of the chosen one, and the chosen edit in its place; or a
//! document, or the help.

use std::io;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span, Text},
    widgets::{Block, Borders, Paragraph, Wrap},
};

use super::{
    look::{DIM, Look, Piece, TITLE},
    state::{Focus, Mode, State},
};

pub(super) mod help;
mod lists;

/// Columns from which the edits stand beside the groups, not below them.
const BESIDE: u16 = 100;
/// Lines below which there is room for one list only.
const LOW: u16 = 15;

/// Draws everything.
///
/// # Errors
///
/// The store cannot be read.
pub fn draw(frame: &mut Frame<'_>, state: &mut State, look: Look) -> io::Result<()> {
    let [head, body, foot] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(3), Constraint::Length(1)])
            .areas(frame.area());
    frame.render_widget(Line::from(header(state)).style(TITLE), head);
    frame.render_widget(footer(state), foot);
    if let Mode::Document(reading) = &mut state.mode {
        let block = framed(format!(" {} ", reading.title()), true);
        let rows = reading.rows(block.inner(body), look);
        frame.render_widget(Paragraph::new(rows).block(block), body);
        return Ok(());
    }
    browse(frame, state, look, body)?;
    if let Mode::Help(line) = state.mode {
        help::draw(frame, body, line);
    }
    Ok(())
}

/// The lists and the chosen edit, as there is room for them.
fn browse(frame: &mut Frame<'_>, state: &mut State, look: Look, body: Rect) -> io::Result<()> {
    let share = Constraint::Percentage;
    if body.width >= BESIDE {
        let [left, right] = Layout::horizontal([share(46), share(54)]).areas(body);
        let [edits, place] = Layout::vertical([share(50), share(50)]).areas(right);
        lists::groups(frame, state, look, left, true);
        lists::edits(frame, state, look, edits)?;
        return chosen(frame, state, look, place);
    }
    let shares = match (body.height < LOW, state.focus) {
        (false, _) => [35, 25, 40],
        (true, Focus::Groups) => [50, 0, 50],
        (true, Focus::Edits) => [0, 50, 50],
    };
    let [groups, edits, place] = Layout::vertical(shares.map(share)).areas(body);
    if groups.height > 0 {
        lists::groups(frame, state, look, groups, false);
    }
    if edits.height > 0 {
        lists::edits(frame, state, look, edits)?;
    }
    chosen(frame, state, look, place)
}

/// `12 of 792 edits decided, 593 groups · news.clean.jsonl, proposed`
fn header(state: &State) -> String {
    let reading = if state.reading { " · reading…" } else { "" };
    format!(
        " {} of {} edits decided, {} groups · {}{reading}",
        state.decided,
        state.index.len(),
        state.index.groups.len(),
        state.title,
    )
}

fn footer(state: &State) -> Line<'static> {
    let keys = match &state.mode {
        Mode::Search => return Line::from(format!(" /{}▏", state.query)),
        Mode::Site { about } => {
            return Line::from(format!(" a accept, r reject, Esc back: {about}")).style(TITLE);
        }
        Mode::Document { .. } => " any other key goes back  ↑ ↓ PgUp PgDn move  n p edits",
        Mode::Help(_) => " ↑ ↓ move; any other key goes back",
        Mode::Browse if state.message.is_empty() => help::KEYS,
        Mode::Browse => return Line::from(format!(" {}", state.message)).style(TITLE),
    };
    Line::from(keys).style(DIM)
}

fn framed(title: String, is_focused: bool) -> Block<'static> {
    let style = if is_focused { TITLE } else { DIM };
    Block::new().borders(Borders::ALL).border_style(style).title(Span::styled(title, style))
}

/// The chosen edit with what stands around it.
fn chosen(frame: &mut Frame<'_>, state: &mut State, look: Look, area: Rect) -> io::Result<()> {
    let Some(seen) = state.chosen()? else {
        let empty = match (state.reading, state.index.is_empty()) {
            (true, _) => "reading…",
            (false, true) => {
                "This run has no such edits. `jernih review --applied` goes through those that were made."
            }
            (false, false) => "Nothing has that in it; Esc shows all again.",
        };
        let text = Paragraph::new(empty).wrap(Wrap { trim: false });
        frame.render_widget(text.block(framed(String::new(), false)), area);
        return Ok(());
    };
    let score = seen.score.map(|score| format!("score {score:.2}"));
    let because = Some(seen.because.clone()).filter(|because| !because.is_empty());
    let because: Vec<String> = score.into_iter().chain(because).collect();
    let mut text = Text::default();
    if !because.is_empty() {
        text.push_line(Line::styled(because.join(": "), DIM));
    }
    // So much before it that the edit itself can be seen.
    let room = usize::from(area.width) * usize::from(area.height) / 3;
    text.extend(look.lines(&[
        Piece::Around(tail(&seen.left, 3, room)),
        Piece::Gone(&seen.before),
        Piece::Come(&seen.after),
        Piece::Around(head(&seen.right, 4)),
    ]));
    let site = if seen.site.1 { format!(" · {}", seen.site.0) } else { String::new() };
    let block = framed(format!(" {}{site} ", seen.place), false);
    frame.render_widget(Paragraph::new(text).wrap(Wrap { trim: false }).block(block), area);
    Ok(())
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
