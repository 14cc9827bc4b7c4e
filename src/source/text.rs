//! A text file as a document, and back.

use base64::{Engine, prelude::BASE64_STANDARD};

use super::{
    Unreadable,
    decode::{self, Charset},
};
use crate::document::Document;

/// What a text file had besides its text.
#[derive(Debug, Default)]
pub struct Carrier {
    /// The charset that the bytes were in, if that was not UTF-8.
    pub charset: Option<Charset>,
    /// The bytes in Base64, if the charset does not give them back.
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
    document.site = None;
    let lossy = |charset: &Charset| charset.encode(&decoded.text) != bytes;
    let original = decoded.charset.filter(lossy).map(|_| BASE64_STANDARD.encode(bytes));
    Ok(Carrier { charset: decoded.charset, original })
}

/// The bytes of the file that `text` and its carrier came from; `None` if the carrier is broken.
pub fn restore(text: &str, charset: Option<&str>, original: Option<&str>) -> Option<Vec<u8>> {
    match (charset, original) {
        (_, Some(original)) => BASE64_STANDARD.decode(original).ok(),
        (Some(charset), None) => Some(Charset::for_label(charset.as_bytes())?.encode(text)),
        (None, None) => Some(text.as_bytes().to_vec()),
    }
}
