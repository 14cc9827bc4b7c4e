//! Charsets of a byte a character that encoding_rs lacks, because no browser reads them: the code
//! pages of DOS (tables of oem_cp), those of the Macintosh, of Kazakh Windows, and of EBCDIC.
//!
//! Own tables say where they differ from one that is there. They are those of unicode.org's
//! MAPPINGS: VENDORS/APPLE, VENDORS/MICSFT/EBCDIC, VENDORS/MISC/KZ1048.TXT.

use std::{collections::HashMap, sync::LazyLock};

use encoding_rs::{Encoding, IBM866, MACINTOSH, WINDOWS_1251};
use oem_cp::code_table as oem;

use super::charset::Charset;

/// A table of characters.
#[derive(Debug, PartialEq)]
pub struct CodePage {
    pub(super) name: &'static str,
    /// By byte; U+FFFD for what is no character.
    pub(super) chars: [char; 256],
}

/// Those with the letters of ASCII, the common ones first.
pub(super) static ASCII_BASED: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    STANDARD
        .iter()
        .map(|encoding| page(encoding.name(), standard(encoding)))
        .chain(dos())
        .chain(others())
        .collect()
});

/// How many of [`ASCII_BASED`] are common: the rest had one country or were soon replaced.
pub(super) const COMMON: usize = STANDARD.len() + 4;

/// encoding_rs's, in the order in which they are common.
static STANDARD: [&Encoding; 17] = [
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1251,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::WINDOWS_1258,
    encoding_rs::WINDOWS_874,
    encoding_rs::KOI8_U,
    IBM866,
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_7,
    MACINTOSH,
    encoding_rs::X_MAC_CYRILLIC,
];

fn dos() -> Vec<CodePage> {
    vec![
        page("IBM850", upper(&oem::DECODING_TABLE_CP850)),
        page("IBM437", upper(&oem::DECODING_TABLE_CP437)),
        page("IBM852", upper(&oem::DECODING_TABLE_CP852)),
        page("IBM855", upper(&oem::DECODING_TABLE_CP855)),
        page("IBM1125", changed(standard(IBM866), IBM1125)),
        page("IBM775", upper(&oem::DECODING_TABLE_CP775)),
        page("IBM857", gaps(&oem::DECODING_TABLE_CP857)),
        page("IBM858", upper(&oem::DECODING_TABLE_CP858)),
        page("IBM865", upper(&oem::DECODING_TABLE_CP865)),
        page("IBM860", upper(&oem::DECODING_TABLE_CP860)),
        page("IBM861", upper(&oem::DECODING_TABLE_CP861)),
        page("IBM863", upper(&oem::DECODING_TABLE_CP863)),
        page("IBM737", upper(&oem::DECODING_TABLE_CP737)),
        page("IBM869", upper(&oem::DECODING_TABLE_CP869)),
        page("IBM862", upper(&oem::DECODING_TABLE_CP862)),
        page("IBM864", gaps(&oem::DECODING_TABLE_CP864)),
        page("IBM720", upper(&oem::DECODING_TABLE_CP720)),
    ]
}

fn others() -> Vec<CodePage> {
    let rare = [
        encoding_rs::ISO_8859_3,
        encoding_rs::ISO_8859_4,
        encoding_rs::ISO_8859_13,
        encoding_rs::ISO_8859_14,
        encoding_rs::ISO_8859_15,
        encoding_rs::ISO_8859_16,
    ];
    let mac = |name, runs: Runs| page(name, changed(standard(MACINTOSH), runs));
    let own = [
        page("KZ-1048", changed(standard(WINDOWS_1251), KZ_1048)),
        mac("x-mac-centraleurroman", &[(0x80, MAC_CENTRAL_EUROPE)]),
        mac("x-mac-greek", &[(0x80, MAC_GREEK)]),
        mac("x-mac-turkish", MAC_TURKISH),
        mac("x-mac-croatian", MAC_CROATIAN),
        mac("x-mac-romanian", MAC_ROMANIAN),
        mac("x-mac-icelandic", MAC_ICELANDIC),
    ];
    rare.iter().map(|encoding| page(encoding.name(), standard(encoding))).chain(own).collect()
}

