//! A page as HTML, for a notebook: the document with what went and what came.

use super::Page;
use crate::{ledger::Hunk, text::Span};

const STYLE: &str = "white-space:pre-wrap;max-height:40em;overflow:auto;font-family:inherit";
const GONE: &str = "background:#fdd;color:#900";
const CAME: &str = "background:#dfd;color:#060;text-decoration:none";

impl Page<'_> {
    /// The whole document in one element, with its edits in `del` and `ins` and their rules as titles.
    pub fn html(&self) -> String {
        let mut html = format!("<div style=\"{STYLE}\">");
        let mut from = 0;
        for hunk in self.ledger.hunks() {
            let start = hunk.original.start as usize;
            escape(&self.original[from..start], &mut html);
            from = hunk.original.end as usize;
            self.change(&hunk, &mut html);
        }
        escape(&self.original[from..], &mut html);
        html + "</div>"
    }

    fn change(&self, hunk: &Hunk, html: &mut String) {
        let names: Vec<&str> =
            hunk.rules.iter().map(|rule| self.rules.get(*rule).name.as_str()).collect();
        let mut part = |tag: &str, style: &str, text: &str, span: Span| {
            if !span.is_empty() {
                *html += &format!("<{tag} style=\"{style}\" title=\"{}\">", names.join(", "));
                escape(&text[span.range()], html);
                *html += &format!("</{tag}>");
            }
        };
        part("del", GONE, self.original, hunk.original);
        part("ins", CAME, self.clean, hunk.clean);
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
}
