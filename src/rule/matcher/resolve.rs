//! Decides which candidates count, given their place and their neighbours, and proposes the edits.
//!
//! A line that is taken can bring others into the head or the tail, and is a neighbour for others
//! again. So it goes round until nothing more is taken. Taking a line never makes another count
//! less, so the result is the same in whatever order the candidates come.

use std::{iter::Chain, ops::Range};

use super::{
    Candidate, Compiled, Page, Patterns, dateline::opens_with_dateline, lazy::Tests, near::Near,
    unless,
};
use crate::{
    edit::{Edits, Ground},
    rule::{Place, Takes, Tier, fold},
    text::{is_sentence, is_unspaced},
};

/// Enough for every chain of neighbours that a page has; what is left after it is found when the
/// pipeline comes round again.
const ROUNDS: usize = 16;

/// One of so many lines above the heading of a list must end as prose does. Where they are labels or
/// entries, the heading stands in a list of the article, and more of it follows.
const CLOSING: usize = 3;

/// Lines of a list above an article.
const LONGEST_LIST: usize = 12;

/// The buffers of one worker.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolver {
    /// For each line, the compiled rule that takes it.
    taken: Vec<Option<u32>>,
    /// For each line, how many lines before it stay.
    before: Vec<u32>,
    /// How many lines stay in all.
    staying: u32,
    /// No line from here on stays.
    end: usize,
    /// Lines that stay beside one that does not.
    beside: Vec<usize>,
    /// Candidates of the rules that are only tried where their place or neighbour allows.
    lazy: Vec<Candidate>,
    tests: Tests,
}

impl Resolver {
    /// Proposes an edit for every candidate that counts.
    pub(super) fn resolve(
        &mut self,
        page: Page<'_>,
        patterns: &mut Patterns,
        found: &[Candidate],
        edits: &mut Edits,
    ) {
        self.taken.clear();
        self.taken.resize(page.lines.len(), None);
        self.end = page.lines.len();
        self.tests.clear(page.lines.len(), patterns.lazy().len());
        for _ in 0..ROUNDS {
            self.look_around(page, patterns);
            if !self.round(page, found) {
                break;
            }
        }
        self.propose(page, found, edits);
    }

    /// Counts the lines that stay, and finds the candidates of the rules that nothing cheap finds.
    fn look_around(&mut self, page: Page<'_>, patterns: &mut Patterns) {
        self.before.clear();
        self.staying = 0;
        for taken in &self.taken {
            self.before.push(self.staying);
            self.staying += u32::from(taken.is_none());
        }
        self.lazy.clear();
        let mut beside = std::mem::take(&mut self.beside);
        beside.clear();
        let taken = |line: usize| self.taken.get(line).is_some_and(Option::is_some);
        let stays_beside = |&n: &usize| !taken(n) && (taken(n.wrapping_sub(1)) || taken(n + 1));
        beside.extend((0..self.taken.len()).filter(stays_beside));
        for (index, &rule) in patterns.lazy().iter().enumerate() {
            if page.rules[rule as usize].near.is_some() {
                self.try_lines(page, patterns, beside.iter().copied(), index);
            } else {
                self.try_lines(page, patterns, self.lines_of(page, rule), index);
            }
        }
        self.beside = beside;
    }

    fn try_lines(
        &mut self,
        page: Page<'_>,
        patterns: &mut Patterns,
        lines: impl Iterator<Item = usize>,
        index: usize,
    ) {
        for line in lines {
            if self.taken[line].is_none() && self.allowed(page, line, patterns.lazy()[index]) {
                self.try_lazy(page, patterns, line, index);
            }
        }
    }

    /// The lines that a rule's place may allow.
    fn lines_of(&self, page: Page<'_>, rule: u32) -> Chain<Range<usize>, Range<usize>> {
        let (head, tail, all) = (Place::HEAD as u32, Place::TAIL as u32, self.before.len());
        let head = self.before.partition_point(|&before| before < head);
        let tail = self.before.partition_point(|&n| n + tail < self.staying);
        match page.rules[rule as usize].place {
            Place::Head => (0..head).chain(all..all),
            Place::Tail => (tail..all).chain(all..all),
            Place::Edge => (0..head).chain(tail.max(head)..all),
            Place::Anywhere => (0..all).chain(all..all),
        }
    }

    fn try_lazy(&mut self, page: Page<'_>, patterns: &mut Patterns, line: usize, index: usize) {
        let rule = patterns.lazy()[index];
        if !page.rules[rule as usize].echo {
            self.lazy.extend(self.tests.test(page, patterns, line as u32, index));
        } else if page.rules[rule as usize].fits(page.body(line), page.site)
            && self.echoes(page, line, rule)
        {
            let span = page.lines[line].body;
            self.lazy.push(Candidate { line: line as u32, rule, span });
        }
    }

