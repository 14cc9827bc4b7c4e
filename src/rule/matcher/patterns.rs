//! Finds lines by regular expressions, tried only on lines that have a literal the pattern needs.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::Regex;

use super::{Candidate, Compiled, Filed, Place, RuleError, RuleId, Takes, When, compile, refused};
use crate::text::{Line, Span, Text};

/// The name of the group that a match takes, where a pattern has one; otherwise the whole match.
const TAKE: &str = "take";

/// The patterns of a stage, by the rules' compiled indices.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    needs: Option<Arc<AhoCorasick>>,
    /// The rule of each literal of `needs`.
    owners: Arc<[u32]>,
    regexes: Vec<Option<Regex>>,
    /// Rules without a literal, which [`super::Resolver`] tries on the lines that their place or
    /// neighbour allows.
    lazy: Arc<[u32]>,
}

impl Patterns {
    pub(super) fn new(filed: &[(RuleId, &Filed)]) -> Result<Patterns, RuleError> {
        let (mut words, mut owners, mut regexes, mut lazy) = (vec![], vec![], vec![], vec![]);
        for (index, (_, filed)) in filed.iter().enumerate() {
            let mut regex = None;
            match &filed.rule.when {
                When::Regex { need, pattern } => {
                    if need.is_empty() {
                        lazy.push(index as u32);
                        few_lines(filed)?;
                    }
                    owners.extend(need.iter().map(|_| index as u32));
                    words.extend(need);
                    regex = Some(compile(filed, pattern)?);
                }
                When::Echo => {
                    lazy.push(index as u32);
                    few_lines(filed)?;
                }
                _ => {}
            }
            regexes.push(regex);
        }
        let needs = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&words);
        let needs = needs.ok().filter(|_| !words.is_empty()).map(Arc::new);
        Ok(Patterns { needs, owners: owners.into(), regexes, lazy: lazy.into() })
    }

    /// Adds a candidate for every match of a pattern whose literal the text has.
    pub(super) fn find(
        &self,
        text: Text<'_>,
        lines: &[Line],
        rules: &[Compiled],
        found: &mut Vec<Candidate>,
    ) {
        let Some(needs) = &self.needs else { return };
        let (mut line, from) = (0, found.len());
        for m in needs.find_overlapping_iter(text.as_str()) {
            while lines[line].whole.end as usize <= m.start() {
                line += 1;
            }
            let rule = self.owners[m.pattern().as_usize()];
            found.push(Candidate { line: line as u32, rule, span: Span::default() });
        }
        // A line that has a literal twice is tried once.
        found[from..].sort_unstable();
        let tried: Vec<Candidate> = found.split_off(from);
        for (i, Candidate { line, rule, .. }) in tried.iter().enumerate() {
            if i == 0 || (tried[i - 1].line, tried[i - 1].rule) != (*line, *rule) {
                self.test(text, lines, rules, (*line, *rule), found);
            }
        }
    }

    /// The rules that [`Patterns::find`] does not try.
    pub(super) fn lazy(&self) -> &[u32] {
        &self.lazy
    }

    /// Adds a candidate for every match of one rule's pattern in one line.
    pub(super) fn test(
        &self,
        text: Text<'_>,
        lines: &[Line],
        rules: &[Compiled],
        (line, rule): (u32, u32),
        found: &mut Vec<Candidate>,
    ) {
        let (place, compiled) = (lines[line as usize], &rules[rule as usize]);
        let body = text.slice(place.body);
        let Some(regex) = self.regexes[rule as usize].as_ref().filter(|_| compiled.fits(body)) else {
            return;
        };
        if compiled.takes != Takes::Match {
            if regex.is_match(body) {
                found.push(Candidate { line, rule, span: place.body });
            }
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
