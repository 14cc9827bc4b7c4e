//! Whether a capital in mid-sentence is odd, judged by how the language writes the word.
//!
//! A sum of log-odds: how the word is written elsewhere, alone and beside its neighbours, against
//! the signs of a name around it. The weights are those of a logistic regression over 128,000
//! capitals in 3,000 documents, Indonesian and English, in which words were given capitals at
//! random; their sentences were left out of the counts. `docs/case.md` says how well it does.

use super::{
    lowered::Lowered,
    vocabulary::{Kind, Vocabulary},
};
use crate::{
    casing::{Casing, Seen},
    character,
    text::Text,
    words::{Shape, Word},
};

const WORD: f64 = 1.2;
const PAIR: f64 = 0.86;
/// For each power of e in how often the word was seen: spinners swap common words.
const OFTEN: f64 = 0.54;
/// A name stands within the same run of capitals, but not beside the word.
const NAME_NEAR: f64 = -0.76;
const AFTER_SMALL: f64 = 0.96;
/// The words of the lists are those that spinners were seen to swap; the regression knows nothing
/// of it. They count as common, whatever the table says, and this is added for a function word and
/// for another: less, and words of the one article at hand stay; more, and names are harmed.
const COMMON: f64 = 6.9;
const FUNCTION: f64 = 1.2;
const SPUN: f64 = 3.2;
/// For each capital beyond the second that stand beside each other, five at most: a headline, or the
/// name of an institution or a programme. Not from the regression: with it, and `ODD` set anew, the
/// same harm restores half a point more of Indonesian and one of English.
const IN_RUN: f64 = -0.6;
const LONGEST: usize = 5;
/// Where the sum is above 0, the capital is odd: the least at which 1.9 in 1,000 words of the
/// Indonesian documents are harmed.
const ODD: f64 = -5.14 - 2.23;

/// How far a run of capitals is followed.
const RUN: usize = 4;

/// The words of a document with what the language says about them.
pub(super) struct Judge<'d> {
    words: &'d [Word],
    lowered: &'d Lowered<'d>,
    casing: &'d Casing,
    capitals: Vec<Option<Capital>>,
}

/// A word that has a capital in the document.
#[derive(Clone, Copy)]
struct Capital {
    /// How likely the language writes it small.
    small: f64,
    seen: Option<Seen>,
    kind: Kind,
}

