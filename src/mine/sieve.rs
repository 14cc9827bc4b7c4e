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
pub(super) struct Sieve {
    rows: [Vec<u32>; ROWS],
    /// Bits that a cell must have.
    bits: u32,
}

impl Sieve {
    pub(super) fn new() -> Sieve {
        Sieve { rows: std::array::from_fn(|_| vec![0; CELLS]), bits: 0 }
    }

    /// Notes that a document of this cluster has the key.
    pub(super) fn add(&mut self, key: Id, cluster: u32) {
        for (row, cell) in self.rows.iter_mut().zip(cells(key)) {
            row[cell] |= 1 << (cluster % u32::BITS);
        }
    }

    /// Decides how many bits a key needs, `least` or more: as few as leave it few keys.
    pub(super) fn close(&mut self, least: u32) {
        let mut full = [0; u32::BITS as usize + 1];
        for cell in &self.rows[0] {
            full[cell.count_ones() as usize] += 1;
        }
        let enough = |bits: &u32| full[*bits as usize..].iter().sum::<usize>() <= MOST;
        self.bits = (least..=u32::BITS).find(enough).unwrap_or(u32::BITS + 1);
    }

    /// True if the key may have been seen in enough clusters.
    pub(super) fn passes(&self, key: Id) -> bool {
        self.rows.iter().zip(cells(key)).all(|(row, cell)| row[cell].count_ones() >= self.bits)
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
        sieve.close(3);
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
        sieve.close(3);
        assert!(!sieve.passes(1 << 32 | 1));
        assert!(sieve.passes(200_000 << 32 | 200_000));
    }
}
