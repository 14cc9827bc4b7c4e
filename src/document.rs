//! The unit of work: one text, what it is called, and where it comes from if that is known.

use std::{fmt, str};

/// A language tag, cut to its primary part: `zh-Hant-TW` is `zh`.
///
/// Holds the letters in place, because a document's language is copied far more often than made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language([u8; 8]);

impl Language {
    /// Reads a tag such as `id`, `EN_us` or `zh-Hant`; `None` if it does not start with two to
    /// eight ASCII letters.
    ///
    /// ```
    /// use jernih::document::Language;
    ///
    /// assert_eq!(Language::parse("EN_us").unwrap().as_str(), "en");
    /// assert!(Language::parse("").is_none());
    /// ```
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next()?;
        let mut letters = [0; 8];
        let fits = (2..=letters.len()).contains(&primary.len());
        if !fits || !primary.bytes().all(|b| b.is_ascii_alphabetic()) {
            return None;
        }
        letters[..primary.len()].copy_from_slice(primary.to_ascii_lowercase().as_bytes());
        Some(Language(letters))
    }

    /// The primary tag in lower case.
    pub fn as_str(&self) -> &str {
        let len = self.0.iter().position(|&b| b == 0).unwrap_or(self.0.len());
        str::from_utf8(&self.0[..len]).expect("parse lets only ASCII in")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One text on its way through the pipeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The name used in every message about this document.
    pub id: String,
    /// What the source says; `None` lets a stage that needs a language guess it.
    pub language: Option<Language>,
    /// The site that it was published on, as [`site`] writes it; `None` if the source does not say.
    pub site: Option<String>,
    /// The single buffer that stages read and the pipeline rewrites.
    pub text: String,
}

impl Document {
    /// What the source says about the text.
    pub fn origin(&self) -> Origin<'_> {
        Origin { language: self.language, site: self.site.as_deref() }
    }
}

/// What the source of a text says about it, if it says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Origin<'d> {
    /// Its language.
    pub language: Option<Language>,
    /// Its site, as [`site`] writes it.
    pub site: Option<&'d str>,
}

/// The site that a field of a record names: the host of an address, in small letters and without
/// `www.` and a port, or the field as it stands.
///
/// ```
/// use jernih::document::site;
///
/// assert_eq!(site("https://www.Contoh.id:8080/kota/1?a=b").unwrap(), "contoh.id");
/// assert_eq!(site("kabar-pagi").unwrap(), "kabar-pagi");
/// assert!(site(" ").is_none());
/// ```
pub fn site(field: &str) -> Option<String> {
    let named = host(field).unwrap_or_else(|| field.trim().to_owned());
    (!named.is_empty()).then_some(named)
}

/// The site of a record: the host of its address, or else its source.
pub fn named_site(address: Option<&str>, source: Option<&str>) -> Option<String> {
    address.and_then(host).or_else(|| source.and_then(site))
}

/// The host of an address, in the form of [`site`]; `None` if it has none.
pub fn host(address: &str) -> Option<String> {
    let (_, rest) = address.trim().split_once("//")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?.trim_end_matches('.');
    let host = host.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}