impl<'d> Judge<'d> {
    /// A judge, if the language has a table.
    pub(super) fn new(
        text: Text<'d>,
        words: &'d [Word],
        lowered: &'d Lowered<'d>,
        vocabulary: &'d Vocabulary,
    ) -> Option<Judge<'d>> {
        let casing = vocabulary.casing.as_ref()?;
        let capitals = words.iter().enumerate().map(|(index, word)| {
            let letters = text.slice(word.span);
            let capital =
                word.shape != Shape::Lower && letters.starts_with(character::is_uppercase);
            capital.then(|| lowered.get(index)).map(|letters| {
                let seen = casing.word(letters);
                let small = chance(seen.unwrap_or_default());
                Capital { small, seen, kind: vocabulary.kind(letters) }
            })
        });
        Some(Judge { words, lowered, casing, capitals: capitals.collect() })
    }

    /// True if the table has the word; one that it does not have may be a name.
    pub(super) fn knows(&self, index: usize) -> bool {
        self.seen(index).is_some()
    }

    /// True if the capital of the word, which is not the first, is odd. After another odd capital, a
    /// word stands as after a small one.
    pub(super) fn is_odd(&self, index: usize, kind: Kind, after_odd: bool) -> bool {
        let seen = self.seen(index).unwrap_or_default();
        let often = f64::from(seen.small + seen.capital).ln_1p();
        let (often, listed) = match kind {
            Kind { verb: true, .. } | Kind { spun: true, .. } => (often.max(COMMON), SPUN),
            Kind { function: true, .. } => (often.max(COMMON), FUNCTION),
            _ => (often, 0.0),
        };
        let own = WORD * logit(chance(seen)) + OFTEN * often + PAIR * self.pairs(index, seen);
        let before = if after_odd { AFTER_SMALL } else { self.before(index) };
        let near = before + self.after(index);
        let name = if self.is_name_near(index) { NAME_NEAR } else { 0.0 };
        // Small even in a headline and within a name.
        let run = if kind.small { 0.0 } else { self.run(index) };
        own + near + name + run + listed + ODD > 0.0
    }

    /// How much more, or less, often the word is small beside its neighbours.
    fn pairs(&self, index: usize, alone: Seen) -> f64 {
        let word = self.lowered.get(index);
        let before = self.words[index].joined.then(|| self.lowered.get(index - 1));
        let after = self.joined(index + 1).then(|| self.lowered.get(index + 1));
        let before = before.and_then(|before| self.casing.after(before, word));
        let after = after.and_then(|after| self.casing.before(word, after));
        [before, after].into_iter().flatten().map(|pair| lift(pair, chance(alone))).sum()
    }

    /// What the word before says: a small one that this is no name, a capital that it may be.
    fn before(&self, index: usize) -> f64 {
        let before = &self.words[index - 1];
        match self.capitals[index - 1] {
            _ if !self.words[index].joined => 0.0,
            None if before.shape == Shape::Lower => AFTER_SMALL,
            None => 0.0,
            Some(capital) if capital.small < 0.5 => -1.56,
            // The first word of a sentence has a capital whatever it is.
            Some(_) if before.starts => 0.0,
            Some(capital) => capital.weight([-2.65, -1.87, -0.95]),
        }
    }

    /// What a capital after the word says.
    fn after(&self, index: usize) -> f64 {
        match self.capitals.get(index + 1).filter(|_| self.joined(index + 1)) {
            Some(Some(capital)) if capital.small < 0.5 => -1.54,
            Some(Some(capital)) => capital.weight([-2.87, -2.27, -1.62]),
            _ => 0.0,
        }
    }

    fn is_name_near(&self, index: usize) -> bool {
        let in_run = |at: &usize| {
            self.capitals[*at].is_some_and(|word| word.small < 0.999 && !word.kind.function)
        };
        let is_name = |at: usize| self.capitals[at].is_some_and(|capital| capital.small < 0.5);
        let left = (index.saturating_sub(RUN)..index).rev();
        let left = left.take_while(|at| self.joined(at + 1) && in_run(at)).skip(1);
        let right = index + 1..self.words.len().min(index + 1 + RUN);
        let right = right.take_while(|at| self.joined(*at) && in_run(at)).skip(1);
        left.chain(right).any(is_name)
    }

    /// What the length of the run of capitals says.
    fn run(&self, index: usize) -> f64 {
        let capital = |at: &usize| self.capitals.get(*at).is_some_and(Option::is_some);
        let left = (0..index).rev().take_while(|at| self.joined(at + 1) && capital(at));
        let right = (index + 1..self.words.len()).take_while(|at| self.joined(*at) && capital(at));
        let beside = left.take(LONGEST).count() + right.take(LONGEST).count();
        IN_RUN * beside.saturating_sub(1).min(LONGEST) as f64
    }

    /// What the table says of a word that has a capital.
    fn seen(&self, index: usize) -> Option<Seen> {
        self.capitals[index].and_then(|capital| capital.seen)
    }

    fn joined(&self, index: usize) -> bool {
        self.words.get(index).is_some_and(|word| word.joined)
    }
}

impl Capital {
    /// The weight of a neighbour that is no certain name, by how likely it is small: a noun as in
    /// `Kepala Desa` says more than a word that is all but always small, and a word that spinners
    /// swap says nothing then.
    fn weight(self, [often, seldom, hardly]: [f64; 3]) -> f64 {
        let swapped = self.kind.verb || self.kind.spun;
        match self.small {
            0.975.. if swapped || self.kind.function => 0.0,
            ..0.9 if !swapped => often,
            ..0.975 if !swapped => seldom,
            _ => hardly,
        }
    }
}

/// How likely a word is small, smoothed: 0.4 for one that was never seen, so that a name that the
/// table does not have counts as one.
fn chance(seen: Seen) -> f64 {
    (f64::from(seen.small) + 0.2) / (f64::from(seen.small + seen.capital) + 0.5)
}

/// What the pair adds to the log-odds of the word alone, which counts as two more pairs.
fn lift(pair: Seen, alone: f64) -> f64 {
    let all = f64::from(pair.small + pair.capital);
    logit((f64::from(pair.small) + 2.0 * alone) / (all + 2.0)) - logit(alone)
}

fn logit(chance: f64) -> f64 {
    let chance = chance.clamp(1e-4, 1.0 - 1e-4);
    (chance / (1.0 - chance)).ln()
}
