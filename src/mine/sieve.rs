//! Finds in fixed memory which keys may have been seen in several clusters of documents.
//!
//! Each key has a cell in each of two rows, and each cluster of documents a bit in the cell. Setting
//! a bit twice, or in another order, comes to the same, so the sieve is the same for any order of the
//! documents. A key shares its cells with others, which can only add bits: no key is lost for it.

use super::key::Id;

/// Cells of a row: 64 MiB a row.
const CELLS: usize = 1 << 24;
const ROWS: usize = 2;
/// Where more cells than this are full enough, more bits are asked for, so that the keys to count
/// stay few.
const MOST: usize = 1 << 15;

/// Bits by key and cluster.
pub(super) struct Sieve([Vec<u32>; ROWS]);

/// Which cells have enough bits: a bit for each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing([Vec<u64>; ROWS]);

impl Sieve {
    pub(super) fn new() -> Sieve {
        Sieve(std::array::from_fn(|_| vec![0; CELLS]))
    }

    /// Notes that a document of this cluster has the key.
    pub(super) fn add(&mut self, key: Id, cluster: u32) {
        for (row, cell) in self.0.iter_mut().zip(cells(key)) {
            row[cell] |= 1 << (cluster % u32::BITS);
        }
    }

    /// Adds what another sieve has.
    pub(super) fn merge(&mut self, other: &Sieve) {
        for (row, others) in self.0.iter_mut().zip(&other.0) {
            row.iter_mut().zip(others).for_each(|(cell, other)| *cell |= other);
        }
    }

    /// Decides how many bits a key needs, `least` or more: as few as leave it few keys.
    pub(super) fn close(&self, least: u32) -> Passing {
        let mut full = [0; u32::BITS as usize + 1];
        for cell in &self.0[0] {
            full[cell.count_ones() as usize] += 1;
        }
        let enough = |bits: &u32| full[*bits as usize..].iter().sum::<usize>() <= MOST;
        let bits = (least..=u32::BITS).find(enough).unwrap_or(u32::BITS + 1);
        let word = |cells: &[u32]| {
            let has = |(at, cell): (usize, &u32)| u64::from(cell.count_ones() >= bits) << at;
            cells.iter().enumerate().map(has).sum()
        };
        let row = |row: &Vec<u32>| row.chunks(u64::BITS as usize).map(word).collect();
        Passing(self.0.each_ref().map(row))
    }

    /// The cells, for another machine.
    pub(super) fn cells(&self) -> impl Iterator<Item = &[u32]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// A sieve with these cells; `None` if they are too few or too many.
    pub(super) fn of_cells(cells: Vec<u32>) -> Option<Sieve> {
        let mut rows = cells.chunks_exact(CELLS).map(<[u32]>::to_vec);
        let sieve = Sieve([rows.next()?, rows.next()?]);
        (cells.len() == ROWS * CELLS).then_some(sieve)
    }
}

impl Passing {
    /// True if the key may have been seen in enough clusters.
    pub(super) fn passes(&self, key: Id) -> bool {
        let has = |(row, cell): (&Vec<u64>, usize)| row[cell / 64] >> (cell % 64) & 1 == 1;
        self.0.iter().zip(cells(key)).all(has)
    }

    /// The cells, for another machine.
    pub(super) fn words(&self) -> impl Iterator<Item = &[u64]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// What has these cells; `None` if they are too few or too many.
    pub(super) fn of_words(words: Vec<u64>) -> Option<Passing> {
        let mut rows = words.chunks_exact(CELLS / 64).map(<[u64]>::to_vec);
        let passing = Passing([rows.next()?, rows.next()?]);
        (words.len() == ROWS * CELLS / 64).then_some(passing)
    }
}

fn cells(key: Id) -> [usize; ROWS] {
    [key as usize % CELLS, (key >> 32) as usize % CELLS]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_passes_by_its_clusters_not_by_its_documents() {
        let mut sieve = Sieve::new();
        for n in 0..100 {
            sieve.add(1 << 40 | 1, 7);
            sieve.add(2 << 40 | 2, n);
        }
        let sieve = sieve.close(3);
        assert!(!sieve.passes(1 << 40 | 1));
        assert!(sieve.passes(2 << 40 | 2));
        assert!(!sieve.passes(3 << 40 | 3));
    }

    #[test]
    fn more_bits_are_asked_for_where_too_many_keys_would_pass() {
        let mut sieve = Sieve::new();
        for key in 0..100_000u64 {
            for cluster in 0..4 {
                sieve.add(key << 32 | key, cluster);
            }
        }
        for cluster in 0..32 {
            sieve.add(200_000 << 32 | 200_000, cluster);
        }
        let sieve = sieve.close(3);
        assert!(!sieve.passes(1 << 32 | 1));
        assert!(sieve.passes(200_000 << 32 | 200_000));
    }
}
