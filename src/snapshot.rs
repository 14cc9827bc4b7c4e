//! What cleaning does to a document as text for a pull request: the edits of each stage with their
//! rules, then the clean text.

use std::fmt::Write;

use crate::{
    ledger::{Change, Ledger, Shift, origins},
    page::{shaped, visible},
    rule::Rules,
    text::Span,
};

/// Characters of a line that are shown on each side of an edit.
const AROUND: usize = 30;

/// A document that was cleaned.
#[derive(Clone, Copy)]
pub struct Snapshot<'s> {
    /// To name the rules.
    pub rules: &'s Rules,
    /// The document's name.
    pub id: &'s str,
    /// The text as it came.
    pub original: &'s str,
    /// The text as it is now.
    pub clean: &'s str,
    /// What was done.
    pub ledger: &'s Ledger,
}

impl Snapshot<'_> {
    /// The text. The same document, rules and version always give the same.
    pub fn render(&self) -> String {
        let mut out = format!("{}\n", self.id);
        let changes: Vec<Change<'_>> = self.ledger.applied().collect();
        let shifts: Vec<Shift> = changes.iter().copied().map(Shift::from).collect();
        let mut places = origins(&shifts).into_iter();
        let mut text = self.original.to_owned();
        for step in changes.chunk_by(|a, b| a.step == b.step) {
            let (first, mut next, mut from) = (step[0], String::with_capacity(text.len()), 0);
            let pass = first.step.pass;
            let again = if pass > 0 { format!(", pass {}", pass + 1) } else { String::new() };
            let stage = &self.rules.get(first.rule).stage;
            write!(out, "\n{stage}{again}\n").expect("a string");
            for change in step {
                let at = line(self.original, places.next().unwrap_or_default());
                self.edit(at, &text, change, &mut out);
                next += &text[from..change.span.start as usize];
                next += change.after;
                from = change.span.end as usize;
            }
            next += &text[from..];
            text = next;
        }
        if self.ledger.proposed().next().is_some() {
            out += "\nproposed, by the line of the clean text\n";
        }
        for change in self.ledger.proposed() {
            let at = line(self.clean, change.span.start as usize);
            self.edit(at, self.clean, &change, &mut out);
        }
        write!(out, "\n---\n{}", self.clean).expect("a string");
        out
    }

    /// An edit in its line of `text`.
    fn edit(&self, at: usize, text: &str, change: &Change<'_>, out: &mut String) {
        let (name, Span { start, end }) = (&self.rules.get(change.rule).name, change.span);
        let left = text[..start as usize].rsplit('\n').next().unwrap_or_default();
        let right = match change.before.ends_with('\n') {
            true => "",
            false => text[end as usize..].split('\n').next().unwrap_or_default(),
        };
        let from = left.char_indices().rev().nth(AROUND - 1).map_or(0, |(at, _)| at);
        let to = right.char_indices().nth(AROUND).map_or(right.len(), |(at, _)| at);
        let (more_left, more_right) =
            (if from > 0 { "…" } else { "" }, if to < right.len() { "…" } else { "" });
        let part = |open, text: &str, close| match text {
            "" => String::new(),
            text => format!("{open}{}{close}", visible(text)),
        };
        let shown = [
            more_left,
            &shaped(&left[from..]),
            &part("[-", change.before, "-]"),
            &part("{+", change.after, "+}"),
            &shaped(&right[..to]),
            more_right,
        ];
        let shown = shown.concat();
        let decided = if change.decided { ", decided" } else { "" };
        writeln!(out, "{at:>5} {name}{decided}\n      {}", shown.trim_end()).expect("a string");
    }
}

fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
