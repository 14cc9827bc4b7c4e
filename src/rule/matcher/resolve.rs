//! Decides which candidates count, given their place and their neighbours, and proposes the edits.
//!
//! A line that is taken can bring others into the head or the tail, and is a neighbour for others
//! again. So it goes round until nothing more is taken. Taking a line never makes another count
//! less, so the result is the same in whatever order the candidates come.

use super::{Candidate, Page, Patterns, near::Near};
use crate::{
    edit::Edits,
    rule::{Place, Takes, Tier, fold},
    text::{Span, is_sentence, is_unspaced},
};

/// Enough for every chain of neighbours that a page has; what is left after it is found when the
/// pipeline comes round again.
const ROUNDS: usize = 16;

/// The buffers of one worker.
#[derive(Clone, Debug, Default)]
pub(super) struct Resolver {
    /// For each line, the compiled rule that takes it.
    taken: Vec<Option<u32>>,
    /// For each line, how many lines before it show something and stay.
    before: Vec<u32>,
    /// How many such lines there are in all.
    staying: u32,
    /// Candidates of the rules that are only tried where their place or neighbour allows.
    lazy: Vec<Candidate>,
}

impl Resolver {
    /// Proposes an edit for every candidate that counts.
    pub(super) fn resolve(
        &mut self,
        page: Page<'_>,
        patterns: &Patterns,
        found: &[Candidate],
        edits: &mut Edits,
    ) {
        if found.is_empty() && patterns.lazy().is_empty() {
            return;
        }
        self.taken.clear();
        self.taken.resize(page.lines.len(), None);
        for _ in 0..ROUNDS {
            if !self.round(page, patterns, found) {
                break;
            }
        }
        self.propose(page, patterns, found, edits);
    }

    /// Takes every line that counts as things stand; true if there was one.
    fn round(&mut self, page: Page<'_>, patterns: &Patterns, found: &[Candidate]) -> bool {
        self.count(page);
        self.try_lazy(page, patterns);
        let mut more = false;
        for candidate in found.iter().chain(&std::mem::take(&mut self.lazy)) {
            let rule = page.rule(candidate);
            let free = self.taken[candidate.line as usize].is_none() || rule.takes == Takes::ToEnd;
            if free
                && rule.tier == Tier::Sure
                && takes_line(page, candidate)
                && self.holds(page, candidate)
            {
                more |= self.take(page, candidate);
            }
        }
        more
    }

    /// Counts the lines that stay.
    fn count(&mut self, page: Page<'_>) {
        self.before.clear();
        self.staying = 0;
        for (line, taken) in page.lines.iter().zip(&self.taken) {
            self.before.push(self.staying);
            self.staying += u32::from(!line.is_blank() && taken.is_none());
        }
    }

    /// Finds the candidates of the rules that nothing cheap finds.
    fn try_lazy(&mut self, page: Page<'_>, patterns: &Patterns) {
        self.lazy.clear();
        let alone = self.taken.iter().all(Option::is_none);
        for &rule in patterns.lazy() {
            if alone && page.rules[rule as usize].near.is_some() {
                continue;
            }
            for line in self.lines_of(page, rule) {
                if page.lines[line].is_blank()
                    || self.taken[line].is_some()
                    || !self.allowed(page, line, rule)
                {
                    continue;
                }
                if page.rules[rule as usize].echo {
                    self.try_echo(page, line, rule);
                } else {
                    patterns.test(page, line as u32, rule, &mut self.lazy);
                }
            }
        }
    }

    /// The lines that a rule's place allows.
    fn lines_of(&self, page: Page<'_>, rule: u32) -> std::ops::Range<usize> {
        let all = self.before.len();
        match page.rules[rule as usize].place {
            Place::Head => 0..self.before.partition_point(|&before| before < Place::HEAD as u32),
            Place::Tail => {
                self.before.partition_point(|&before| before + (Place::TAIL as u32) < self.staying)
                    ..all
            }
            Place::Edge | Place::Anywhere => 0..all,
        }
    }

    /// True if the line ends what a neighbour below it, or above it, says.
    fn try_echo(&mut self, page: Page<'_>, line: usize, rule: u32) {
        let body = page.body(line);
        let (Some(near), true) =
            (&page.rules[rule as usize].near, page.rules[rule as usize].fits(body))
        else {
            return;
        };
        let key = fold(body);
        let (above, below) = self.neighbours(page, line);
        let echoes = |neighbour: Option<usize>| {
            neighbour.is_some_and(|n| {
                fold(page.body(n)).strip_suffix(&key).is_some_and(|rest| rest.ends_with([' ', ':']))
            })
        };
        let counts = |near: &Near, above: Option<usize>, below: Option<usize>| {
            near.holds(above.and_then(|n| self.taken[n]), below.and_then(|n| self.taken[n]))
        };
        if (echoes(above) && counts(near, above, None))
            || (echoes(below) && counts(near, None, below))
        {
            self.lazy.push(Candidate { line: line as u32, rule, span: page.lines[line].body });
        }
    }

