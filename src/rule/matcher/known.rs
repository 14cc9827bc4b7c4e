//! What was found in short lines of the documents before: the menus and credits of a site stand on
//! all its pages.
//!
//! What a line shows depends on the line and, where a rule names sites, on the document's site. Both
//! are compared, so a document gets what it would get alone.

use xxhash_rust::xxh3::xxh3_64;

use super::Candidate;
use crate::text::Span;

/// Lines that are known at once; half a megabyte, and a site has some hundreds that recur.
const LINES: usize = 1 << 12;
/// Longer lines are paragraphs, which do not recur.
const LONGEST: usize = 250;

/// Some lines that were searched, each at its hash's remainder.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    lines: Vec<Searched>,
    /// Where the line last asked for is, or belongs.
    at: usize,
}

/// A line that was searched, and what was found in it, from its start.
#[derive(Clone, Debug, Default)]
struct Searched {
    line: String,
    site: Option<String>,
    found: Vec<(u32, Span)>,
}

impl Known {
    /// Adds what was found in a line that was searched before; false if it is not known.
    pub(super) fn find(
        &mut self,
        body: &str,
        site: Option<&str>,
        place: (u32, Span),
        found: &mut Vec<Candidate>,
    ) -> bool {
        if body.len() > LONGEST {
            return false;
        }
        self.lines.resize_with(LINES, Searched::default);
        self.at = xxh3_64(body.as_bytes()) as usize % LINES;
        let known = &self.lines[self.at];
        if known.line != body || known.site.as_deref() != site {
            return false;
        }
        let (line, Span { start, .. }) = place;
        found.extend(known.found.iter().map(|(rule, span)| {
            let span = Span { start: start + span.start, end: start + span.end };
            Candidate { line, rule: *rule, span }
        }));
        true
    }

    /// Keeps what was found in the line that was asked for last.
    pub(super) fn keep(&mut self, body: &str, site: Option<&str>, at: Span, found: &[Candidate]) {
        if body.len() > LONGEST {
            return;
        }
        let known = &mut self.lines[self.at];
        known.line.clear();
        known.line.push_str(body);
        if known.site.as_deref() != site {
            known.site = site.map(str::to_owned);
        }
        known.found.clear();
        known.found.extend(found.iter().map(|Candidate { rule, span, .. }| {
            (*rule, Span { start: span.start - at.start, end: span.end - at.start })
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_known_for_the_same_line_and_site() {
        let mut known = Known::default();
        let mut found = vec![];
        let place = (3, Span::new(10, 14));
        assert!(!known.find("Baca", Some("a.test"), place, &mut found));
        let there = Candidate { line: 3, rule: 7, span: Span::new(11, 14) };
        known.keep("Baca", Some("a.test"), place.1, &[there]);
        let other = (0, Span::new(0, 4));
        assert!(!known.find("Baca", None, other, &mut found), "another site");
        assert!(!known.find("baca", Some("a.test"), other, &mut found), "another line");
        assert!(known.find("Baca", Some("a.test"), other, &mut found));
        assert_eq!(found, [Candidate { line: 0, rule: 7, span: Span::new(1, 4) }]);
    }
}
