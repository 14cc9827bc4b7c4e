//! Finds lines by literals: whole lines, starts, ends, and words within short lines.
//!
//! Whole lines by hash and ends by their first or last three bytes, not by one automaton: looking
//! a folded line up does not grow slower with the number of rules.

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use hashbrown::{HashMap, HashSet};

use super::{Candidate, Filed, Page, RuleError, RuleId, When, refused};
use crate::{
    rule::fold::{fold, fold_into, fold_open, strip_closing, strip_opening, unfolded_len},
    text::{Span, is_unspaced},
};

/// Literals of all rules, by the way they compare.
#[derive(Debug, Default)]
pub(super) struct Literals {
    whole: HashMap<Box<str>, Vec<u32>>,
    /// How the longer of them start. Few lines start so, and only those are folded whole.
    whole_starts: HashSet<[u8; START]>,
    whole_max: usize,
    starts: Ends,
    ends: Ends,
    within: Option<AhoCorasick>,
    /// The rule of each pattern of `within`.
    within_rules: Vec<u32>,
    /// The longest line that `within` is tried on, in bytes.
    within_max: usize,
}

/// Literals at one end of a line, by the three bytes at that end.
#[derive(Debug, Default)]
struct Ends {
    by_edge: HashMap<[u8; EDGE], Vec<(Box<str>, u32)>>,
    max: usize,
}

const EDGE: usize = 3;

/// Bytes of a text whose key has an edge, unless they are nearly all spaces.
const NEAR_EDGE: usize = 12;

/// Bytes of the start of a whole line, which tell nearly all lines apart from all literals.
const START: usize = 6;

/// How many times longer than its key a text may be, for spaces in a row: enough to find every
/// literal in a text whose runs of spaces are already single.
const SLACK: usize = 2;

impl Literals {
    pub(super) fn new(filed: &[(RuleId, &Filed)]) -> Result<Literals, RuleError> {
        let mut literals = Literals::default();
        let mut words = vec![];
        for (index, (_, filed)) in filed.iter().enumerate() {
            let rule = index as u32;
            for literal in filed.rule.when.literals() {
                let key = match filed.rule.when {
                    When::LineStarts(_) => start_key(literal),
                    _ => fold(literal),
                };
                match filed.rule.when {
                    When::LineIs(_) => literals.whole.entry(key.into()).or_default().push(rule),
                    When::LineStarts(_) => literals.starts.add(&key, first(&key), filed, rule)?,
                    When::LineEnds(_) => literals.ends.add(&key, last(&key), filed, rule)?,
                    When::LineHas(_) => {
                        words.push(key);
                        literals.within_rules.push(rule);
                        literals.within_max = literals.within_max.max(within_max(filed)?);
                    }
                    _ => {}
                }
            }
        }
        literals.whole_max = literals.whole.keys().map(|key| key.len()).max().unwrap_or(0);
        let starts = literals.whole.keys().filter_map(|key| key.as_bytes().first_chunk());
        literals.whole_starts = starts.copied().collect();
        if !words.is_empty() {
            literals.within =
                AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).build(words).ok();
        }
        Ok(literals)
    }

    /// Adds a candidate for every rule that a literal of the line belongs to.
    pub(super) fn find(
        &self,
        page: Page<'_>,
        line: u32,
        key: &mut String,
        found: &mut Vec<Candidate>,
    ) {
        let (body, span) = (page.body(line as usize), page.lines[line as usize].body);
        let mut add = |rule: u32, span: Span| {
            if page.rules[rule as usize].fits(body, page.site) {
                found.push(Candidate { line, rule, span });
            }
        };
        if body.len() <= self.whole_max.max(self.within_max) * SLACK
            && (self.within.is_some() || self.may_be_whole(body, key))
        {
            fold_into(body, key);
            let whole = self.whole.get(key.as_str()).filter(|_| !ends_sentence(body));
            for &rule in whole.into_iter().flatten() {
                add(rule, span);
            }
            for (rule, at) in self.words(key) {
                add(rule, within(body, span, at));
            }
        }
        for (rule, len) in self.starts.at_start(body, key) {
            add(rule, Span { end: span.start + len as u32, ..span });
        }
        for (rule, len) in self.ends.at_end(body, key) {
            add(rule, Span { start: span.end - len as u32, ..span });
        }
    }

    /// False if the line starts as no literal does. Punctuation may be part of the line's end, which
    /// its key forgets, so a start that ends in it tells nothing.
    fn may_be_whole(&self, body: &str, key: &mut String) -> bool {
        // Of eight plain bytes, one after the fifth is no space and stays in the key.
        if let Some([start @ .., _, _]) = plain_start(body) {
            return self.whole_starts.contains(&start);
        }
        key.clear();
        let rest = strip_opening(body);
        fold_open(&rest[..rest.floor_char_boundary(START * char::MAX.len_utf8())], key);
        let start = key.as_bytes().first_chunk::<START>();
        start.is_none_or(|start| {
            let closes = !start.last().is_some_and(u8::is_ascii_alphanumeric);
            closes || self.whole_starts.contains(start)
        })
    }

    /// The rules whose words stand in `key`, with the words' bytes in the key.
    fn words<'k>(
        &'k self,
        key: &'k str,
    ) -> impl Iterator<Item = (u32, std::ops::Range<usize>)> + 'k {
        let within = self.within.as_ref().filter(|_| key.len() <= self.within_max);
        within
            .into_iter()
            .flat_map(move |words| words.find_overlapping_iter(key))
            .filter(move |m| word_ends(key, m.start()) && word_ends(key, m.end()))
            .map(|m| (self.within_rules[m.pattern().as_usize()], m.range()))
    }
}

