//! A line of JSON as a document, and back: only the text is replaced, every other byte stays.

use std::{borrow::Cow, fmt, ops::Range};

use serde::{
    Deserializer, Serialize,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{Fields, Unreadable};
use crate::document::{self, Document, Language};

/// How a JSON string escapes what it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Escapes {
    /// Only what JSON demands.
    Few,
    /// All but ASCII as well, as Python does by default.
    Ascii,
}

/// What a line had besides its text.
#[derive(Debug)]
pub struct Carrier {
    /// The text's JSON string, with its quotes, in the line.
    pub token: Range<usize>,
    /// How it escapes.
    pub escapes: Escapes,
}

/// Reads a line into `document`, whose id stays as it is if the line has none.
///
/// # Errors
///
/// What is wrong with the line, in [`Unreadable`].
pub fn parse(line: &[u8], fields: &Fields, document: &mut Document) -> Result<Carrier, Unreadable> {
    let line = simdutf8::compat::from_utf8(line)
        .map_err(|error| Unreadable::Utf8(error.valid_up_to() + 1))?;
    let not_json = |error: serde_json::Error| Unreadable::Json(without_line(&error));
    let mut reader = serde_json::Deserializer::from_str(line);
    let found = Seed(fields).deserialize(&mut reader).map_err(not_json)?;
    reader.end().map_err(not_json)?;
    let raw = found.text.ok_or_else(|| Unreadable::NoText(fields.text.clone()))?.get();
    if let Some(found) = kind(raw) {
        return Err(Unreadable::NotString { field: fields.text.clone(), found });
    }
    document.text.clear();
    if !unescape(&raw[1..raw.len() - 1], &mut document.text) {
        document.text = serde_json::from_str::<String>(raw).map_err(not_json)?;
    }
    document.language = found.language.and_then(|raw| Language::parse(raw.get().trim_matches('"')));
    document.site = found.site(fields);
    if let Some(id) = found.id.and_then(id) {
        document.id = id;
    }
    let start = raw.as_ptr() as usize - line.as_ptr() as usize;
    let escapes =
        if raw.is_ascii() && !document.text.is_ascii() { Escapes::Ascii } else { Escapes::Few };
    Ok(Carrier { token: start..start + raw.len(), escapes })
}

/// Adds what a string's characters stand for to `text`; false, and then only part of it, if some are
/// escaped by number.
fn unescape(string: &str, text: &mut String) -> bool {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\\', &string.as_bytes()[from..]) {
        let at = from + at;
        text.push_str(&string[from..at]);
        text.push(match string.as_bytes().get(at + 1) {
            Some(b'n') => '\n',
            Some(b't') => '\t',
            Some(b'r') => '\r',
            Some(b'b') => '\x08',
            Some(b'f') => '\x0c',
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(*same),
            _ => return false,
        });
        from = at + 2;
    }
    text.push_str(&string[from..]);
    true
}

/// True if writing the text again gives the same JSON string, `token`, for certain: nothing in it is
/// escaped by number, and no slash is.
pub fn is_usual(token: &[u8]) -> bool {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\\', &token[from..]) {
        if matches!(token.get(from + at + 1), None | Some(b'u' | b'/')) {
            return false;
        }
        from += at + 2;
    }
    true
}

/// Writes `line` with another text to `out`.
pub fn render(line: &[u8], carrier: &Carrier, text: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(&line[..carrier.token.start]);
    write_string(text, carrier.escapes, out);
    out.extend_from_slice(&line[carrier.token.end..]);
}

/// Writes `text` as a JSON string to `out`.
pub fn write_string(text: &str, escapes: Escapes, out: &mut Vec<u8>) {
    let start = out.len();
    write_few(text, out);
    if escapes == Escapes::Few || out[start..].is_ascii() {
        return;
    }
    let written = String::from_utf8(out.split_off(start)).expect("JSON is UTF-8");
    for c in written.chars() {
        if c.is_ascii() && c != '\x7f' {
            out.push(c as u8);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
            }
        }
    }
}

