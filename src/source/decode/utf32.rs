//! UTF-32, which encoding_rs lacks because no browser reads it.

/// The order of the four bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Utf32 {
    /// The lowest first.
    LE,
    /// The highest first.
    BE,
}

const MARK: char = '\u{FEFF}';

impl Utf32 {
    pub(super) fn name(self) -> &'static str {
        match self {
            Utf32::LE => "UTF-32LE",
            Utf32::BE => "UTF-32BE",
        }
    }

    /// The order that a byte order mark tells.
    pub(super) fn for_mark(bytes: &[u8]) -> Option<Utf32> {
        [Utf32::LE, Utf32::BE].into_iter().find(|utf32| bytes.starts_with(&utf32.unit(MARK)))
    }

    /// The text without its mark; U+FFFD for what is no character.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        let (units, rest) = bytes.as_chunks::<4>();
        let code = |unit: &[u8; 4]| match self {
            Utf32::LE => u32::from_le_bytes(*unit),
            Utf32::BE => u32::from_be_bytes(*unit),
        };
        let chars = units.iter().map(|unit| char::from_u32(code(unit)).unwrap_or('\u{FFFD}'));
        let marked = usize::from(bytes.starts_with(&self.unit(MARK)));
        chars.skip(marked).chain((!rest.is_empty()).then_some('\u{FFFD}')).collect()
    }

    /// With a mark, as nearly all such files have.
    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        std::iter::once(MARK).chain(text.chars()).flat_map(|c| self.unit(c)).collect()
    }

    fn unit(self, c: char) -> [u8; 4] {
        match self {
            Utf32::LE => u32::from(c).to_le_bytes(),
            Utf32::BE => u32::from(c).to_be_bytes(),
        }
    }
}
