//! Finds lines by regular expressions, tried only on lines that have a literal the pattern needs.

use std::sync::{Arc, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use super::{Candidate, Filed, Page, Place, RuleError, RuleId, Takes, When, refused};
use crate::text::Span;

/// The name of the group that a match takes, where a pattern has one; otherwise the whole match.
const TAKE: &str = "take";

/// The patterns of a stage, by the rules' compiled indices.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    needs: Option<Arc<AhoCorasick>>,
    /// The rule of each literal of `needs`.
    owners: Arc<[u32]>,
    patterns: Vec<Option<Pattern>>,
    /// Rules without a literal, which [`super::Resolver`] tries on the lines that their place or
    /// neighbour allows.
    lazy: Arc<[u32]>,
    /// For each rule, one more than the last line that it was tried on.
    tried: Vec<u32>,
}

/// One pattern, compiled when it is first tried: most runs meet few of them, and compiling all
/// takes longer than cleaning many documents.
#[derive(Debug)]
struct Pattern {
    source: Arc<str>,
    /// For all workers.
    shared: Arc<OnceLock<Regex>>,
    /// For this one, whose caches no other uses.
    own: OnceLock<Regex>,
}

impl Pattern {
    fn new(source: &str) -> Pattern {
        Pattern { source: source.into(), shared: Arc::default(), own: OnceLock::new() }
    }

    fn regex(&self) -> &Regex {
        self.own.get_or_init(|| {
            let compile =
                || Regex::new(&self.source).expect("it was compiled when the pack was read");
            self.shared.get_or_init(compile).clone()
        })
    }
}

impl Clone for Pattern {
    fn clone(&self) -> Pattern {
        Pattern { source: self.source.clone(), shared: self.shared.clone(), own: OnceLock::new() }
    }
}

impl Patterns {
    pub(super) fn new(filed: &[(RuleId, &Filed)]) -> Result<Patterns, RuleError> {
        let (mut words, mut owners, mut patterns, mut lazy) = (vec![], vec![], vec![], vec![]);
        for (index, (_, filed)) in filed.iter().enumerate() {
            let mut compiled = None;
            match &filed.rule.when {
                When::Regex { need, pattern } => {
                    if need.is_empty() {
                        lazy.push(index as u32);
                        few_lines(filed)?;
                    }
                    owners.extend(need.iter().map(|_| index as u32));
                    words.extend(need);
                    compiled = Some(Pattern::new(pattern));
                }
                When::Echo => {
                    lazy.push(index as u32);
                    few_lines(filed)?;
                }
                _ => {}
            }
            patterns.push(compiled);
        }
        let needs = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&words);
        let needs = needs.ok().filter(|_| !words.is_empty()).map(Arc::new);
        let tried = vec![0; filed.len()];
        Ok(Patterns { needs, owners: owners.into(), patterns, lazy: lazy.into(), tried })
    }

    /// Adds a candidate for every match of a pattern whose literal the text has.
    pub(super) fn find(&mut self, page: Page<'_>, found: &mut Vec<Candidate>) {
        let Some(needs) = self.needs.clone() else { return };
        self.tried.fill(0);
        let mut line = 0;
        for m in needs.find_overlapping_iter(page.text.as_str()) {
            while page.lines[line].whole.end as usize <= m.start() {
                line += 1;
            }
            let rule = self.owners[m.pattern().as_usize()];
            // A line that has a literal twice is tried once.
            let tried = std::mem::replace(&mut self.tried[rule as usize], line as u32 + 1);
            if tried <= line as u32 {
                self.test(page, line as u32, rule, found);
            }
        }
    }

    /// The rules that [`Patterns::find`] does not try.
    pub(super) fn lazy(&self) -> &[u32] {
        &self.lazy
    }

    /// Adds a candidate for every match of one rule's pattern in one line.
    pub(super) fn test(&self, page: Page<'_>, line: u32, rule: u32, found: &mut Vec<Candidate>) {
        let (place, compiled) = (page.lines[line as usize], &page.rules[rule as usize]);
        let body = page.text.slice(place.body);
        let Some(pattern) = &self.patterns[rule as usize] else { return };
        if !compiled.fits(body, page.site) {
            return;
        }
        let regex = pattern.regex();
        // Groups cost memory, so whether there is anything to group is asked first.
        if !regex.is_match(body) {
            return;
        }
        if compiled.takes != Takes::Match {
            found.push(Candidate { line, rule, span: place.body });
            return;
        }
        for captures in regex.captures_iter(body) {
            let Some(taken) = captures.name(TAKE).or_else(|| captures.get(0)) else { continue };
            let start = place.body.start as usize;
            let span = Span::new(start + taken.start(), start + taken.end());
            if !span.is_empty() {
                found.push(Candidate { line, rule, span });
            }
        }
    }
}

/// A rule that nothing cheap finds may only look at few lines.
fn few_lines(filed: &Filed) -> Result<(), RuleError> {
    if filed.rule.near.is_some() || filed.rule.place != Place::Anywhere {
        return Ok(());
    }
    Err(refused(filed, "without a literal in `need` it reads every line; say `where` or `near`"))
}
