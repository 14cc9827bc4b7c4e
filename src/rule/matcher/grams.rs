//! Finds which literals a line has, whatever the case of their ASCII letters.
//!
//! Not by an automaton: one of five hundred literals is larger than the nearest cache, and grows with
//! every rule. Here each literal is known by four bytes of it, of which a table of bits says whether
//! they may be of any; only there are literals compared. A short one is known by its first two.

/// Bytes by which a literal is known.
const GRAM: usize = 4;
const WINDOW: usize = 8;
/// Places that are looked at together.
const BLOCK: usize = 64;
/// Bits of the table; with five thousand literals, one in thirteen is set.
const BITS: u32 = 16;
/// So many hashes share a list of grams: about as many lists as literals.
const STEP: usize = 16;
/// The commonest bytes of text in Latin letters, the commonest first: a literal is known by rarer ones.
const COMMON: &[u8] = b" eaintrsoldumghkpcby";

/// Literals with the rule of each.
#[derive(Debug)]
pub(super) struct Grams {
    literals: Vec<(Box<[u8]>, u32)>,
    /// A bit for each hash of a gram.
    bits: Box<[u64; 1 << BITS >> 6]>,
    /// In the order of their hashes.
    grams: Vec<Gram>,
    /// How many grams have a hash below each that is a multiple of [`STEP`].
    below: Vec<u32>,
    /// The literals that are shorter than a gram, by their first byte, and a bit for each two bytes
    /// with which one may start.
    short: Box<[Vec<u32>]>,
    starts: Box<[u64; 1 << 16 >> 6]>,
}

/// Four bytes of a literal, and up to eight around them, which tell nearly all places apart that only
/// have the four.
#[derive(Clone, Copy, Debug)]
struct Gram {
    gram: u32,
    literal: u32,
    /// How many bytes of the literal stand before the four.
    before: u32,
    /// How many of the eight do.
    lead: u32,
    /// The eight, as [`window`] reads them, and which of them are of the literal.
    window: u64,
    mask: u64,
}

impl Grams {
    pub(super) fn new<'l>(literals: impl Iterator<Item = (&'l str, u32)>) -> Grams {
        let mut grams = Grams {
            literals: vec![],
            bits: Box::new([0; 1 << BITS >> 6]),
            grams: vec![],
            below: vec![],
            short: vec![vec![]; 256].into(),
            starts: Box::new([0; 1 << 16 >> 6]),
        };
        for (literal, rule) in literals.filter(|(literal, _)| !literal.is_empty()) {
            grams.add(literal.to_ascii_lowercase().into_bytes(), rule);
        }
        grams.grams.sort_by_key(|gram| hash(gram.gram));
        let below = |least| grams.grams.partition_point(|gram| hash(gram.gram) < least) as u32;
        grams.below = (0..=1 << BITS).step_by(STEP).map(below).collect();
        grams
    }

    fn add(&mut self, literal: Vec<u8>, rule: u32) {
        let index = self.literals.len() as u32;
        if let Some((before, gram)) = rarest(&literal) {
            let hash = hash(gram);
            self.bits[hash / 64] |= 1 << (hash % 64);
            self.grams.push(Gram::new(&literal, index, before, gram));
        } else {
            let first = literal[0];
            for byte in (0..=u8::MAX).filter(|byte| byte.eq_ignore_ascii_case(&first)) {
                self.short[usize::from(byte)].push(index);
                for next in 0..=u8::MAX {
                    let fits =
                        literal.get(1).is_none_or(|second| next.eq_ignore_ascii_case(second));
                    let pair = pair(byte, next);
                    self.starts[pair / 64] |= u64::from(fits) << (pair % 64);
                }
            }
        }
        self.literals.push((literal.into(), rule));
    }

    /// Calls `found` with the rule of each literal in the line, as often as it stands there.
    pub(super) fn find(&self, line: &str, mut found: impl FnMut(u32)) {
        let line = line.as_bytes();
        for from in (0..line.len()).step_by(BLOCK) {
            let mut places = self.places(&line[from..line.len().min(from + BLOCK + GRAM - 1)]);
            while places != 0 {
                let at = from + places.trailing_zeros() as usize;
                places &= places - 1;
                self.compare_grams(line, at, &mut found);
                self.compare_short(line, at, &mut found);
            }
        }
        for at in line.len().saturating_sub(GRAM - 1)..line.len() {
            self.compare_short(line, at, &mut found);
        }
    }

    /// True if a short literal may start with these bytes.
    fn starts(&self, byte: u8, next: u8) -> bool {
        let pair = pair(byte, next);
        self.starts[pair / 64] >> (pair % 64) & 1 == 1
    }

    /// True if the gram may be of a literal.
    fn has(&self, gram: u32) -> bool {
        let hash = hash(gram);
        self.bits[hash / 64] >> (hash % 64) & 1 == 1
    }

    /// A bit for each of the first places where a literal may be known: looked for without a branch,
    /// because there is one at every thirtieth.
    fn places(&self, block: &[u8]) -> u64 {
        let places = block.windows(GRAM).enumerate().map(|(at, bytes)| {
            u64::from(self.starts(bytes[0], bytes[1]) | self.has(gram(bytes))) << at
        });
        places.fold(0, |all, place| all | place)
    }

    /// Compares the short literals that are known by the byte at `at`.
    fn compare_short(&self, line: &[u8], at: usize, found: &mut impl FnMut(u32)) {
        if !self.starts(line[at], line.get(at + 1).copied().unwrap_or(b'\n')) {
            return;
        }
        for literal in &self.short[usize::from(line[at])] {
            self.compare(line, Some(at), *literal, found);
        }
    }

    /// Compares the literals that are known by the gram at `at`.
    fn compare_grams(&self, line: &[u8], at: usize, found: &mut impl FnMut(u32)) {
        let gram = gram(&line[at..]);
        let step = hash(gram) / STEP;
        let near = &self.grams[self.below[step] as usize..self.below[step + 1] as usize];
        for near in near.iter().filter(|near| near.gram == gram) {
            let starts = at.checked_sub(near.before as usize);
            let around = starts.map(|_| window(line, at - near.lead as usize));
            if around.is_some_and(|around| around & near.mask == near.window) {
                self.compare(line, starts, near.literal, found);
            }
        }
    }

    /// Calls `found` if the literal stands there.
    fn compare(&self, line: &[u8], at: Option<usize>, literal: u32, found: &mut impl FnMut(u32)) {
        let (literal, rule) = &self.literals[literal as usize];
        let there = at.and_then(|at| line.get(at..at + literal.len()));
        if there.is_some_and(|there| there.eq_ignore_ascii_case(literal)) {
            found(*rule);
        }
    }
}

