//! Byte spans and lines over one borrowed buffer.
//!
//! Nothing here owns text or knows what a rule is: a line is a [`Span`], its text is a slice.

use std::ops::Range;

/// A half-open range of bytes.
///
/// Offsets are 32 bits wide, so that an edit stays small; the source holds back every document
/// that would not fit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from offsets, which must fit in 32 bits.
    pub fn new(start: usize, end: usize) -> Span {
        debug_assert!(start <= end && end <= u32::MAX as usize);
        Span { start: start as u32, end: end as u32 }
    }

    /// The span as an index into a `str`.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// True if the span holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// One line of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// With its terminator, so that the lines of a text tile it.
    pub whole: Span,
    /// Without the white space at both ends; empty for a blank line.
    pub body: Span,
}

impl Line {
    /// True if the line shows nothing.
    pub fn is_blank(self) -> bool {
        self.body.is_empty()
    }
}

/// A read-only view of a document's text, as a stage sees it.
#[derive(Clone, Copy, Debug)]
pub struct Text<'t>(&'t str);

impl<'t> Text<'t> {
    /// Wraps a buffer.
    pub fn new(text: &'t str) -> Text<'t> {
        Text(text)
    }

    /// The whole buffer.
    pub fn as_str(self) -> &'t str {
        self.0
    }

    /// The text of a span.
    pub fn slice(self, span: Span) -> &'t str {
        &self.0[span.range()]
    }

    /// Every line in order.
    ///
    /// ```
    /// use jernih::text::Text;
    ///
    /// let text = Text::new("Satu \n\nDua");
    /// let bodies: Vec<&str> = text.lines().map(|line| text.slice(line.body)).collect();
    /// assert_eq!(bodies, ["Satu", "", "Dua"]);
    /// ```
    pub fn lines(self) -> impl Iterator<Item = Line> + 't {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start == self.0.len() {
                return None;
            }
            let end = memchr::memchr(b'\n', &self.0.as_bytes()[start..])
                .map_or(self.0.len(), |newline| start + newline + 1);
            let whole = Span::new(start, end);
            start = end;
            Some(Line { whole, body: self.trim(whole) })
        })
    }

    /// The span without the white space at both ends; where there is only white space, nothing at
    /// its start.
    pub fn trim(self, span: Span) -> Span {
        let slice = self.slice(span);
        let rest = slice.trim_start();
        let skipped = if rest.is_empty() { 0 } else { slice.len() - rest.len() };
        let start = span.start as usize + skipped;
        Span::new(start, start + rest.trim_end().len())
    }
}

/// True if the line reads as a sentence: it ends as one, and is long enough to say something.
///
/// Six words, because titles and labels that end in a full stop are shorter; in scripts without
/// spaces, twenty characters carry about as much.
///
/// ```
/// use jernih::text::is_sentence;
///
/// assert!(is_sentence("Kunjungan ini terjadi di tengah hujan lebat."));
/// assert!(is_sentence("“Kami akan selalu mengingat jasa mereka semua.”"));
/// assert!(!is_sentence("KPK tahan anak buah bupati"));
/// assert!(!is_sentence("Read more…"));
/// ```
pub fn is_sentence(body: &str) -> bool {
    const WORDS: usize = 6;
    const CHARS: usize = 20;
    let closed = body.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』', '）']);
    if !closed.ends_with(['.', '!', '?', '。', '！', '？', '।', '؟', '۔', '።']) {
        return false;
    }
    let spaced = body.split_whitespace().take(WORDS).count();
    spaced >= WORDS || (spaced <= 2 && body.chars().take(CHARS).count() >= CHARS)
}

/// True for letters of scripts that put no spaces between words: Thai to Myanmar, Khmer, Kana and
/// Han.
pub fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF
        | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Where `is` holds of a pair of a byte and the one before it; before the first byte stands a line
/// feed. `is` is asked of every pair, sixty-four at a time and without a branch, so it must be cheap
/// and what it finds rare.
pub fn pairs(bytes: &[u8], is: impl Fn(u8, u8) -> bool) -> impl Iterator<Item = usize> {
    const CHUNK: usize = 64;
    let (mut base, mut bits) = (0, 0_u64);
    std::iter::from_fn(move || {
        while bits == 0 {
            let chunk = bytes.get(base..)?;
            let chunk = &chunk[..chunk.len().min(CHUNK)];
            let (&first, last) = (chunk.first()?, base.checked_sub(1));
            let mut holds = [0_u8; CHUNK];
            for ((holds, pair), byte) in holds[1..].iter_mut().zip(chunk).zip(&chunk[1..]) {
                *holds = u8::from(is(*pair, *byte));
            }
            holds[0] = u8::from(is(last.map_or(b'\n', |last| bytes[last]), first));
            bits = gather(&holds);
            base += CHUNK;
        }
        let at = base - CHUNK + bits.trailing_zeros() as usize;
        bits &= bits - 1;
        Some(at)
    })
}

