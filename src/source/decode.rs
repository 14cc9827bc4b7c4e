//! Bytes to text: byte order mark, then strict UTF-8, then the declared charset, then detection.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Unreadable;

/// Detection reads this much; more does not change the answer.
const SAMPLE: usize = 1 << 16;
/// A declaration stands this near to the start.
const DECLARATION: usize = 1 << 10;
/// In text of any encoding, fewer than one byte in this many is a control character.
const CONTROLS: usize = 200;

/// A text and how it was read.
#[derive(Debug)]
pub struct Decoded<'b> {
    /// The text. Borrowed if the bytes were UTF-8 already.
    pub text: Cow<'b, str>,
    /// What the bytes were; `None` for valid UTF-8.
    pub encoding: Option<&'static Encoding>,
}

/// Decodes a file.
///
/// ```
/// use jernih::source::decode::decode;
///
/// let decoded = decode(b"Caf\xe9 di S\xe3o Paulo, pukul tujuh.").unwrap();
/// assert_eq!(decoded.text, "Café di São Paulo, pukul tujuh.");
/// assert_eq!(decoded.encoding.unwrap().name(), "windows-1252");
/// ```
///
/// # Errors
///
/// [`Unreadable::NotText`] for bytes that are no text in any encoding.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    if let Some((encoding, mark)) =
        Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8)
    {
        return Ok(decode_as(encoding, &bytes[mark..]));
    }
    if let Some(encoding) = utf16(bytes) {
        return Ok(decode_as(encoding, bytes));
    }
    let text = std::str::from_utf8(bytes);
    if memchr::memchr(0, bytes).is_some() || has_controls(bytes) {
        return Err(Unreadable::NotText("it has the bytes of a binary file"));
    }
    if let Ok(text) = text {
        return Ok(Decoded { text: Cow::Borrowed(text), encoding: None });
    }
    let declared =
        declared(bytes).filter(|encoding| !encoding.decode_without_bom_handling(bytes).1);
    if let Some(encoding) = declared.filter(|encoding| *encoding != UTF_8) {
        return Ok(decode_as(encoding, bytes));
    }
    let encoding = if is_damaged_utf8(bytes) { UTF_8 } else { detected(bytes) };
    Ok(decode_as(encoding, bytes))
}

/// The bytes that `text` came from, if the encoding gives exactly them back.
pub fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    if encoding == UTF_16LE {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        return [0xFF, 0xFE].into_iter().chain(units).collect();
    }
    if encoding == UTF_16BE {
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        return [0xFE, 0xFF].into_iter().chain(units).collect();
    }
    encoding.encode(text).0.into_owned()
}

fn decode_as<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Decoded<'b> {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: Some(encoding) }
}

/// UTF-16 without a mark: most text has many characters whose upper byte is zero.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = |zeros: usize| zeros > 0 && zeros * 4 >= sample.len() / 2;
    match (even, odd) {
        (0, odd) if many(odd) => Some(UTF_16LE),
        (even, 0) if many(even) => Some(UTF_16BE),
        _ => None,
    }
}

/// Control characters other than white space and the escape of ISO-2022-JP.
fn has_controls(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls =
        sample.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t'..=b'\r' | 0x1B)).count();
    controls * CONTROLS > sample.len()
}

/// A charset that an HTML or XML head declares.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(DECLARATION)].to_ascii_lowercase();
    [&b"charset="[..], b"encoding="].iter().find_map(|key| {
        let at = memchr::memmem::find(&head, key)? + key.len();
        let value =
            head[at..].strip_prefix(b"\"").or(head[at..].strip_prefix(b"'")).unwrap_or(&head[at..]);
        let end = value.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b)));
        Encoding::for_label(&value[..end.unwrap_or(value.len())])
    })
}

/// True if nearly all that is not ASCII is valid UTF-8: then a few bytes were lost, and guessing
/// another encoding would ruin the rest.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    const VALID_PER_INVALID: usize = 10;
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid >= invalid * VALID_PER_INVALID
}

fn detected(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(SAMPLE)], true);
    detector.guess(None, Utf8Detection::Deny)
}
