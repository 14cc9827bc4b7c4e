//! How likely a line is page furniture, by its shape, its place and what stands around it.
//!
//! The score is a sum: for every feature the table has points for each step, and no two features
//! are weighed together. So the reasons are exact: they are the largest terms. [`boost`] makes the
//! table; which lines go is decided by the stage.

use std::num::NonZeroU8;

mod boost;
mod class;
mod features;
mod labelled;
mod shape;

pub use boost::{Example, boost};
pub use features::{FEATURES, Feature, Reader, Row, STEPS, Scale, Way};
pub use labelled::{Figures, Labelled, NotLabelled};
pub use shape::Shape;

/// How many reasons a score tells.
const REASONS: usize = 3;
/// Points are thousandths of a logit.
const POINTS: f64 = 1000.0;
/// What a table has no feature for.
const NO_REASON: u8 = u8::MAX;

/// The chance that a line is furniture, and what says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Score {
    percent: NonZeroU8,
    reasons: [u8; REASONS],
}

impl Score {
    /// From 1 to 100.
    pub fn percent(self) -> u8 {
        self.percent.get()
    }

    /// The names of the features that speak most for it, the strongest first.
    pub fn reasons(self) -> impl Iterator<Item = &'static str> {
        let features = self.reasons.into_iter().filter(|index| *index != NO_REASON);
        features.map(|index| FEATURES[usize::from(index)].name)
    }
}

/// The points of every step of every feature, in thousandths of a logit. Those of a feature are
/// zero on average, so that what is above speaks for furniture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    start: i32,
    points: [[i32; STEPS]; FEATURES.len()],
}

impl Table {
    fn new() -> Table {
        Table { start: 0, points: [[0; STEPS]; FEATURES.len()] }
    }

    /// The score of a line with these features.
    pub fn score(&self, row: &Row) -> Score {
        let sum = self.sum(row);
        let percent = (chance(sum) * 100.0).round() as u8;
        Score {
            percent: NonZeroU8::new(percent).unwrap_or(NonZeroU8::MIN),
            reasons: self.reasons(row),
        }
    }

    /// The least sum whose chance is `percent` or more.
    pub fn least(percent: f64) -> i32 {
        ((percent / (100.0 - percent)).ln() * POINTS).ceil() as i32
    }

    /// The points of a line in all.
    pub fn sum(&self, row: &Row) -> i32 {
        let terms = self.points.iter().zip(row).map(|(points, step)| points[usize::from(*step)]);
        self.start + terms.sum::<i32>()
    }

    fn reasons(&self, row: &Row) -> [u8; REASONS] {
        let mut reasons = [(0, NO_REASON); REASONS];
        for (index, (points, step)) in self.points.iter().zip(row).enumerate() {
            let mut term = (points[usize::from(*step)], index as u8);
            for reason in &mut reasons {
                if term.0 > reason.0 {
                    std::mem::swap(reason, &mut term);
                }
            }
        }
        reasons.map(|(_, index)| index)
    }

    /// Reads the text of a table; lines that begin with `#` say what it was made from.
    ///
    /// # Errors
    ///
    /// The line, from 1, that is not the one that belongs there, and what is wrong. A table by
    /// which taking a line could raise the score of another is refused.
    pub fn read(text: &str) -> Result<Table, (usize, &'static str)> {
        let mut table = Table::new();
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
        let mut next = |name: &str, label: &str| {
            let end = || (text.lines().count(), "the table ends here");
            let (number, line) = lines.next().ok_or_else(end)?;
            let points = line.strip_prefix(name).and_then(|line| line.strip_prefix('\t'));
            let points = points.and_then(|line| line.strip_prefix(label)?.strip_prefix('\t'));
            let points = points.ok_or((number, "another feature or step belongs here"))?;
            let points = points.parse::<i32>().ok().filter(|points| points.abs() < 1_000_000);
            Ok((number, points.ok_or((number, "the points are no whole number"))?))
        };
        table.start = next("start", "")?.1;
        for (points, feature) in table.points.iter_mut().zip(&FEATURES) {
            for step in 0..feature.steps() {
                let (number, read) = next(feature.name, &feature.label(step))?;
                points[step] = read;
                let wrong = match feature.way {
                    Way::Up => step > 0 && read < points[step - 1],
                    Way::Down => step > 0 && read > points[step - 1],
                    Way::Free => false,
                };
                if wrong {
                    return Err((number, "taking a line would raise the score of another"));
                }
            }
        }
        Ok(table)
    }

    /// The text of the table, a step a line: the feature, the step's least value or kind, its
    /// points.
    pub fn text(&self) -> String {
        let mut lines = format!("start\t\t{}\n", self.start);
        for (points, feature) in self.points.iter().zip(&FEATURES) {
            for (step, points) in points.iter().enumerate().take(feature.steps()) {
                lines += &format!("{}\t{}\t{points}\n", feature.name, feature.label(step));
            }
        }
        lines
    }
}

/// The chance that so many points mean.
fn chance(points: i32) -> f64 {
    1.0 / (1.0 + (-f64::from(points) / POINTS).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_reads_as_it_was_written_and_is_checked() {
        let mut table = Table::new();
        (table.start, table.points[0][2]) = (-1200, 50);
        table.points[20][6..FEATURES[20].steps()].fill(300);
        let text = table.text();
        assert_eq!(Table::read(&text), Ok(table));
        let wrong = |from: &str, to: &str| Table::read(&text.replace(from, to)).unwrap_err().1;
        assert_eq!(wrong("letters\t3\t50", "letters\t3\tx"), "the points are no whole number");
        assert_eq!(
            wrong("letters\t3\t50", "letter\t3\t50"),
            "another feature or step belongs here"
        );
        assert_eq!(
            wrong("nearest paragraph\t6\t300", "nearest paragraph\t6\t-300"),
            "taking a line would raise the score of another"
        );
        assert_eq!(Table::read("").unwrap_err().1, "the table ends here");
    }

    #[test]
    fn the_reasons_are_the_largest_terms() {
        let mut table = Table::new();
        table.start = -500;
        (table.points[0][0], table.points[1][0], table.points[2][0], table.points[3][0]) =
            (200, 900, -100, 500);
        let score = table.score(&Row::default());
        assert_eq!(score.percent(), 73);
        assert_eq!(score.reasons().collect::<Vec<_>>(), ["words", "end of the line", "letters"]);
        assert!(table.sum(&Row::default()) >= Table::least(73.0));
        assert!(table.sum(&Row::default()) < Table::least(74.0));
    }
}