/// One bit for each of sixty-four bytes that are 0 or 1.
pub fn gather(bytes: &[u8; 64]) -> u64 {
    let (eights, _) = bytes.as_chunks::<8>();
    let bits = eights.iter().map(|eight| {
        // Moves the bit of each byte to its own place in the highest byte.
        u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    });
    bits.enumerate().fold(0, |all, (index, eight)| all | eight << (index * 8))
}

/// How many runs of characters white space parts. Sixty-four bytes of ASCII are counted together.
///
/// ```
/// use jernih::text::word_count;
///
/// assert_eq!(word_count(" satu\u{a0}dua  tiga\n"), 3);
/// ```
pub fn word_count(text: &str) -> usize {
    const CHUNK: usize = 64;
    let is_space = |byte: u8| byte == b' ' || (b'\t'..=b'\r').contains(&byte);
    let (mut at, mut count, mut after_space) = (0, 0, true);
    while at < text.len() {
        let chunk = &text.as_bytes()[at..text.len().min(at + CHUNK)];
        if chunk.is_ascii() {
            count += usize::from(after_space && !is_space(chunk[0]));
            let pairs = chunk.iter().zip(&chunk[1..]);
            let starts = pairs.map(|(a, b)| u8::from(is_space(*a) & !is_space(*b)));
            count += usize::from(starts.sum::<u8>());
            after_space = is_space(chunk[chunk.len() - 1]);
            at += chunk.len();
            continue;
        }
        let end = at + CHUNK;
        for c in text[at..].chars() {
            count += usize::from(after_space && !c.is_whitespace());
            after_space = c.is_whitespace();
            at += c.len_utf8();
            if at >= end {
                break;
            }
        }
    }
    count
}

/// The first byte outside ASCII at or after `from`. Sixty-four bytes are looked at together, because
/// in most text few are.
pub fn next_non_ascii(bytes: &[u8], mut from: usize) -> Option<usize> {
    const CHUNK: usize = 64;
    // In other text, all are.
    if bytes.get(from).is_some_and(|byte| !byte.is_ascii()) {
        return Some(from);
    }
    while from < bytes.len() {
        let chunk = &bytes[from..bytes.len().min(from + CHUNK)];
        if !chunk.is_ascii() {
            return chunk.iter().position(|byte| !byte.is_ascii()).map(|offset| from + offset);
        }
        from += chunk.len();
    }
    None
}

/// Turns places of a text from bytes to characters.
///
/// ```
/// use jernih::text::{Span, in_characters};
///
/// let mut spans = [Span::new(4, 6), Span::new(0, 3)];
/// in_characters("é, café", &mut spans);
/// assert_eq!(spans, [Span::new(3, 5), Span::new(0, 2)]);
/// ```
pub fn in_characters(text: &str, spans: &mut [Span]) {
    if text.is_ascii() {
        return;
    }
    let places = |span: &mut Span| [span.start, span.end];
    let mut bytes: Vec<u32> = spans.iter_mut().flat_map(places).collect();
    bytes.sort_unstable();
    bytes.dedup();
    let (mut from, mut count) = (0, 0);
    let mut characters = Vec::with_capacity(bytes.len());
    for &byte in &bytes {
        count += text[from..byte as usize].chars().count();
        from = byte as usize;
        characters.push(count);
    }
    let at = |byte: u32| characters[bytes.partition_point(|other| *other < byte)];
    for span in spans {
        *span = Span::new(at(span.start), at(span.end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_they_are_split() {
        let pieces = ["kata", " ", "\n", "é", "\u{a0}", "\u{2003}", "\u{1c}", "x", "\t", "中"];
        for len in 0..300_usize {
            let text: String = (0..len).map(|n| pieces[(n * n + len) / 3 % pieces.len()]).collect();
            assert_eq!(word_count(&text), text.split_whitespace().count(), "{text:?}");
            let plain = text.replace(|c: char| !c.is_ascii(), "");
            assert_eq!(word_count(&plain), plain.split_whitespace().count(), "{plain:?}");
        }
    }

    #[test]
    fn pairs_are_found_in_and_between_chunks() {
        let is = |before: u8, byte: u8| before == b' ' && byte.is_ascii_uppercase();
        for len in (0..200).chain([1000]) {
            let text: Vec<u8> =
                (0..len).map(|n: u32| b"  AAaa\n"[(n * n / 3) as usize % 7]).collect();
            let slow = (0..text.len())
                .filter(|&at| is(if at == 0 { b'\n' } else { text[at - 1] }, text[at]));
            assert!(pairs(&text, is).eq(slow), "{len}");
        }
    }
}