    /// True if a candidate's place and neighbours are as its rule wants them, and it takes no
    /// sentence with it.
    fn holds(&self, page: Page<'_>, candidate: &Candidate) -> bool {
        let line = candidate.line as usize;
        self.allowed(page, line, candidate.rule)
            && (page.rule(candidate).takes != Takes::ToEnd || self.only_furniture(page, line))
    }

    fn allowed(&self, page: Page<'_>, line: usize, rule: u32) -> bool {
        let rule = &page.rules[rule as usize];
        let (before, after) =
            (self.before[line], self.staying.saturating_sub(self.before[line] + 1));
        let placed = match rule.place {
            Place::Head => before < Place::HEAD as u32,
            Place::Tail => after < Place::TAIL as u32,
            Place::Edge => before < Place::HEAD as u32 || after < Place::TAIL as u32,
            Place::Anywhere => true,
        };
        placed
            && rule.near.as_ref().is_none_or(|near| {
                let (above, below) = self.neighbours(page, line);
                near.holds(above.and_then(|n| self.taken[n]), below.and_then(|n| self.taken[n]))
            })
    }

    /// The nearest lines that are not blank.
    fn neighbours(&self, page: Page<'_>, line: usize) -> (Option<usize>, Option<usize>) {
        let shows = |n: &usize| !page.lines[*n].is_blank();
        ((0..line).rev().find(shows), (line + 1..page.lines.len()).find(shows))
    }

    /// True if no line below is a sentence that stays, however short: headlines and tags have no
    /// full stop.
    fn only_furniture(&self, page: Page<'_>, line: usize) -> bool {
        let says_something =
            |body: &str| is_sentence(body) || body.ends_with(['.', '。', '”', '"']);
        (line + 1..page.lines.len())
            .all(|n| self.taken[n].is_some() || !says_something(page.body(n)))
    }

    /// Takes the candidate's line, and for some rules all below it; true if one of them was free.
    fn take(&mut self, page: Page<'_>, candidate: &Candidate) -> bool {
        let line = candidate.line as usize;
        let to_end = page.rule(candidate).takes == Takes::ToEnd;
        let end = if to_end { page.lines.len() } else { line + 1 };
        let mut more = false;
        for n in (line..end).filter(|n| !page.lines[*n].is_blank()) {
            more |= self.taken[n].is_none();
            self.taken[n].get_or_insert(candidate.rule);
        }
        more
    }

    /// Turns taken lines, matches within other lines, and the candidates of likely rules into
    /// edits.
    fn propose(
        &mut self,
        page: Page<'_>,
        patterns: &Patterns,
        found: &[Candidate],
        edits: &mut Edits,
    ) {
        for (line, taken) in page.lines.iter().zip(&self.taken) {
            if let Some(rule) = taken {
                edits.delete(line.whole, page.rules[*rule as usize].id);
            }
        }
        self.count(page);
        self.try_lazy(page, patterns);
        for candidate in found.iter().chain(&std::mem::take(&mut self.lazy)) {
            let rule = page.rule(candidate);
            if self.taken[candidate.line as usize].is_some() || !self.holds(page, candidate) {
                continue;
            }
            if !takes_line(page, candidate) {
                let put = rule.put.as_deref();
                cut(page, candidate, put, edits);
            } else if rule.tier == Tier::Likely {
                let from = page.lines[candidate.line as usize].whole;
                let to_end = rule.takes == Takes::ToEnd;
                let end = if to_end { page.text.as_str().len() } else { from.end as usize };
                edits.delete(Span::new(from.start as usize, end), rule.id);
            }
        }
    }
}

/// True if the candidate takes its whole line.
fn takes_line(page: Page<'_>, candidate: &Candidate) -> bool {
    let rule = page.rule(candidate);
    rule.takes != Takes::Match
        || (rule.put.is_none() && candidate.span == page.lines[candidate.line as usize].body)
}

/// Cuts a match out of its line, with the space that would be left over; where that would join two
/// words, a space comes in its place.
fn cut(page: Page<'_>, candidate: &Candidate, put: Option<&str>, edits: &mut Edits) {
    let id = page.rule(candidate).id;
    let body = page.lines[candidate.line as usize].body;
    if let Some(put) = put {
        return edits.replace(candidate.span, put, id);
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
    edits.replace(span, if joins { " " } else { "" }, id);
}

/// True for a character that a space must keep from the next.
fn spaced(c: Option<char>) -> bool {
    c.is_some_and(|c| !is_unspaced(c))
}