fn page(name: &'static str, chars: [char; 256]) -> CodePage {
    CodePage { name, chars }
}

/// Those in which not even the letters from A to Z are where ASCII has them.
pub(super) static EBCDIC: LazyLock<Vec<CodePage>> = LazyLock::new(|| {
    let page = |name, runs| page(name, changed(changed(['\u{FFFD}'; 256], &[(0, IBM037)]), runs));
    vec![
        page("IBM037", &[]),
        page("IBM500", IBM500),
        page("IBM273", IBM273),
        page("IBM1026", IBM1026),
        page("IBM1140", &[(0x9F, "€")]),
    ]
});

/// Where a table differs: from a byte on, these characters.
type Runs = &'static [(u8, &'static str)];

const IBM1125: Runs = &[(0xF2, "ҐґЄєІіЇї")];
const KZ_1048: Runs = &[
    (0x8D, "ҚҺ"),
    (0x9D, "қһ"),
    (0xA1, "ҰұӘ"),
    (0xA5, "Ө"),
    (0xAA, "Ғ"),
    (0xAF, "Ү"),
    (0xB4, "ө"),
    (0xBA, "ғ"),
    (0xBC, "әҢңү"),
];
const MAC_TURKISH: Runs = &[(0xDA, "ĞğİıŞş")];
const MAC_CROATIAN: Runs = &[
    (0xA9, "Š"),
    (0xAE, "Ž"),
    (0xB4, "∆"),
    (0xB9, "š"),
    (0xBE, "ž"),
    (0xC6, "Ć"),
    (0xC8, "Č"),
    (0xD0, "Đ"),
    (0xDE, "Æ»–"),
    (0xE6, "ć"),
    (0xE8, "č"),
    (0xF0, "đ"),
    (0xF9, "πË"),
    (0xFD, "Êæ"),
];
const MAC_ROMANIAN: Runs = &[(0xAE, "ĂȘ"), (0xBE, "ăș"), (0xDE, "Țț")];
const MAC_ICELANDIC: Runs = &[(0xA0, "Ý"), (0xDC, "ÐðÞþý")];
const MAC_CENTRAL_EUROPE: &str = "ÄĀāÉĄÖÜáąČäčĆćéŹźĎíďĒēĖóėôöõúĚěü\
     †°Ę£§•¶ß®©™ę¨≠ģĮįĪ≤≥īĶ∂∑łĻļĽľĹĺŅ\
     ņŃ¬√ńŇ∆«»…\u{A0}ňŐÕőŌ–—“”‘’÷◊ōŔŕŘ‹›řŖ\
     ŗŠ‚„šŚśÁŤťÍŽžŪÓÔūŮÚůŰűŲųÝýķŻŁżĢˇ";
const MAC_GREEK: &str = "Ä¹²É³ÖÜ΅àâä΄¨çéèêë£™îï•½‰ôö¦€ùûü\
     †ΓΔΘΛΞΠß®©ΣΪ§≠°·Α±≤≥¥ΒΕΖΗΙΚΜΦΫΨΩ\
     άΝ¬ΟΡ≈Τ«»…\u{A0}ΥΧΆΈœ–―“”‘’÷ΉΊΌΎέήίόΏ\
     ύαβψδεφγηιξκλμνοπώρστθωςχυζϊϋΐΰ\u{AD}";
const IBM037: &str = "\x00\x01\x02\x03\u{9C}\t\u{86}\x7F\u{97}\u{8D}\u{8E}\x0B\x0C\r\x0E\x0F\x10\x11\x12\x13\u{9D}\u{85}\x08\u{87}\x18\x19\u{92}\u{8F}\x1C\x1D\x1E\x1F\
     \u{80}\u{81}\u{82}\u{83}\u{84}\n\x17\x1B\u{88}\u{89}\u{8A}\u{8B}\u{8C}\x05\x06\x07\u{90}\u{91}\x16\u{93}\u{94}\u{95}\u{96}\x04\u{98}\u{99}\u{9A}\u{9B}\x14\x15\u{9E}\x1A\
     \x20\u{A0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬\
     -/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"\
     Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤\
     µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×\
     {ABCDEFGHI\u{AD}ôöòóõ}JKLMNOPQR¹ûüùúÿ\
     \\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u{9F}";