    /// True if the line says again how a neighbour that the rule wants ends.
    fn echoes(&self, page: Page<'_>, line: usize, rule: u32) -> bool {
        let key = fold(page.body(line));
        let ends_so = |neighbour: usize| {
            let rest = fold(page.body(neighbour));
            rest.strip_suffix(&key).is_some_and(|rest| rest.ends_with([' ', ':']))
        };
        let Some(near) = &page.rules[rule as usize].near else { return false };
        let (above, below) = self.neighbours(line);
        (near.holds(above, None) && ends_so(line - 1))
            || (near.holds(None, below) && ends_so(line + 1))
    }

    /// Takes every line that counts as things stand; true if there was one.
    fn round(&mut self, page: Page<'_>, found: &[Candidate]) -> bool {
        let lazy = std::mem::take(&mut self.lazy);
        let mut more = false;
        for candidate in found.iter().chain(&lazy) {
            let rule = page.rule(candidate);
            let line = candidate.line as usize;
            let free = line < self.end && (self.taken[line].is_none() || rule.takes.below());
            let applies = rule.tier == Tier::Sure && takes_line(page, candidate);
            if free && applies && self.holds(page, candidate, found) {
                more |= self.take(page, candidate);
            }
        }
        self.lazy = lazy;
        more
    }

    /// True if a candidate's place and neighbours are as its rule wants them, nothing tells that it
    /// is part of the article, and it takes no sentence with it.
    fn holds(&self, page: Page<'_>, candidate: &Candidate, found: &[Candidate]) -> bool {
        let line = candidate.line as usize;
        self.allowed(page, line, candidate.rule)
            && !unless::holds(page, candidate, found)
            && self.extent(page, candidate).is_some()
    }

    fn allowed(&self, page: Page<'_>, line: usize, rule: u32) -> bool {
        let rule = &page.rules[rule as usize];
        let before = self.before[line];
        let after = self.staying.saturating_sub(before + 1);
        let (head, tail) = (before < Place::HEAD as u32, after < Place::TAIL as u32);
        let placed = match rule.place {
            Place::Head => head,
            Place::Tail => tail,
            Place::Edge => head || tail,
            Place::Anywhere => true,
        };
        placed && rule.near.as_ref().is_none_or(|near| self.has_neighbour(near, line))
    }

    fn has_neighbour(&self, near: &Near, line: usize) -> bool {
        let (above, below) = self.neighbours(line);
        near.holds(above, below)
    }

    /// The rules that take the lines above and below.
    fn neighbours(&self, line: usize) -> (Option<u32>, Option<u32>) {
        let above = line.checked_sub(1).and_then(|above| self.taken[above]);
        (above, self.taken.get(line + 1).copied().flatten())
    }

    /// Where what the candidate takes ends: after its line, at the end of the document, or where the
    /// article starts. Nothing if it may not be taken.
    fn extent(&self, page: Page<'_>, candidate: &Candidate) -> Option<usize> {
        let (line, all) = (candidate.line as usize, page.lines.len());
        match page.rule(candidate).takes {
            Takes::Line | Takes::Match => Some(line + 1),
            Takes::AllBelow => self.ends_above(page, line).then_some(all),
            Takes::ToEnd if self.only_furniture(page, line) => Some(all),
            Takes::ToEnd => self.down_to_dateline(page, line),
        }
    }

    /// Where the article starts below a list in the head.
    fn down_to_dateline(&self, page: Page<'_>, line: usize) -> Option<usize> {
        let start = (line + 1..page.lines.len())
            .take(LONGEST_LIST)
            .find(|&n| says_something(page.body(n)))?;
        (self.before[line] < Place::HEAD as u32 && opens_with_dateline(page.body(start)))
            .then_some(start)
    }

    /// True if the article ended above the line and no line below that stays says something,
    /// however shortly: headlines and tags have no full stop.
    fn only_furniture(&self, page: Page<'_>, line: usize) -> bool {
        let mut below = self.bodies(page, line + 1..page.lines.len());
        self.ends_above(page, line) && !below.any(says_something)
    }

    /// True if prose ends above the line and is more than what is below it.
    fn ends_above(&self, page: Page<'_>, line: usize) -> bool {
        let length = |range| self.bodies(page, range).map(str::len).sum::<usize>();
        self.bodies(page, 0..line).rev().take(CLOSING).any(says_something)
            && length(0..line) >= length(line + 1..page.lines.len())
    }