impl Ends {
    fn add(
        &mut self,
        key: &str,
        edge: Option<[u8; EDGE]>,
        filed: &Filed,
        rule: u32,
    ) -> Result<(), RuleError> {
        let edge = edge.ok_or_else(|| {
            refused(
                filed,
                format!("`{key}` is too short for the end of a line; use at least {EDGE} bytes"),
            )
        })?;
        self.by_edge.entry(edge).or_default().push((key.into(), rule));
        self.max = self.max.max(key.len());
        Ok(())
    }

    fn has(&self, edge: &[u8; EDGE]) -> bool {
        self.by_edge.contains_key(edge)
    }

    /// The literals with the edge of a text, whose key is then in `key`. Nearly every line has none,
    /// which its first or last characters show.
    fn listed(
        &self,
        near_edge: &str,
        text: &str,
        edge: fn(&str) -> Option<[u8; EDGE]>,
        key: &mut String,
    ) -> &[(Box<str>, u32)] {
        if self.by_edge.is_empty() {
            return &[];
        }
        key.clear();
        fold_open(near_edge, key);
        // Spaces in a row can fold to less than an edge; then the whole text decides.
        if edge(key).is_some_and(|edge| !self.has(&edge)) {
            return &[];
        }
        key.clear();
        fold_open(text, key);
        edge(key).and_then(|edge| self.by_edge.get(&edge)).map_or(&[], Vec::as_slice)
    }

