//! UTF-16 and UTF-32 without a byte order mark.
//!
//! Looked for only in bytes that would be a binary file otherwise: nearly every text in UTF-16 has
//! zeros or control characters among its bytes, and no other text has.

use std::collections::BTreeMap;

use encoding_rs::{UTF_16BE, UTF_16LE};
use unicode_script::{Script, UnicodeScript};

use super::{SAMPLE, charset::Charset, utf32::Utf32};

/// In most texts one script and signs are all; a tenth may be names and quotes in another. Read in
/// the wrong order, or from a binary file, characters are of all scripts.
const ONE_SCRIPT: f64 = 0.9;

/// The charset in which the bytes are text.
pub(super) fn detect(bytes: &[u8]) -> Option<Charset> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let [wide, narrow] =
        [[Utf32::LE, Utf32::BE].map(Charset::Utf32), [UTF_16LE, UTF_16BE].map(Charset::Standard)];
    [(wide, 4), (narrow, 2)].into_iter().find_map(|(charsets, width)| {
        let whole = &sample[..sample.len() - sample.len() % width];
        // A cut pair of surrogates at the end of the sample is no fault of the text.
        let read =
            |charset: Charset| consistency(charset.decode(whole).0.trim_end_matches('\u{FFFD}'));
        let best = charsets.into_iter().max_by(|a, b| read(*a).total_cmp(&read(*b)))?;
        (!whole.is_empty() && read(best) >= ONE_SCRIPT).then_some(best)
    })
}

/// The share of characters that are ASCII, or of the script that most are of, with its signs; 0 if
/// any is none.
fn consistency(text: &str) -> f64 {
    let (mut all, mut plain, mut scripts) = (0, 0, BTreeMap::<&str, u32>::new());
    for c in text.chars() {
        if is_no_text(c) {
            return 0.0;
        }
        all += 1;
        match c.script() {
            _ if c.is_ascii() => plain += 1,
            Script::Common | Script::Inherited if is_sign(c) => plain += 1,
            Script::Hiragana | Script::Katakana => *scripts.entry("Hani").or_default() += 1,
            script => *scripts.entry(script.short_name()).or_default() += 1,
        }
    }
    let main = scripts.values().max().copied().unwrap_or_default();
    if all == 0 { 0.0 } else { f64::from(plain + main) / f64::from(all) }
}

/// Signs of running text: Latin-1, general, and those of Chinese, Japanese and Korean.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{A0}'..='\u{FF}' | '\u{300}'..='\u{36F}' | '\u{2010}'..='\u{206F}'
        | '\u{20A0}'..='\u{2122}' | '\u{3001}'..='\u{303F}' | '\u{FEFF}'..='\u{FF60}')
}

/// Control characters, what stands for malformed bytes, and what Unicode has not assigned.
fn is_no_text(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t'..='\r'))
        || c == '\u{FFFD}'
        || matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{2028}'..='\u{202F}')
        || c.script() == Script::Unknown
}
