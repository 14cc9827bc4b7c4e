//! Bytes to text: byte order mark, then strict UTF-8, then the declared charset, then detection.
//!
//! This file has only the order in which these are asked. What has none of them, or the bytes of a
//! binary file, is no text.

use std::borrow::Cow;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;

mod alphabet;
mod charset;
mod code_page;
mod detection;
mod johab;
mod likelihood;
mod shifted;
mod unmarked;
mod utf32;

pub use charset::Charset;
use shifted::Shifted;
use utf32::Utf32;

use super::Unreadable;

/// Detection reads this much; more does not change the answer.
const SAMPLE: usize = 1 << 16;
/// Declarations stand this near to the start: 1,024 bytes by the standard, and pages do not keep to it.
const DECLARATION: usize = 1 << 12;
/// In text of any charset, fewer than one byte in this many is a control character.
const CONTROLS: usize = 200;

/// A text and how it was read.
#[derive(Debug)]
pub struct Decoded<'b> {
    /// The text. Borrowed if the bytes were UTF-8 already.
    pub text: Cow<'b, str>,
    /// What the bytes were; `None` for valid UTF-8.
    pub charset: Option<Charset>,
}

/// Decodes a file.
///
/// ```
/// use jernih::source::decode::decode;
///
/// let decoded = decode(b"Caf\xe9 di S\xe3o Paulo, pukul tujuh.").unwrap();
/// assert_eq!(decoded.text, "Café di São Paulo, pukul tujuh.");
/// assert_eq!(decoded.charset.unwrap().name(), "windows-1252");
/// ```
///
/// # Errors
///
/// [`Unreadable::NotText`] for bytes that are no text in any charset.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Unreadable> {
    if let Some((charset, text)) = marked(bytes) {
        return Ok(decode_as(charset, text));
    }
    if let Some(charset) = seven_bit(bytes) {
        return Ok(decode_as(charset, bytes));
    }
    let is_binary = memchr::memchr(0, bytes).is_some() || has_controls(bytes);
    if !is_binary && let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Decoded { text: Cow::Borrowed(text), charset: None });
    }
    let charset = match detection::ebcdic(bytes) {
        Some(ebcdic) => ebcdic,
        None if is_binary => unmarked::detect(bytes)
            .ok_or(Unreadable::NotText("it has the bytes of a binary file"))?,
        None => eight_bit(bytes),
    };
    Ok(decode_as(charset, bytes))
}

/// What a byte order mark tells, and the bytes that are not part of it.
fn marked(bytes: &[u8]) -> Option<(Charset, &[u8])> {
    if let Some(utf32) = Utf32::for_mark(bytes) {
        return Some((Charset::Utf32(utf32), bytes));
    }
    let (encoding, mark) = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8)?;
    Some((Charset::Standard(encoding), &bytes[mark..]))
}

/// What the escapes and shifts of a seven-bit text tell.
fn seven_bit(bytes: &[u8]) -> Option<Charset> {
    const ESCAPES: [&[u8]; 4] = [b"\x1B$B", b"\x1B$@", b"\x1B(J", b"\x1B(I"];
    let has_escape = memchr::memchr(0x1B, bytes).is_some()
        && ESCAPES.iter().any(|escape| memmem::find(bytes, escape).is_some());
    let japanese = Charset::Standard(ISO_2022_JP);
    if has_escape && !japanese.decode(bytes).1 {
        return Some(japanese);
    }
    Shifted::of(bytes).map(Charset::Shifted)
}

fn eight_bit(bytes: &[u8]) -> Charset {
    match declared(bytes) {
        Some(declared) => declared,
        None if is_damaged_utf8(bytes) => Charset::Standard(UTF_8),
        None => detection::detect(bytes),
    }
}

fn decode_as(charset: Charset, bytes: &[u8]) -> Decoded<'_> {
    Decoded { text: charset.decode(bytes).0, charset: Some(charset) }
}

/// Control characters other than white space and the escape of ISO-2022-JP.
fn has_controls(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let controls =
        sample.iter().filter(|b| **b < 0x20 && !matches!(**b, b'\t'..=b'\r' | 0x1B)).count();
    controls * CONTROLS > sample.len()
}

/// The first charset that an HTML or XML head declares and that the bytes can be in. What declares
/// UTF-16 or UTF-8 and is read here is neither.
fn declared(bytes: &[u8]) -> Option<Charset> {
    let head = bytes[..bytes.len().min(DECLARATION)].to_ascii_lowercase();
    let mut keys: Vec<usize> = [&b"charset="[..], b"encoding="]
        .iter()
        .flat_map(|key| memmem::find_iter(&head, key).map(|at| at + key.len()))
        .collect();
    keys.sort_unstable();
    let mut tried = vec![];
    keys.into_iter().find_map(|at| {
        let value = head[at..].strip_prefix(b"\"").or(head[at..].strip_prefix(b"'"));
        let value = value.unwrap_or(&head[at..]);
        let end = value.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.".contains(b)));
        let charset = Charset::for_label(&value[..end.unwrap_or(value.len())])?;
        let is_unicode = [UTF_8, UTF_16LE, UTF_16BE].map(Charset::Standard).contains(&charset)
            || matches!(charset, Charset::Utf32(_) | Charset::Shifted(_));
        let is_new = !tried.contains(&charset);
        tried.push(charset);
        (is_new && !is_unicode && !charset.decode(bytes).1).then_some(charset)
    })
}

/// True if nearly all that is not ASCII is valid UTF-8: then a few bytes were lost, and guessing
/// another charset would ruin the rest.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    const VALID_PER_INVALID: usize = 10;
    let (mut valid, mut invalid) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        invalid += usize::from(!chunk.invalid().is_empty());
    }
    valid >= invalid * VALID_PER_INVALID
}