    /// Rules whose literal the line starts with, and the length of the match in the line.
    fn at_start<'k>(
        &'k self,
        body: &'k str,
        key: &'k mut String,
    ) -> impl Iterator<Item = (u32, usize)> + 'k {
        let may = plain_start(body).is_none_or(|[edge @ .., _, _, _, _, _]| self.has(&edge));
        let rest = if may { strip_opening(body) } else { "" };
        let opening = body.len() - rest.len();
        let start = |len: usize| &rest[..rest.floor_char_boundary(len)];
        let listed = self.listed(start(NEAR_EDGE), start(self.max * SLACK), first, key);
        let key: &'k str = key;
        let starts = move |literal: &str| key.starts_with(literal) && word_ends(key, literal.len());
        listed
            .iter()
            .filter(move |(literal, _)| starts(literal))
            .map(move |(literal, rule)| (*rule, opening + unfolded_len(rest, literal.len())))
    }

    /// Rules whose literal the line ends with, and the length of the match in the line, with the
    /// punctuation after it.
    fn at_end<'k>(
        &'k self,
        body: &'k str,
        key: &'k mut String,
    ) -> impl Iterator<Item = (u32, usize)> + 'k {
        let closed = if self.by_edge.is_empty() { "" } else { strip_closing(body) };
        let end = |len: usize| closed.ceil_char_boundary(closed.len().saturating_sub(len));
        let from = end(self.max * SLACK);
        let listed = self.listed(&closed[end(NEAR_EDGE)..], &closed[from..], last, key);
        let key: &'k str = key;
        let ends = move |literal: &str| {
            key.ends_with(literal) && word_ends(key, key.len() - literal.len())
        };
        listed.iter().filter(move |(literal, _)| ends(literal)).map(move |(literal, rule)| {
            let start = from + unfolded_len(&closed[from..], key.len() - literal.len());
            let space = closed[start..].len() - closed[start..].trim_start().len();
            (*rule, body.len() - start - space)
        })
    }
}

/// True for one word with the mark that ends a sentence or a part of it: where lines are broken at
/// a width, the last word of a sentence stands so.
fn ends_sentence(body: &str) -> bool {
    let is_word = !body.contains(char::is_whitespace);
    is_word && body.ends_with(['.', ',', ';']) && !body.ends_with("..")
}

/// The first bytes of a line's key, if they are letters and digits of ASCII, and single spaces between
/// them. Nearly every line starts so, and folding that is quick.
fn plain_start(body: &str) -> Option<[u8; 8]> {
    let bytes: &[u8; 8] = body.as_bytes().first_chunk()?;
    let mut before = b' ';
    let plain = bytes.iter().all(|byte| {
        let single = *byte == b' ' && before != b' ';
        before = *byte;
        single || byte.is_ascii_alphanumeric()
    });
    plain.then(|| bytes.map(|byte| byte.to_ascii_lowercase()))
}

/// The key of a literal at a line's start, which keeps its closing punctuation: `Tags:` does not
/// start a line about tags.
fn start_key(literal: &str) -> String {
    let mut key = String::new();
    fold_open(strip_opening(literal), &mut key);
    key.truncate(key.trim_end().len());
    key
}

fn within_max(filed: &Filed) -> Result<usize, RuleError> {
    let max = filed.rule.max_chars.ok_or_else(|| {
        refused(filed, "`line-has` needs `max-chars`, so that it never reads a paragraph")
    })?;
    Ok(max * char::MAX.len_utf8())
}

/// Where `key[at]` stands in the line.
fn within(body: &str, line: Span, at: std::ops::Range<usize>) -> Span {
    let opening = body.len() - strip_opening(body).len();
    let rest = &body[opening..];
    let start = if at.start == 0 { 0 } else { unfolded_len(rest, at.start) };
    let space = rest[start..].len() - rest[start..].trim_start().len();
    let base = line.start as usize + opening;
    Span::new(base + start + space, base + unfolded_len(rest, at.end))
}

fn first(key: &str) -> Option<[u8; EDGE]> {
    key.as_bytes().first_chunk().copied()
}

fn last(key: &str) -> Option<[u8; EDGE]> {
    key.as_bytes().last_chunk().copied()
}

/// True if no word goes on from one side of byte `at` to the other.
fn word_ends(key: &str, at: usize) -> bool {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
    !(inside(key[..at].chars().next_back()) && inside(key[at..].chars().next()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_start_is_that_of_the_key() {
        let pieces = ["A", "bc", " ", "É", "9z ", "’", "-", ".", "  ", "\u{a0}"];
        for n in 0..pieces.len().pow(5) {
            let line: String =
                (0..5).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
            let body = line.trim();
            let Some(start) = plain_start(body) else { continue };
            assert!(start_key(body).as_bytes().starts_with(&start[..EDGE]), "{body}");
            assert!(fold(body).as_bytes().starts_with(&start[..START]), "{body}");
        }
    }
}
