//! Finds every place where a rule of one stage applies.
//!
//! Three steps: [`literals`] and patterns give candidates line by line, [`resolve`] decides which
//! of them count given their place and their neighbours, and what counts becomes edits. Code rules
//! are not its business.

use std::sync::Arc;

use super::{Facts, Filed, Place, RuleError, RuleId, Takes, Tier, Unless, When};
use crate::{
    edit::Edits,
    text::{Line, Span, Text},
};

mod chars;
mod dateline;
mod grams;
mod known;
mod lazy;
mod literals;
mod near;
mod patterns;
mod recall;
mod required;
mod resolve;
mod tips;
mod unless;

use chars::Chars;
use known::Known;
use literals::Literals;
use near::Near;
use patterns::Patterns;
use recall::Recall;
use resolve::Resolver;
use unless::Speech;

/// The compiled rules of one stage, with the buffers of one worker.
///
/// Cloning shares what is compiled, except the patterns, whose caches threads must not share.
#[derive(Clone, Debug)]
pub struct Matcher {
    rules: Arc<[Compiled]>,
    /// True if some rule is about some sites only.
    names_sites: bool,
    chars: Arc<Chars>,
    literals: Arc<Literals>,
    patterns: Patterns,
    speech: Arc<Speech>,
    /// The lines that show something.
    lines: Vec<Line>,
    found: Vec<Candidate>,
    recall: Recall,
    known: Known,
    resolver: Resolver,
    key: String,
}

/// What the steps need to know of a rule.
#[derive(Debug)]
struct Compiled {
    id: RuleId,
    tier: Tier,
    place: Place,
    near: Option<Near>,
    unless: Box<[Unless]>,
    max_chars: usize,
    sites: Box<[Box<str>]>,
    takes: Takes,
    put: Option<Box<str>>,
    echo: bool,
}

/// A place where a rule's `when` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Candidate {
    /// Index of the line.
    line: u32,
    /// Index of the rule among the compiled ones.
    rule: u32,
    /// What matched.
    span: Span,
}

impl Matcher {
    pub(super) fn new<'r>(
        filed: impl Iterator<Item = (RuleId, &'r Filed)>,
        facts: impl Iterator<Item = &'r Facts>,
    ) -> Result<Matcher, RuleError> {
        let filed: Vec<_> = filed.filter(|(_, f)| !f.rule.when.is_code()).collect();
        let ids = near::by_id(&filed);
        let near =
            |of: &Filed| of.rule.near.as_ref().map(|near| Near::new(near, &ids, filed.len()));
        let rules = filed.iter().map(|(id, f)| Compiled::new(*id, f, near(f)));
        Ok(Matcher {
            rules: rules.collect(),
            names_sites: filed.iter().any(|(_, filed)| !filed.rule.sites.is_empty()),
            chars: Arc::new(Chars::new(&filed)?),
            literals: Arc::new(Literals::new(&filed)?),
            patterns: Patterns::new(&filed)?,
            speech: Arc::new(Speech::new(facts)),
            lines: vec![],
            found: vec![],
            recall: Recall::default(),
            known: Known::default(),
            resolver: Resolver::default(),
            key: String::new(),
        })
    }

    /// Proposes an edit for every place in `text` where a rule applies.
    pub fn propose(&mut self, text: Text<'_>, site: Option<&str>, edits: &mut Edits) {
        self.chars.propose(text, edits);
        if self.rules.len() == self.chars.len() {
            return;
        }
        self.lines.clear();
        self.lines.extend(text.lines().filter(|line| !line.is_blank()));
        self.found.clear();
        // No rule asks for the site of a document but for its own.
        let site = site.filter(|_| self.names_sites);
        let (lines, rules) = (&self.lines, &self.rules);
        let page = Page { text, site, lines, rules, speech: &self.speech };
        self.patterns.begin();
        self.recall.begin(site);
        for (index, line) in (0..).zip(&self.lines) {
            let body = text.slice(line.body);
            let (place, found) = ((index, line.body), &mut self.found);
            if self.recall.find(body, line.body, index, found)
                || self.known.find(body, site, place, found)
            {
                continue;
            }
            let first = found.len();
            self.literals.find(page, index, &mut self.key, found);
            self.patterns.find(page, index, found);
            self.known.keep(body, site, line.body, &found[first..]);
        }
        self.found.sort_unstable();
        self.resolver.resolve(page, &mut self.patterns, &self.found, edits);
        self.recall.keep(text.as_str(), &self.lines, &self.found);
    }
}

/// One document's text, its lines that show something, and the rules that read them.
#[derive(Clone, Copy)]
struct Page<'p> {
    text: Text<'p>,
    site: Option<&'p str>,
    lines: &'p [Line],
    rules: &'p [Compiled],
    speech: &'p Speech,
}

impl<'p> Page<'p> {
    fn body(self, line: usize) -> &'p str {
        self.text.slice(self.lines[line].body)
    }

    fn rule(self, candidate: &Candidate) -> &'p Compiled {
        &self.rules[candidate.rule as usize]
    }
}

impl Compiled {
    fn new(id: RuleId, filed: &Filed, near: Option<Near>) -> Compiled {
        let rule = &filed.rule;
        let mut sites: Vec<Box<str>> = rule.sites.iter().map(|site| site.as_str().into()).collect();
        sites.sort_unstable();
        Compiled {
            id,
            tier: rule.tier,
            place: rule.place,
            near,
            unless: rule.unless.as_slice().into(),
            max_chars: rule.max_chars.unwrap_or(usize::MAX),
            sites: sites.into(),
            takes: rule.takes(),
            put: rule.put.as_deref().map(Into::into),
            echo: matches!(rule.when, When::Echo),
        }
    }

    /// True if the rule is about the document's site, and the trimmed line is not too long for it.
    fn fits(&self, body: &str, site: Option<&str>) -> bool {
        self.is_about(site) && self.reads_so_long(body)
    }

    fn is_about(&self, site: Option<&str>) -> bool {
        let named = |site: &str| self.sites.binary_search_by(|own| (**own).cmp(site)).is_ok();
        self.sites.is_empty() || site.is_none_or(named)
    }

    fn reads_so_long(&self, body: &str) -> bool {
        fits(body, self.max_chars)
    }
}

fn fits(body: &str, max_chars: usize) -> bool {
    body.len() <= max_chars || (body.len() / 4 <= max_chars && body.chars().count() <= max_chars)
}

fn refused(filed: &Filed, message: impl Into<String>) -> RuleError {
    RuleError::Pattern {
        path: filed.path.clone(),
        name: filed.name.clone(),
        message: message.into(),
    }
}
