//! Makes a table from labelled lines, by boosting: round by round, the one cut through one feature
//! that lowers the logistic loss most is added to the points, at a part of its weight.
//!
//! Nothing is drawn by lot and sums are taken in order, so the same lines give the same table.

use super::{FEATURES, Row, STEPS, Table, Way, chance};

/// A line with its label.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its features.
    pub row: Row,
    /// Whether it is furniture.
    pub furniture: bool,
    /// How much it counts.
    pub weight: f32,
}

/// Chosen, not tuned: ten cuts for each feature, at the usual rate.
const ROUNDS: usize = 300;
/// The part of a cut's weight that is added.
const RATE: f64 = 0.2;
/// Added to the weight of each side, so that few lines say little.
const CAUTION: f64 = 1.0;
/// A side of a cut weighs at least this.
const LEAST: f64 = 0.3;

/// The slope of the loss, and its curvature: what a step of a feature adds up to.
type Sums = [f64; 2];

struct Cut {
    gain: f64,
    feature: usize,
    /// The last step on the lower side.
    step: usize,
    /// The points of both sides.
    points: [i32; 2],
}

/// The table that tells furniture from content best in these lines.
pub fn boost(examples: &[Example]) -> Table {
    let mut table = Table::new();
    let weigh = |furniture| {
        let those = examples.iter().filter(|e| e.furniture == furniture);
        those.map(|e| f64::from(e.weight)).sum::<f64>().max(LEAST)
    };
    table.start = points((weigh(true) / weigh(false)).ln());
    let mut sums = vec![table.start; examples.len()];
    for _ in 0..ROUNDS {
        let Some(cut) = best_cut(examples, &sums) else { break };
        for (step, points) in table.points[cut.feature].iter_mut().enumerate() {
            *points += cut.points[usize::from(step > cut.step)];
        }
        for (sum, example) in sums.iter_mut().zip(examples) {
            *sum += cut.points[usize::from(usize::from(example.row[cut.feature]) > cut.step)];
        }
    }
    table.centre(examples);
    table
}

fn best_cut(examples: &[Example], sums: &[i32]) -> Option<Cut> {
    let mut cells = vec![[[0.0; 2]; STEPS]; FEATURES.len()];
    for (example, sum) in examples.iter().zip(sums) {
        let (weight, chance) = (f64::from(example.weight), chance(*sum));
        let slope = weight * (f64::from(u8::from(example.furniture)) - chance);
        let curve = weight * chance * (1.0 - chance);
        for (steps, step) in cells.iter_mut().zip(&example.row) {
            let cell: &mut Sums = &mut steps[usize::from(*step)];
            *cell = [cell[0] + slope, cell[1] + curve];
        }
    }
    let mut best: Option<Cut> = None;
    for (feature, steps) in cells.iter().enumerate() {
        for cut in cuts(feature, steps) {
            if cut.gain > best.as_ref().map_or(1e-9, |best| best.gain) {
                best = Some(cut);
            }
        }
    }
    best
}

/// The cuts through a feature that its way allows.
fn cuts(feature: usize, steps: &[Sums; STEPS]) -> impl Iterator<Item = Cut> {
    let add = |a: Sums, b: &Sums| [a[0] + b[0], a[1] + b[1]];
    let total = steps.iter().fold([0.0; 2], add);
    let gain = |side: Sums| side[0] * side[0] / (side[1] + CAUTION);
    let value = |side: Sums| points(RATE * side[0] / (side[1] + CAUTION));
    (0..STEPS - 1).filter_map(move |step| {
        let low = steps[..=step].iter().fold([0.0; 2], add);
        let high = [total[0] - low[0], total[1] - low[1]];
        let points = [value(low), value(high)];
        let allowed = match FEATURES[feature].way {
            Way::Up => points[0] <= points[1],
            Way::Down => points[0] >= points[1],
            Way::Free => true,
        };
        let gain = gain(low) + gain(high) - gain(total);
        (allowed && low[1] >= LEAST && high[1] >= LEAST).then_some(Cut {
            gain,
            feature,
            step,
            points,
        })
    })
}

fn points(logit: f64) -> i32 {
    (logit * super::POINTS).round() as i32
}

impl Table {
    /// Makes the points of every feature zero on average, and adds what was taken to the start.
    fn centre(&mut self, examples: &[Example]) {
        let weight: f64 = examples.iter().map(|e| f64::from(e.weight)).sum();
        for (feature, points) in self.points.iter_mut().enumerate() {
            let term =
                |e: &Example| f64::from(e.weight) * f64::from(points[usize::from(e.row[feature])]);
            let mean = (examples.iter().map(term).sum::<f64>() / weight.max(LEAST)).round() as i32;
            points.iter_mut().for_each(|points| *points -= mean);
            self.start += mean;
        }
    }
}