/// Writes a JSON string as serde_json does.
fn write_few(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len() + text.len() / 16);
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = next_escaped(rest) {
        out.extend_from_slice(&rest[..at]);
        let short = match rest[at] {
            b'\n' => b'n',
            b'\t' => b't',
            b'\r' => b'r',
            b'\x08' => b'b',
            b'\x0c' => b'f',
            same @ (b'"' | b'\\') => same,
            control => {
                out.extend_from_slice(format!("\\u{control:04x}").as_bytes());
                rest = &rest[at + 1..];
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// The first byte that JSON demands to escape. Thirty-two bytes are looked at together, because in
/// most text few are.
fn next_escaped(bytes: &[u8]) -> Option<usize> {
    const CHUNK: usize = 32;
    let escaped = |byte: &u8| (*byte < b' ') | (*byte == b'"') | (*byte == b'\\');
    let mut chunks = bytes.chunks(CHUNK).enumerate();
    let (index, chunk) =
        chunks.find(|(_, chunk)| chunk.iter().fold(false, |any, byte| any | escaped(byte)))?;
    chunk.iter().position(escaped).map(|at| index * CHUNK + at)
}

/// The fields that matter, as they stand in the line.
#[derive(Default)]
struct Found<'l> {
    text: Option<&'l RawValue>,
    id: Option<&'l RawValue>,
    language: Option<&'l RawValue>,
    site: Option<&'l RawValue>,
    url: Option<&'l RawValue>,
    source: Option<&'l RawValue>,
}

impl Found<'_> {
    /// What the field for it says, or else the record's address, or else its source.
    fn site(&self, fields: &Fields) -> Option<String> {
        if fields.site.is_some() {
            return document::site(&string(self.site?)?);
        }
        let host = self.url.and_then(string).and_then(|url| document::host(&url));
        host.or_else(|| document::site(&string(self.source?)?))
    }
}

struct Seed<'f>(&'f Fields);

impl<'l> DeserializeSeed<'l> for Seed<'_> {
    type Value = Found<'l>;

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<Found<'l>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'l> Visitor<'l> for Seed<'_> {
    type Value = Found<'l>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Found<'l>, A::Error> {
        let mut found = Found::default();
        while let Some(key) = map.next_key::<Cow<'l, str>>()? {
            if *key == *self.0.text {
                if found.text.replace(map.next_value()?).is_some() {
                    return Err(serde::de::Error::custom(format!(
                        "the field \"{key}\" stands twice"
                    )));
                }
            } else if *key == *self.0.id {
                found.id = Some(map.next_value()?);
            } else if *key == *self.0.language {
                found.language = Some(map.next_value()?);
            } else if self.0.site.as_deref() == Some(&*key) {
                found.site = Some(map.next_value()?);
            } else if key == "url" {
                found.url = Some(map.next_value()?);
            } else if key == "source" {
                found.source = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// An id that is a string or a number.
fn id(raw: &RawValue) -> Option<String> {
    match kind(raw.get()) {
        None => serde_json::from_str(raw.get()).ok(),
        Some("a number") => Some(raw.get().to_owned()),
        Some(_) => None,
    }
}

/// A string, without its escapes.
fn string(raw: &RawValue) -> Option<Cow<'_, str>> {
    let inner = raw.get().strip_prefix('"')?.strip_suffix('"')?;
    if inner.contains('\\') {
        return serde_json::from_str(raw.get()).ok();
    }
    Some(Cow::Borrowed(inner))
}

/// What a JSON value is, if it is no string.
fn kind(raw: &str) -> Option<&'static str> {
    match raw.as_bytes().first()? {
        b'"' => None,
        b'{' => Some("an object"),
        b'[' => Some("a list"),
        b'n' => Some("null"),
        b't' | b'f' => Some("true or false"),
        _ => Some("a number"),
    }
}

/// The parser counts lines, of which it has only one.
fn without_line(error: &serde_json::Error) -> String {
    error
        .to_string()
        .replace(" at line 1 column ", " at column ")
        .replace(" at line 2 column ", " at column ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_ways_agree_with_the_parser() {
        let pieces =
            ["a", "é", "\\n", "\\\\", "\\\"", "\\/", "\\u0041", "\\t", "\u{7f}", "\\u001f"];
        for n in 0..pieces.len().pow(4) {
            let string: String =
                (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
            let token = format!("\"{string}\"");
            let slow: String = serde_json::from_str(&token).expect("it is a string");
            let mut quick = String::new();
            assert!(!unescape(&string, &mut quick) || quick == slow, "{token}");
            let mut again = vec![];
            write_string(&slow, Escapes::Few, &mut again);
            assert!(!is_usual(token.as_bytes()) || again == token.as_bytes(), "{token}");
        }
    }

    #[test]
    fn strings_are_written_as_the_parser_would() {
        for c in ('\0'..='\u{ff}').chain(['\u{2028}', '中', '\u{1f600}']) {
            for before in [0, 1, 30, 31, 32, 33, 64] {
                let text = format!("{}{c}\"{c}é", "x".repeat(before));
                let mut quick = vec![];
                write_string(&text, Escapes::Few, &mut quick);
                assert_eq!(quick, serde_json::to_vec(&text).expect("it is a string"), "{text:?}");
            }
        }
    }
}
