//! A charset by its name: what decodes bytes, and what encodes the text again.
//!
//! The Encoding Standard's are those of encoding_rs; the others are in the files beside this one.
//! Which charset a file is in is decided elsewhere.

use std::borrow::Cow;

use encoding_rs::{Encoding, MACINTOSH, REPLACEMENT, UTF_16BE, UTF_16LE, X_MAC_CYRILLIC};

use super::{
    code_page::{self, CodePage},
    johab,
    shifted::{HZ, ISO_2022_KR, Shifted},
    utf32::Utf32,
};

/// How characters are written as bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Charset {
    /// One of the Encoding Standard.
    Standard(&'static Encoding),
    /// A byte a character, by a table that the standard lacks.
    CodePage(&'static CodePage),
    /// Four bytes a character.
    Utf32(Utf32),
    /// Seven bits, with shifts to a set of two bytes a character.
    Shifted(&'static Shifted),
    /// Korean syllables by their parts.
    Johab,
}

impl Charset {
    /// The name under which the ledger keeps it.
    pub fn name(self) -> &'static str {
        match self {
            Charset::Standard(encoding) => encoding.name(),
            Charset::CodePage(page) => page.name,
            Charset::Utf32(utf32) => utf32.name(),
            Charset::Shifted(shifted) => shifted.name,
            Charset::Johab => "Johab",
        }
    }

    /// The charset that is called `label`, in a ledger or in the head of a page.
    pub fn for_label(label: &[u8]) -> Option<Charset> {
        let shifted = [&ISO_2022_KR, &HZ].map(Charset::Shifted);
        let wide = [Utf32::LE, Utf32::BE].map(Charset::Utf32);
        let mut ours = [Charset::Johab].into_iter().chain(shifted).chain(wide);
        // The standard knows some labels only to refuse the text.
        let standard = Encoding::for_label(label).filter(|encoding| *encoding != REPLACEMENT);
        let is_named = |charset: &Charset| charset.name().as_bytes().eq_ignore_ascii_case(label);
        standard
            .or_else(|| macintosh(label))
            .map(Charset::Standard)
            .or_else(|| ours.find(is_named))
            .or_else(|| code_page::for_label(label).map(Charset::CodePage))
    }

    /// The text, with U+FFFD for what is no character, and whether there was any such thing.
    pub fn decode(self, bytes: &[u8]) -> (Cow<'_, str>, bool) {
        let text = match self {
            Charset::Standard(encoding) => return encoding.decode_without_bom_handling(bytes),
            Charset::CodePage(page) => page.decode(bytes),
            Charset::Utf32(utf32) => utf32.decode(bytes),
            Charset::Shifted(shifted) => {
                let (text, malformed) = shifted.decode(bytes);
                return (text.into(), malformed);
            }
            Charset::Johab => johab::decode(bytes),
        };
        let malformed = text.contains('\u{FFFD}');
        (text.into(), malformed)
    }

    /// The bytes that `text` came from, if the charset gives exactly them back.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Charset::Standard(encoding) if encoding == UTF_16LE => {
                let units = text.encode_utf16().flat_map(u16::to_le_bytes);
                [0xFF, 0xFE].into_iter().chain(units).collect()
            }
            Charset::Standard(encoding) if encoding == UTF_16BE => {
                let units = text.encode_utf16().flat_map(u16::to_be_bytes);
                [0xFE, 0xFF].into_iter().chain(units).collect()
            }
            Charset::Standard(encoding) => encoding.encode(text).0.into_owned(),
            Charset::CodePage(page) => page.encode(text),
            Charset::Utf32(utf32) => utf32.encode(text),
            Charset::Shifted(shifted) => shifted.encode(text),
            Charset::Johab => johab::encode(text),
        }
    }
}

/// Old pages say MacRoman and MacCyrillic; the standard has other labels for them.
fn macintosh(label: &[u8]) -> Option<&'static Encoding> {
    let is = |name: &[u8]| label.eq_ignore_ascii_case(name);
    if is(b"MacRoman") || is(b"mac_roman") {
        return Some(MACINTOSH);
    }
    (is(b"MacCyrillic") || is(b"mac_cyrillic")).then_some(X_MAC_CYRILLIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (label, name) in [
            ("IBM855", "IBM855"),
            ("cp852", "IBM852"),
            ("MacCyrillic", "x-mac-cyrillic"),
            ("iso-2022-kr", "ISO-2022-KR"),
            ("hz-gb-2312", "HZ-GB-2312"),
            ("Latin1", "windows-1252"),
            ("UTF-32LE", "UTF-32LE"),
        ] {
            assert_eq!(Charset::for_label(label.as_bytes()).unwrap().name(), name, "{label}");
        }
        assert_eq!(Charset::for_label(b"none such"), None);
        assert_eq!(Charset::for_label(b"iso-2022-cn"), None);
    }
}
