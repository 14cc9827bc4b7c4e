//! What was found in the lines of the text that was read last.
//!
//! What a line shows depends on the line and the document's site alone, and nearly every document is read again after a few
//! of its lines were changed. So a line that the last text has at about the same place is not
//! searched: comparing it takes a hundredth of the time. That it is equal is always checked.

use super::Candidate;
use crate::text::{Line, Span};

/// How many lines further down an equal line is looked for: that many were taken between.
const AHEAD: usize = 8;

/// The last text, its lines that show something, and what was found in them.
#[derive(Clone, Debug, Default)]
pub(super) struct Recall {
    site: Option<String>,
    text: String,
    lines: Vec<Line>,
    /// In the order of the lines.
    found: Vec<Candidate>,
    /// The line after the one that was equal last.
    next: usize,
}

impl Recall {
    /// Forgets the last text if it is of another site.
    pub(super) fn begin(&mut self, site: Option<&str>) {
        if self.site.as_deref() != site {
            self.site = site.map(str::to_owned);
            self.lines.clear();
            self.next = 0;
        }
    }

    /// Adds what was found in an equal line of the last text; false if none is near.
    pub(super) fn find(
        &mut self,
        body: &str,
        at: Span,
        line: u32,
        found: &mut Vec<Candidate>,
    ) -> bool {
        let mut near = self.lines[self.next..].iter().take(AHEAD);
        let text = self.text.as_bytes();
        let equal = near.position(|line| {
            // Most lines differ in their length, and texts in their first bytes.
            line.body.len() == body.len() && text[line.body.range()] == *body.as_bytes()
        });
        let Some(equal) = equal.map(|ahead| self.next + ahead) else { return false };
        self.next = equal + 1;
        let was = self.lines[equal].body;
        let first = self.found.partition_point(|candidate| (candidate.line as usize) < equal);
        let same = self.found[first..].iter().take_while(|c| c.line as usize == equal);
        found.extend(same.map(|candidate| {
            let start = at.start + (candidate.span.start - was.start);
            let end = at.start + (candidate.span.end - was.start);
            Candidate { line, span: Span { start, end }, ..*candidate }
        }));
        true
    }

    /// Keeps what was found in another text.
    pub(super) fn keep(&mut self, text: &str, lines: &[Line], found: &[Candidate]) {
        self.text.clear();
        self.text.push_str(text);
        self.lines.clear();
        self.lines.extend_from_slice(lines);
        self.found.clear();
        self.found.extend_from_slice(found);
        self.next = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    #[test]
    fn what_was_found_moves_with_its_line() {
        let lines = |text: &str| Text::new(text).lines().collect::<Vec<_>>();
        let (old, new) = ("satu\ndua\ntiga\n", "nol\n dua\n");
        let mut recall = Recall::default();
        let found = Candidate { line: 1, rule: 7, span: Span::new(6, 8) };
        recall.keep(old, &lines(old), &[found]);
        let mut again = vec![];
        let at = lines(new);
        assert!(!recall.find("nol", at[0].body, 0, &mut again));
        assert!(recall.find("dua", at[1].body, 1, &mut again));
        assert_eq!(again, [Candidate { line: 1, rule: 7, span: Span::new(6, 8) }]);
        assert!(!recall.find("satu", at[1].body, 2, &mut again), "only further down");
        recall.begin(Some("contoh.test"));
        assert!(!recall.find("tiga", at[1].body, 2, &mut again), "another site has other rules");
    }
}