    /// The lines that stay.
    fn bodies<'a>(
        &'a self,
        page: Page<'a>,
        range: Range<usize>,
    ) -> impl DoubleEndedIterator<Item = &'a str> {
        range.filter(|n| self.taken[*n].is_none()).map(move |n| page.body(n))
    }

    /// Takes the candidate's line, and for some rules all below it; true if one of them was free.
    fn take(&mut self, page: Page<'_>, candidate: &Candidate) -> bool {
        let line = candidate.line as usize;
        let end = self.extent(page, candidate).unwrap_or(line + 1);
        let mut more = false;
        for taken in &mut self.taken[line..end] {
            more |= taken.is_none();
            taken.get_or_insert(candidate.rule);
        }
        while self.end > 0 && self.taken[self.end - 1].is_some() {
            self.end -= 1;
        }
        more
    }

    /// The neighbour that a line rests on, if its rule wants one.
    fn ground(&self, page: Page<'_>, line: usize, rule: u32) -> Option<Ground> {
        let (above, below) = self.neighbours(line);
        let near = page.rules[rule as usize].near.as_ref()?.which(above, below)?;
        Some(Ground::Near(page.rules[near as usize].id))
    }

    /// Turns taken lines, matches within other lines, and the candidates of likely rules into
    /// edits.
    fn propose(&mut self, page: Page<'_>, found: &[Candidate], edits: &mut Edits) {
        for (line, taken) in self.taken.iter().enumerate() {
            if let Some(rule) = taken {
                let ground = self.ground(page, line, *rule);
                edits.delete_because(page.lines[line].whole, page.rules[*rule as usize].id, ground);
            }
        }
        for candidate in found.iter().chain(&self.lazy) {
            let (line, rule) = (candidate.line as usize, page.rule(candidate));
            if self.taken[line].is_some() || !self.holds(page, candidate, found) {
                continue;
            }
            if !takes_line(page, candidate) {
                cut(page, candidate, edits);
            } else if rule.tier == Tier::Likely {
                let end = self.extent(page, candidate).unwrap_or(line + 1);
                let mut span = page.lines[line].whole;
                span.end = page.lines[end - 1].whole.end;
                edits.delete(span, rule.id);
            }
        }
    }
}

/// True for prose, whoever signed it: `ends here.`, `ends here. (abc)`, `ends here. – AGENCY`.
fn says_something(body: &str) -> bool {
    // A headline may end with a quoted word.
    let quoted = |body: &str| {
        let closed = body.strip_suffix(['”', '"']).unwrap_or_default();
        closed.ends_with(['.', ',', '!', '?', '…']) || closed.starts_with(['“', '"'])
    };
    let prose = |body: &str| is_sentence(body) || body.ends_with(['.', '。']) || quoted(body);
    let signed = body.rfind(['(', '-', '–', '—']);
    prose(body) || signed.is_some_and(|at| prose(body[..at].trim_end()))
}

/// True if the candidate takes its whole line.
fn takes_line(page: Page<'_>, candidate: &Candidate) -> bool {
    let rule = page.rule(candidate);
    rule.takes != Takes::Match
        || (rule.put.is_none() && candidate.span == page.lines[candidate.line as usize].body)
}

/// Cuts a match out of its line, with the space that would be left over; where that would join two
/// words, a space comes in its place.
fn cut(page: Page<'_>, candidate: &Candidate, edits: &mut Edits) {
    let Compiled { id, put, .. } = page.rule(candidate);
    let body = page.lines[candidate.line as usize].body;
    if let Some(put) = put {
        return edits.replace(candidate.span, put, *id);
    }
    let text = page.text.as_str();
    let before = &text[body.start as usize..candidate.span.start as usize];
    let after = &text[candidate.span.end as usize..body.end as usize];
    let (left, right) = (before.trim_end(), after.trim_start());
    let (space_before, space_after) = (before.len() > left.len(), after.len() > right.len());
    let mut span = candidate.span;
    if left.is_empty() || space_before {
        span.end = body.end - right.len() as u32;
    }
    if right.is_empty() || (space_before && right.starts_with([',', '.', ';', ':', '!', '?', ')']))
    {
        span.start = body.start + left.len() as u32;
    }
    let joins = !space_before
        && !space_after
        && spaced(left.chars().next_back())
        && spaced(right.chars().next());
    edits.replace(span, if joins { " " } else { "" }, *id);
}

/// True for a character that a space must keep from the next.
fn spaced(c: Option<char>) -> bool {
    c.is_some_and(|c| !is_unspaced(c))
}
