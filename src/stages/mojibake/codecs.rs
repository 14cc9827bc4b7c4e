//! The single-byte codecs that UTF-8 is taken for, besides windows-1252, as tables from character
//! to byte.

use std::sync::LazyLock;

use encoding_rs::Encoding;
use oem_cp::code_table::DECODING_TABLE_CP437 as CP437;

/// One codec: the byte of each character that it has outside ASCII.
pub(super) struct Codec {
    /// Sorted by character.
    bytes: Vec<(char, u8)>,
}

impl Codec {
    /// The byte that the codec decodes to `c`. Bytes that it leaves undefined decode to the C1
    /// control of their number, as browsers and libraries do.
    pub(super) fn byte(&self, c: char) -> Option<u8> {
        let at = self.bytes.binary_search_by_key(&c, |(character, _)| *character).ok()?;
        Some(self.bytes[at].1)
    }

    fn new(decode: impl Fn(u8) -> Option<char>) -> Codec {
        let pair = |byte: u8| (decode(byte).unwrap_or(char::from(byte)), byte);
        let mut bytes: Vec<_> = (0x80..=0xFF).map(pair).collect();
        bytes.sort_unstable();
        Codec { bytes }
    }

    fn of(encoding: &'static Encoding) -> Codec {
        Codec::new(|byte| {
            let bytes = [byte];
            let (text, _) = encoding.decode_without_bom_handling(&bytes);
            text.chars().next().filter(|c| *c != char::REPLACEMENT_CHARACTER)
        })
    }
}

/// In the order in which they are tried. They differ in so many characters that hardly any text
/// reads as UTF-8 through two of them.
pub(super) static CODECS: LazyLock<Vec<Codec>> = LazyLock::new(|| {
    let known = [
        encoding_rs::WINDOWS_1251,
        encoding_rs::WINDOWS_1250,
        encoding_rs::MACINTOSH,
        encoding_rs::WINDOWS_1253,
        encoding_rs::WINDOWS_1254,
        encoding_rs::WINDOWS_1257,
        encoding_rs::WINDOWS_1256,
        encoding_rs::WINDOWS_1255,
        encoding_rs::WINDOWS_1258,
        encoding_rs::ISO_8859_2,
    ];
    let mut codecs: Vec<Codec> = known.into_iter().map(Codec::of).collect();
    codecs.push(Codec::new(|byte| Some(CP437[usize::from(byte) - 0x80])));
    codecs.push(Codec::of(encoding_rs::WINDOWS_1252));
    codecs
});
