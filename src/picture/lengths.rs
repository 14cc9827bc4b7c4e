//! How long documents were and are.

use serde::Serialize;

/// Documents by their characters: below 64, below 128, and so on, each step twice as long.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Lengths {
    before: Vec<u64>,
    after: Vec<u64>,
}

impl Lengths {
    pub(super) fn add(&mut self, before: i64, after: i64) {
        for (counts, length) in [(&mut self.before, before), (&mut self.after, after)] {
            let step = step(length);
            counts.resize(counts.len().max(step + 1), 0);
            counts[step] += 1;
        }
    }
}

fn step(length: i64) -> usize {
    let bits = 64 - length.max(0).leading_zeros() as usize;
    bits.saturating_sub(6)
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn a_step_is_twice_as_long() {
        assert_eq!([0, 63, 64, 127, 128].map(step), [0, 0, 1, 1, 2]);
    }
}
