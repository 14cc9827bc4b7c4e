//! The folded key by which literals and lines compare.
//!
//! Folding forgets what differs between themes and not between phrases: case, the width and kind
//! of spaces, curly or straight quotes, the bullet before and the punctuation after.

/// The folded key of a line or a literal.
///
/// ```
/// use jernih::rule::fold;
///
/// assert_eq!(fold("TINGGALKAN\u{a0} BALASAN:"), "tinggalkan balasan");
/// assert_eq!(fold("» Baca juga…"), "baca juga");
/// assert_eq!(fold("Don’t miss"), "don't miss");
/// ```
pub fn fold(text: &str) -> String {
    let mut key = String::new();
    fold_into(text, &mut key);
    key
}

/// Writes the folded key of `text` to `key`, which is cleared first.
pub fn fold_into(text: &str, key: &mut String) {
    key.clear();
    fold_open(strip_opening(text), key);
    key.truncate(key.trim_end_matches(is_closing).len());
}

/// The text without white space and bullets before it.
pub(super) fn strip_opening(text: &str) -> &str {
    text.trim_start_matches(is_opening)
}

/// The text without white space and punctuation after it.
pub(super) fn strip_closing(text: &str) -> &str {
    text.trim_end_matches(is_closing)
}

/// Folds case, quotes and spaces, and leaves both ends.
pub(super) fn fold_open(text: &str, key: &mut String) {
    key.reserve(text.len());
    let (mut space, mut rest) = (false, text);
    while let Some(c) = rest.chars().next() {
        let run = if c.is_ascii() { plain(rest.as_bytes()) } else { caseless(rest) };
        let (head, tail) = rest.split_at(run.max(c.len_utf8()));
        rest = tail;
        if run == 0 && c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) && !key.is_empty() {
            key.push(' ');
        }
        if run == 0 {
            fold_char(c, key);
        } else {
            let start = key.len();
            key.push_str(head);
            key[start..].make_ascii_lowercase();
        }
    }
    if space && !key.is_empty() {
        key.push(' ');
    }
}

/// How many bytes of `text` fold to the first `len` bytes of its open key.
pub(super) fn unfolded_len(text: &str, len: usize) -> usize {
    if plain(text.as_bytes().get(..len).unwrap_or_default()) == len {
        return len;
    }
    let mut key = String::new();
    text.char_indices()
        .map(|(at, c)| at + c.len_utf8())
        .find(|&end| {
            key.clear();
            fold_open(&text[..end], &mut key);
            key.trim_end().len() >= len
        })
        .unwrap_or(text.len())
}

/// How many bytes at the start are ASCII words with single spaces between them, in which only case is
/// folded.
fn plain(bytes: &[u8]) -> usize {
    let mut before = b' ';
    let ends = bytes.iter().position(|byte| {
        let single = *byte == b' ' && before != b' ';
        before = *byte;
        !single && !byte.is_ascii_graphic()
    });
    let len = ends.unwrap_or(bytes.len());
    // What a space at the end parts is not known yet.
    len - usize::from(bytes[..len].ends_with(b" "))
}

/// How many bytes at the start are of scripts that have no capitals, Hebrew to Burmese and Kana to
/// Hangul: folding keeps them.
fn caseless(text: &str) -> usize {
    let is = |c: char| matches!(c, '\u{590}'..='\u{109f}' | '\u{3001}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}');
    text.find(|c| !is(c)).unwrap_or(text.len())
}

fn fold_char(c: char, key: &mut String) {
    match c {
        'A'..='Z' => key.push(c.to_ascii_lowercase()),
        '\0'..='\x7f' => key.push(c),
        '‘' | '’' | 'ʼ' | '′' => key.push('\''),
        '“' | '”' | '„' => key.push('"'),
        '–' | '—' | '‑' | '−' => key.push('-'),
        _ => key.extend(c.to_lowercase()),
    }
}

fn is_opening(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '•' | '·'
                | '*'
                | '»'
                | '›'
                | '>'
                | '▶'
                | '►'
                | '→'
                | '●'
                | '■'
                | '-'
                | '–'
                | '—'
                | '|'
                | '#'
                | '+'
                | '✓'
        )
}

fn is_closing(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '.' | ':'
                | ';'
                | ','
                | '!'
                | '?'
                | '…'
                | '»'
                | '›'
                | '>'
                | '→'
                | '▶'
                | '►'
                | '▼'
                | '▾'
                | '↓'
                | '*'
                | '|'
                | '-'
                | '–'
                | '—'
                | '•'
                | '·'
                | '。'
                | '：'
                | '！'
                | '？'
                | '、'
                | '،'
                | '؟'
                | '।'
                | '×'
                | '✕'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_words_fold_as_any_others() {
        let pieces =
            ["A", "b", " ", "  ", "\t", "É", "’", "\u{a0}", ".", "\x0b", "Ｚ", "中", "\u{3000}"];
        for n in 0..pieces.len().pow(4) {
            let text: String =
                (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
            let (mut key, mut slow) = (String::new(), String::new());
            fold_open(&text, &mut key);
            for word in text.split_inclusive(char::is_whitespace) {
                let letters = word.trim_end();
                letters.chars().for_each(|c| fold_char(c, &mut slow));
                if letters.len() < word.len() && !slow.is_empty() && !slow.ends_with(' ') {
                    slow.push(' ');
                }
            }
            assert_eq!(key, slow, "{text:?}");
        }
    }

    #[test]
    fn what_is_taken_for_caseless_has_no_case() {
        for c in '\u{80}'..=char::MAX {
            let keeps = c.to_lowercase().eq([c]) && !c.is_whitespace();
            assert!(keeps || caseless(c.encode_utf8(&mut [0; 4])) == 0, "{c:?}");
        }
    }

    #[test]
    fn a_prefix_unfolds_to_what_it_came_from() {
        let text = "BACA\u{a0}  Juga:  Judul";
        assert_eq!(&text[..unfolded_len(text, "baca juga:".len())], "BACA\u{a0}  Juga:");
        assert_eq!(unfolded_len("Baca juga ini", "baca juga".len()), "Baca juga".len());
        let grows = "İstanbul";
        assert_eq!(unfolded_len(grows, fold(grows).len()), grows.len());
    }
}
