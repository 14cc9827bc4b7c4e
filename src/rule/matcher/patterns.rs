//! Finds lines by regular expressions, tried only on lines that have a literal the pattern needs.

use std::sync::{Arc, OnceLock};

use regex_automata::meta::Regex;
use regex_syntax::hir::Hir;

use super::{
    Candidate, Filed, Page, Place, RuleError, RuleId, Takes, When, fits,
    grams::Grams,
    refused,
    required::{Letters, Required},
};
use crate::{
    rule::{
        kinds::unwritten,
        pattern::{Other, compile_other, compile_plain, parse},
    },
    text::Span,
};

/// The name of the group that a match takes, where a pattern has one; otherwise the whole match.
const TAKE: &str = "take";

/// The patterns of a stage, by the rules' compiled indices.
#[derive(Clone, Debug)]
pub(super) struct Patterns {
    /// The literals that patterns need, by the length of the lines that they are looked for in.
    needs: Arc<[Grams]>,
    patterns: Vec<Option<Pattern>>,
    /// Rules without a literal, which [`super::Resolver`] tries on the lines that their place or
    /// neighbour allows.
    lazy: Arc<[u32]>,
    /// For each rule, one more than the last line that it was tried on.
    tried: Vec<u32>,
}

/// A line of at most so many characters is read for the patterns that such lines are not too long
/// for. Longer lines, of which most text consists, are for few.
const LENGTHS: [usize; 4] = [40, 120, LONG, usize::MAX];
const LONG: usize = 250;

/// A line, with its letters once a pattern has asked for them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    line: u32,
    letters: Option<Letters>,
}

impl Asked {
    /// A line that no pattern has asked of.
    pub(super) fn new(line: u32) -> Asked {
        Asked { line, letters: None }
    }

    /// True if it is this line.
    pub(super) fn is(&self, line: u32) -> bool {
        self.line == line
    }
}

/// One pattern, compiled when it is first tried: most runs meet few of them, and compiling all
/// takes longer than cleaning many documents.
#[derive(Debug)]
struct Pattern {
    source: Arc<str>,
    parsed: Arc<OnceLock<Hir>>,
    required: Arc<OnceLock<Required>>,
    /// For all workers.
    plain: Arc<OnceLock<Regex>>,
    other: Arc<OnceLock<Other>>,
    /// The same for this worker, whose caches no other uses.
    own_plain: OnceLock<Regex>,
    own_other: OnceLock<Regex>,
    /// The last line, as the pattern for other text reads it.
    written: String,
}

/// Why a pattern cannot fail to compile.
const COMPILED: &str = "it was checked when the pack was read";

impl Pattern {
    fn new(source: &str) -> Pattern {
        Pattern {
            source: source.into(),
            parsed: Arc::default(),
            required: Arc::default(),
            plain: Arc::default(),
            other: Arc::default(),
            own_plain: OnceLock::new(),
            own_other: OnceLock::new(),
            written: String::new(),
        }
    }

    /// The compiled pattern for a line, and the line as it reads it.
    fn read<'l>(&'l mut self, body: &'l str, is_plain: bool) -> (&'l Regex, &'l str) {
        if is_plain {
            let compile = || compile_plain(self.parsed()).expect(COMPILED);
            let shared = || self.plain.get_or_init(compile);
            return (self.own_plain.get_or_init(|| shared().clone()), body);
        }
        let other = self.other.get_or_init(|| compile_other(self.parsed()).expect(COMPILED));
        let regex = self.own_other.get_or_init(|| other.regex.clone());
        let Some(kinds) = &other.kinds else { return (regex, body) };
        kinds.write(body, &mut self.written);
        (regex, &self.written)
    }

    fn parsed(&self) -> &Hir {
        self.parsed.get_or_init(|| parse(&self.source).expect(COMPILED))
    }

    fn required(&self) -> &Required {
        self.required.get_or_init(|| Required::of(self.parsed()))
    }

    /// Adds a candidate for every match of one rule's pattern in one line.
    fn test(&mut self, page: Page<'_>, asked: &mut Asked, rule: u32, found: &mut Vec<Candidate>) {
        let line = asked.line;
        let (place, compiled) = (page.lines[line as usize], &page.rules[rule as usize]);
        let body = page.text.slice(place.body);
        let required = self.required();
        if !required.may_be(body) || !compiled.fits(body, page.site) {
            return;
        }
        let letters = asked.letters.get_or_insert_with(|| Letters::of(body));
        if !required.may_match(letters) {
            return;
        }
        let (regex, read) = self.read(body, letters.is_plain());
        // Groups cost memory, so whether there is anything to group is asked first.
        if !regex.is_match(read) {
            return;
        }
        if compiled.takes != Takes::Match {
            found.push(Candidate { line, rule, span: place.body });
            return;
        }
        let mut in_body = unwritten(body, read);
        for captures in regex.captures_iter(read) {
            let taken = captures.get_group_by_name(TAKE).or_else(|| captures.get_group(0));
            let Some(taken) = taken else { continue };
            let start = place.body.start as usize;
            let span = Span::new(start + in_body(taken.start), start + in_body(taken.end));
            if !span.is_empty() {
                found.push(Candidate { line, rule, span });
            }
        }
    }
}

