//! A text file as a document, and back.

use base64::{Engine, prelude::BASE64_STANDARD};
use encoding_rs::Encoding;

use super::{Unreadable, decode};
use crate::document::Document;

/// What a text file had besides its text.
#[derive(Debug, Default)]
pub struct Carrier {
    /// The encoding that the bytes were in, if that was not UTF-8.
    pub encoding: Option<&'static Encoding>,
    /// The bytes in Base64, if the encoding does not give them back.
    pub original: Option<String>,
}

/// Reads a file's bytes into `document`.
///
/// # Errors
///
/// As [`decode::decode`].
pub fn parse(bytes: &[u8], document: &mut Document) -> Result<Carrier, Unreadable> {
    let decoded = decode::decode(bytes)?;
    document.text.clear();
    document.text.push_str(&decoded.text);
    document.language = None;
    let lossy = |encoding: &&'static Encoding| decode::encode(&decoded.text, encoding) != bytes;
    let original = decoded.encoding.filter(lossy).map(|_| BASE64_STANDARD.encode(bytes));
    Ok(Carrier { encoding: decoded.encoding, original })
}

/// The bytes of the file that `text` and its carrier came from; `None` if the carrier is broken.
pub fn restore(text: &str, encoding: Option<&str>, original: Option<&str>) -> Option<Vec<u8>> {
    match (encoding, original) {
        (_, Some(original)) => BASE64_STANDARD.decode(original).ok(),
        (Some(encoding), None) => {
            Some(decode::encode(text, Encoding::for_label(encoding.as_bytes())?))
        }
        (None, None) => Some(text.as_bytes().to_vec()),
    }
}
