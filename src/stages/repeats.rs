//! Lines that a document says twice: a headline printed again, a teaser, and the second copy of an
//! article that the page holds twice. The first copy stays.
//!
//! Verses, tables, interviews and manuals repeat lines on purpose. So a paragraph counts only right
//! after itself, when it opened the document, or within a second copy of several lines; elsewhere
//! it is only proposed.

use hashbrown::HashMap;
use xxhash_rust::xxh3::xxh3_64;

use crate::{
    document::Origin,
    edit::Edits,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Line, Text, is_sentence},
};

mod headline;

use headline::Headlines;

/// A teaser stands among the first lines, below the headline, the date and the byline.
const TEASER: usize = 5;

/// A copy that does not follow right after the first is one part in so many of the document at least.
/// Manuals describe several things in the same few lines, and other lines stand between.
const WHOLE: usize = 10;

/// So many lines are compared for each line of a document. Only one that repeats itself without end
/// has more to compare, and its time would be the square of its length.
const COMPARED: usize = 64;

#[derive(Clone)]
struct Repeats {
    rules: Matcher,
    paragraph: RuleId,
    teaser: RuleId,
    second_copy: RuleId,
    elsewhere: RuleId,
    /// Shorter lines are refrains, labels and cells.
    min_bytes: usize,
    /// The least lines of a second copy.
    min_copy: usize,
    headlines: Headlines,
    lines: Vec<Line>,
    /// The first line with a hash.
    seen: HashMap<u64, usize>,
    repeated: Vec<Option<RuleId>>,
    /// Lines that may still be compared.
    left: usize,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let code = |id| rules.code("repeats", id);
    let (paragraph, second_copy) = (code("paragraph")?, code("second-copy")?);
    Ok(Box::new(Repeats {
        rules: rules.matcher("repeats")?,
        paragraph,
        teaser: code("teaser")?,
        second_copy,
        elsewhere: code("paragraph-elsewhere")?,
        min_bytes: rules.limit(paragraph)? as usize,
        min_copy: rules.limit(second_copy)? as usize,
        headlines: Headlines::new(rules)?,
        lines: vec![],
        seen: HashMap::new(),
        repeated: vec![],
        left: 0,
    }))
}

impl Stage for Repeats {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        self.lines.clear();
        self.lines.extend(text.lines().filter(|line| !line.is_blank()));
        self.repeated.clear();
        self.repeated.resize(self.lines.len(), None);
        self.headlines.mark(text, &self.lines, &mut self.repeated);
        self.mark_paragraphs(text);
        for (line, rule) in self.lines.iter().zip(&self.repeated) {
            if let Some(rule) = rule {
                edits.delete(line.whole, *rule);
            }
        }
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Repeats {
    /// Marks paragraphs that an earlier line says word for word.
    fn mark_paragraphs(&mut self, text: Text<'_>) {
        self.seen.clear();
        self.left = self.lines.len() * COMPARED;
        for index in 0..self.lines.len() {
            let body = text.slice(self.lines[index].body);
            if body.len() < self.min_bytes {
                continue;
            }
            let first = *self.seen.entry(xxh3_64(body.as_bytes())).or_insert(index);
            let repeats = first < index && text.slice(self.lines[first].body) == body;
            if repeats && self.repeated[index].is_none() && is_sentence(body) {
                self.mark(text, first, index);
            }
        }
    }

    /// Marks the line at `index`, which says again what the one at `first` does, and with it the
    /// lines around if they are a second copy too.
    fn mark(&mut self, text: Text<'_>, first: usize, index: usize) {
        let body = |n: usize| text.slice(self.lines[n].body);
        let same = |back: usize, on: usize| body(first + on - back) == body(index + on - back);
        let gap = index - first;
        let before = (1..=first.min(gap - 1)).take(self.left).take_while(|n| same(*n, 0)).count();
        let after = (1..(gap - before).min(self.lines.len() - index))
            .take(self.left)
            .take_while(|n| same(0, *n))
            .count();
        self.left = self.left.saturating_sub(before + after);
        let copy = index - before..index + after + 1;
        let paragraphs = copy.clone().filter(|n| body(*n).len() >= self.min_bytes).count();
        // A copy of the whole follows where the first one ends. What stands further away is quoted.
        let is_next = copy.len() * 2 >= gap;
        let bytes = copy.clone().map(|n| body(n).len()).sum::<usize>();
        let is_whole = copy.len() == gap || bytes * WHOLE >= text.as_str().len();
        if copy.len() >= self.min_copy && paragraphs >= 2 && is_next && is_whole {
            for line in &mut self.repeated[copy] {
                line.get_or_insert(self.second_copy);
            }
        } else {
            // A question may be asked again.
            let said_twice = gap == 1 && !body(index).ends_with('?');
            // A numbered line among the first is of a table of contents.
            let is_numbered = body(index).starts_with(|c: char| c.is_ascii_digit());
            self.repeated[index] = Some(match first {
                _ if said_twice => self.paragraph,
                ..TEASER if !is_numbered => self.teaser,
                _ => self.elsewhere,
            });
        }
    }
}