const IBM500: Runs =
    &[(0x4A, "["), (0x4F, "!"), (0x5A, "]"), (0x5F, "^"), (0xB0, "¢"), (0xBA, "¬|")];
const IBM273: Runs = &[
    (0x43, "{"),
    (0x4A, "Ä"),
    (0x4F, "!"),
    (0x59, "~Ü"),
    (0x5F, "^"),
    (0x63, "["),
    (0x6A, "ö"),
    (0x7C, "§"),
    (0xA1, "ß"),
    (0xB0, "¢"),
    (0xB5, "@"),
    (0xBA, "¬|‾"),
    (0xC0, "ä"),
    (0xCC, "¦"),
    (0xD0, "ü"),
    (0xDC, "}"),
    (0xE0, "Ö"),
    (0xEC, "\\"),
    (0xFC, "]"),
];
const IBM1026: Runs = &[
    (0x48, "{"),
    (0x4A, "Ç"),
    (0x4F, "!"),
    (0x5A, "Ğİ"),
    (0x5F, "^"),
    (0x68, "["),
    (0x6A, "ş"),
    (0x79, "ı"),
    (0x7B, "ÖŞ"),
    (0x7F, "Ü"),
    (0x8C, "}`¦"),
    (0xA1, "ö"),
    (0xAC, "]$@"),
    (0xB0, "¢"),
    (0xBA, "¬|"),
    (0xC0, "ç"),
    (0xCC, "~"),
    (0xD0, "ğ"),
    (0xDC, "\\"),
    (0xE0, "ü"),
    (0xEC, "#"),
    (0xFC, "\""),
];

impl CodePage {
    /// As encoding_rs's, if it has the table: that is the faster one.
    pub(super) fn charset(&'static self) -> Charset {
        Encoding::for_label(self.name.as_bytes()).map_or(Charset::CodePage(self), Charset::Standard)
    }

    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        bytes.iter().map(|byte| self.chars[usize::from(*byte)]).collect()
    }

    /// A question mark for what the table lacks.
    pub(super) fn encode(&self, text: &str) -> Vec<u8> {
        let bytes: HashMap<char, u8> = self.chars.iter().copied().zip(0..=u8::MAX).collect();
        text.chars().map(|c| bytes.get(&c).copied().unwrap_or(b'?')).collect()
    }
}

/// The page that is called `label`: by its name, or `cp852`, `dos-852`, `852` for `IBM852`.
pub(super) fn for_label(label: &[u8]) -> Option<&'static CodePage> {
    let label = label.to_ascii_lowercase();
    let is_named = |page: &&CodePage| {
        let name = page.name.to_ascii_lowercase();
        let number = name.strip_prefix("ibm").map(str::as_bytes);
        let label = [&b"cp"[..], b"ibm-", b"ibm", b"dos-", b"csibm"]
            .iter()
            .find_map(|prefix| label.strip_prefix(*prefix))
            .unwrap_or(&label);
        name.as_bytes() == label || number == Some(label)
    };
    ASCII_BASED.iter().chain(EBCDIC.iter()).find(is_named)
}

fn upper(upper: &[char; 128]) -> [char; 256] {
    std::array::from_fn(|byte| match byte.checked_sub(128) {
        Some(high) => upper[high],
        None => char::from(byte as u8),
    })
}

fn gaps(table: &[Option<char>; 128]) -> [char; 256] {
    upper(&table.map(|c| c.unwrap_or('\u{FFFD}')))
}

pub(super) fn standard(encoding: &'static Encoding) -> [char; 256] {
    std::array::from_fn(|byte| {
        let byte = [byte as u8];
        encoding.decode_without_bom_handling(&byte).0.chars().next().unwrap_or('\u{FFFD}')
    })
}

fn changed(mut chars: [char; 256], runs: Runs) -> [char; 256] {
    for (from, run) in runs {
        for (place, c) in chars[usize::from(*from)..].iter_mut().zip(run.chars()) {
            *place = c;
        }
    }
    chars
}
