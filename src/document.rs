//! The unit of work: one text, what it is called, and its language if that is known.

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
    /// The single buffer that stages read and the pipeline rewrites.
    pub text: String,
}