impl Clone for Pattern {
    fn clone(&self) -> Pattern {
        Pattern {
            source: self.source.clone(),
            parsed: self.parsed.clone(),
            required: self.required.clone(),
            plain: self.plain.clone(),
            other: self.other.clone(),
            own_plain: OnceLock::new(),
            own_other: OnceLock::new(),
            written: String::new(),
        }
    }
}

impl Patterns {
    pub(super) fn new(filed: &[(RuleId, &Filed)]) -> Result<Patterns, RuleError> {
        let (mut patterns, mut lazy) = (vec![], vec![]);
        for (index, (_, filed)) in filed.iter().enumerate() {
            let mut compiled = None;
            match &filed.rule.when {
                When::Regex { need, pattern } => {
                    if need.is_empty() {
                        lazy.push(index as u32);
                        few_lines(filed)?;
                    }
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
        let at_least = [0].into_iter().chain(LENGTHS).take(LENGTHS.len());
        let needs = at_least.map(|len| Grams::new(needs(filed, len))).collect();
        let tried = vec![0; filed.len()];
        Ok(Patterns { needs, patterns, lazy: lazy.into(), tried })
    }

    /// Forgets the lines that were tried, for another text.
    pub(super) fn begin(&mut self) {
        self.tried.fill(0);
    }

    /// Adds a candidate for every match of a pattern whose literal the line has.
    pub(super) fn find(&mut self, page: Page<'_>, line: u32, found: &mut Vec<Candidate>) {
        let body = page.body(line as usize);
        let length = LENGTHS.iter().position(|max| fits(body, *max)).unwrap_or_default();
        let Patterns { needs, patterns, tried, .. } = self;
        let mut asked = Asked::new(line);
        needs[length].find(body, |rule| {
            // A line that has a literal twice is tried once.
            let tried = std::mem::replace(&mut tried[rule as usize], line + 1);
            if let Some(pattern) = patterns[rule as usize].as_mut().filter(|_| tried <= line) {
                pattern.test(page, &mut asked, rule, found);
            }
        });
    }

    /// The rules that [`Patterns::find`] does not try.
    pub(super) fn lazy(&self) -> Arc<[u32]> {
        self.lazy.clone()
    }

    /// What a lazy rule's pattern finds in one line, see [`Pattern::test`].
    pub(super) fn test(
        &mut self,
        page: Page<'_>,
        asked: &mut Asked,
        rule: u32,
        found: &mut Vec<Candidate>,
    ) {
        if let Some(pattern) = &mut self.patterns[rule as usize] {
            pattern.test(page, asked, rule, found);
        }
    }
}

/// The literals of the patterns for lines longer than `len`, each with its rule.
fn needs<'f>(filed: &'f [(RuleId, &Filed)], len: usize) -> impl Iterator<Item = (&'f str, u32)> {
    let rules = (0..)
        .zip(filed)
        .filter(move |(_, (_, filed))| filed.rule.max_chars.is_none_or(|max| max > len));
    rules.flat_map(|(index, (_, filed))| {
        let need = match &filed.rule.when {
            When::Regex { need, .. } => need.as_slice(),
            _ => &[],
        };
        need.iter().map(move |literal| (literal.as_str(), index))
    })
}

/// A rule that nothing cheap finds may only look at few lines.
fn few_lines(filed: &Filed) -> Result<(), RuleError> {
    if filed.rule.near.is_some() || filed.rule.place != Place::Anywhere {
        return Ok(());
    }
    Err(refused(filed, "without a literal in `need` it reads every line; say `where` or `near`"))
}
