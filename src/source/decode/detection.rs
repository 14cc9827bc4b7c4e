//! The charset of bytes that are not UTF-8 and declare nothing.
//!
//! chardetng knows what browsers meet, and knows it well, but not the code pages of DOS and the
//! Macintosh, EBCDIC and Johab; and it is unsure of short texts. So its guess stands unless the bytes
//! read much better as something else. What is likely is the matter of [`likelihood`].

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS};

use super::{
    SAMPLE,
    charset::Charset,
    code_page::{self, CodePage},
    likelihood::{self, Triple},
};

/// By how much another reading must be likelier than chardetng's, in all: e^6 is what two letters of
/// the language in place of two others give. One letter says nothing.
const MARGIN: f64 = 6.0;
/// And for a charset that is rare.
const RARE: f64 = 3.0;
/// And by character that they read otherwise, since what makes one reading too unlikely repeats.
const MARGIN_EACH: f64 = 0.15;

/// The charset in which the bytes are the most likely text.
pub(super) fn detect(bytes: &[u8]) -> Charset {
    let sample = sample(bytes);
    let guess = guess(sample);
    let triples = likelihood::byte_triples(sample);
    let known = of_text(Charset::Standard(guess), sample);
    let guessed = guess.is_single_byte().then(|| code_page::standard(guess));
    let of_page = |(place, page): (usize, &'static CodePage)| {
        let rare = if place < code_page::COMMON { 0.0 } else { RARE };
        let margin = MARGIN + rare + MARGIN_EACH * differing(page, guessed.as_ref(), &triples);
        (page.charset(), of_page(page, &triples) - known - margin)
    };
    let johab = (Charset::Johab, of_text(Charset::Johab, sample) - known - MARGIN - RARE);
    let others = code_page::ASCII_BASED.iter().enumerate().map(of_page).chain([johab]);
    // Of equals the last is taken, and the first is the most common.
    let best = others.rev().max_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|(_, gain)| *gain > 0.0).map_or(Charset::Standard(guess), |(charset, _)| charset)
}

/// How many characters the page reads otherwise than the table of the guess, if that has one.
fn differing(page: &CodePage, guessed: Option<&[char; 256]>, triples: &[([u8; 3], f64)]) -> f64 {
    let is_other = |byte: u8| {
        let at = usize::from(byte);
        guessed.is_none_or(|guessed| guessed[at] != page.chars[at])
    };
    triples.iter().filter(|([_, byte, _], _)| is_other(*byte)).map(|(_, count)| count).sum()
}

/// From a little before the first byte that is not ASCII: a page's head can be long.
fn sample(bytes: &[u8]) -> &[u8] {
    const BEFORE: usize = 64;
    let first = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or_default();
    let rest = &bytes[first.saturating_sub(BEFORE)..];
    &rest[..rest.len().min(SAMPLE)]
}

fn guess(sample: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Deny)
}

/// In EBCDIC the space is what ASCII calls @, the most frequent byte; ASCII's space is a control
/// character. No other text has a twentieth of @ and next to no spaces.
pub(super) fn ebcdic(bytes: &[u8]) -> Option<Charset> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let count = |byte| sample.iter().filter(|b| **b == byte).count();
    let (spaces, ascii_spaces) = (count(0x40), count(b' '));
    if spaces * 20 <= sample.len() || ascii_spaces * 20 >= spaces {
        return None;
    }
    let pages = code_page::EBCDIC.iter().map(Charset::CodePage);
    let likelihood = |charset: &Charset| of_text(*charset, sample);
    pages.rev().max_by(|a, b| likelihood(a).total_cmp(&likelihood(b)))
}

fn of_page(page: &CodePage, triples: &[([u8; 3], f64)]) -> f64 {
    let char = |byte: u8| page.chars[usize::from(byte)];
    let read = |(bytes, count): &([u8; 3], f64)| -> (Triple, f64) { (bytes.map(char), *count) };
    likelihood::likelihood(triples.iter().map(read), |_| false)
}

fn of_text(charset: Charset, sample: &[u8]) -> f64 {
    let (text, _) = charset.decode(sample);
    likelihood::likelihood(likelihood::triples(&text).into_iter(), |c| is_common(c, charset))
}

/// A character of everyday use: the national standards have those first, ordered by sound, and
/// the others after them. (Johab has the syllables of EUC-KR and 8,822 more.)
fn is_common(c: char, charset: Charset) -> bool {
    let encoding = match charset {
        Charset::Standard(encoding) => encoding,
        _ => EUC_KR,
    };
    let mut utf8 = [0; 4];
    let (bytes, _, unknown) = encoding.encode(c.encode_utf8(&mut utf8));
    let lead = match encoding {
        _ if encoding == GBK || encoding == GB18030 => 0xB0..=0xD7,
        _ if encoding == BIG5 => 0xA4..=0xC6,
        _ if encoding == EUC_JP => 0xB0..=0xCF,
        _ if encoding == SHIFT_JIS => 0x88..=0x98,
        _ => 0xB0..=0xC8,
    };
    let is_second_in_set = encoding != EUC_KR && encoding != GBK || bytes.last() >= Some(&0xA1);
    !unknown && bytes.len() == 2 && lead.contains(&bytes[0]) && is_second_in_set
}