impl Gram {
    fn new(literal: &[u8], index: u32, before: usize, gram: u32) -> Gram {
        let from = before.min(literal.len().saturating_sub(WINDOW));
        let len = literal.len().min(WINDOW);
        let mask = u64::MAX >> (8 * (WINDOW - len));
        Gram {
            gram,
            literal: index,
            before: before as u32,
            lead: (before - from) as u32,
            window: window(literal, from) & mask,
            mask,
        }
    }
}

/// The gram by which a literal is known, and where it stands; none in a short one.
fn rarest(literal: &[u8]) -> Option<(usize, u32)> {
    let rarity = |byte: &u8| COMMON.iter().position(|c| c == byte).unwrap_or(2 * COMMON.len());
    let grams = literal.windows(GRAM).enumerate();
    let rarest = grams.max_by_key(|(_, bytes)| bytes.iter().map(rarity).sum::<usize>());
    rarest.map(|(at, bytes)| (at, gram(bytes)))
}

/// Four bytes as a number, in which capitals are small letters. So are some marks other marks, which
/// comparing tells apart.
fn gram(bytes: &[u8]) -> u32 {
    bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes) | 0x2020_2020)
}

/// Eight bytes of a text as a number, as [`gram`] has four; fewer at its end.
fn window(text: &[u8], from: usize) -> u64 {
    let mut bytes = [0; WINDOW];
    match text[from..].first_chunk() {
        Some(eight) => bytes = *eight,
        None => bytes[..text.len() - from].copy_from_slice(&text[from..]),
    }
    u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020
}

fn pair(byte: u8, next: u8) -> usize {
    usize::from(u16::from_le_bytes([byte, next]))
}

fn hash(gram: u32) -> usize {
    (gram.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_literal_in_a_line_is_found() {
        let literals =
            ["baca juga", "BACA", "»", "#", "©", "tag ", "gtag(", "é", "K", "[ad_", "juga"];
        let grams = Grams::new(literals.iter().copied().zip(0..));
        let pieces = [
            "Baca",
            " ",
            "JUGA",
            "»",
            "GTag(",
            "tag",
            "\u{e9}",
            "É",
            "k",
            "[AD_",
            "{ad\u{7f}",
            "#",
        ];
        for n in 0..pieces.len().pow(4) {
            let line: String =
                (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
            let mut found = vec![];
            grams.find(&line, |rule| found.push(rule));
            found.sort_unstable();
            found.dedup();
            let folded = line.to_ascii_lowercase();
            let slow =
                literals.iter().zip(0..).filter(|(l, _)| folded.contains(&l.to_ascii_lowercase()));
            assert!(found.iter().copied().eq(slow.map(|(_, rule)| rule)), "{line}");
        }
    }
}
