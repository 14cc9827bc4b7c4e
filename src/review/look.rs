//! How an edit looks: with colours, or with signs where there are none.

use ratatui::{
    style::{Color, Modifier, Style},
    text::{Line, Span},
};

use crate::{
    decisions::Verdict,
    page::{shaped, visible},
};

pub(super) const DIM: Style = Style::new().add_modifier(Modifier::DIM);
pub(super) const TITLE: Style = Style::new().add_modifier(Modifier::BOLD);
pub(super) const CHOSEN: Style = Style::new().add_modifier(Modifier::REVERSED);

/// Whether the screen may have colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What goes is red, what comes is green.
    Colours,
    /// What goes is in `[-…-]`, what comes in `{+…+}`, as `jernih diff` prints it.
    Signs,
}

/// A piece of a line, by what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'t> {
    Kept(&'t str),
    /// Kept, and only there to show the place.
    Around(&'t str),
    Gone(&'t str),
    Come(&'t str),
    Rule(&'t str),
}

impl Look {
    /// A piece of one line; nothing for an empty one.
    pub(super) fn span(self, piece: Piece<'_>) -> Option<Span<'static>> {
        let (text, style, signs) = match piece {
            Piece::Kept(text) => (shaped(text), Style::new(), ["", ""]),
            Piece::Around(text) => (shaped(text), DIM, ["", ""]),
            Piece::Rule(text) => (text.to_owned(), self.colour(Color::Cyan), ["", ""]),
            // Not every terminal strikes text out.
            Piece::Gone(text) => {
                let style = self.colour(Color::Red).add_modifier(Modifier::CROSSED_OUT);
                (visible(text), style, ["[-", "-]"])
            }
            Piece::Come(text) => {
                let style = self.colour(Color::Green).add_modifier(Modifier::UNDERLINED);
                (visible(text), style, ["{+", "+}"])
            }
        };
        let [open, close] = if self == Look::Signs { signs } else { ["", ""] };
        let style = if open.is_empty() { style } else { Style::new() };
        (!text.is_empty()).then(|| Span::styled(format!("{open}{text}{close}"), style))
    }

    /// Pieces of a text as lines.
    pub(super) fn lines(self, pieces: &[Piece<'_>]) -> Vec<Line<'static>> {
        let mut lines = vec![Line::default()];
        for piece in pieces {
            for (at, part) in piece.text().split('\n').enumerate() {
                if at > 0 {
                    lines.push(Line::default());
                }
                let last = lines.len() - 1;
                lines[last].extend(self.span(piece.with(part)));
            }
        }
        lines
    }

    /// What was decided.
    pub(super) fn sign(self, verdict: Option<Verdict>) -> Span<'static> {
        match verdict {
            Some(Verdict::Accept) => Span::styled("✓ ", self.colour(Color::Green)),
            Some(Verdict::Reject) => Span::styled("✗ ", self.colour(Color::Red)),
            None => Span::raw("  "),
        }
    }

    fn colour(self, colour: Color) -> Style {
        if self == Look::Colours { Style::new().fg(colour) } else { Style::new() }
    }
}

impl<'t> Piece<'t> {
    fn text(self) -> &'t str {
        match self {
            Piece::Kept(text)
            | Piece::Around(text)
            | Piece::Gone(text)
            | Piece::Come(text)
            | Piece::Rule(text) => text,
        }
    }

    /// Another text of the same kind.
    fn with(self, text: &str) -> Piece<'_> {
        match self {
            Piece::Kept(_) => Piece::Kept(text),
            Piece::Around(_) => Piece::Around(text),
            Piece::Gone(_) => Piece::Gone(text),
            Piece::Come(_) => Piece::Come(text),
            Piece::Rule(_) => Piece::Rule(text),
        }
    }
}
