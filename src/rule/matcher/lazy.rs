//! The tests of patterns that nothing cheap finds: what each said of a line, as long as one document
//! is read.

use std::ops::Range;

use hashbrown::HashMap;

use super::{Candidate, Page, Patterns, patterns::Asked};

/// Lines whose letters are known at once. Head and tail are forty lines.
const KNOWN: usize = 64;

/// What was tested.
#[derive(Clone, Debug, Default)]
pub(super) struct Tests {
    /// One bit for each line and pattern.
    tested: Vec<u64>,
    patterns: usize,
    /// What the tests found.
    found: Vec<Candidate>,
    /// Which of them are of a line and a pattern, by the place of their bit.
    ranges: HashMap<usize, Range<usize>>,
    /// The letters of some lines, each at its number's remainder.
    known: Vec<Asked>,
}

impl Tests {
    /// Forgets everything, for a document with so many lines and so many patterns.
    pub(super) fn clear(&mut self, lines: usize, patterns: usize) {
        self.patterns = patterns;
        self.tested.clear();
        self.tested.resize((lines * patterns).div_ceil(64), 0);
        self.found.clear();
        self.ranges.clear();
        self.known.clear();
        self.known.resize(KNOWN, Asked::new(u32::MAX));
    }

    /// What the pattern at `index` of the lazy ones finds in a line, which is tested once.
    pub(super) fn test(
        &mut self,
        page: Page<'_>,
        patterns: &mut Patterns,
        line: u32,
        index: usize,
    ) -> impl Iterator<Item = Candidate> {
        let (rule, bit) = (patterns.lazy()[index], line as usize * self.patterns + index);
        let tested = &mut self.tested[bit / 64];
        if *tested >> (bit % 64) & 1 == 0 {
            *tested |= 1 << (bit % 64);
            let start = self.found.len();
            let asked = &mut self.known[line as usize % KNOWN];
            if !asked.is(line) {
                *asked = Asked::new(line);
            }
            patterns.test(page, asked, rule, &mut self.found);
            if self.found.len() > start {
                self.ranges.insert(bit, start..self.found.len());
            }
        }
        let range = self.ranges.get(&bit).cloned().unwrap_or_default();
        self.found[range].iter().copied()
    }
}
