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
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = true;
            continue;
        }
        if std::mem::take(&mut space) && !key.is_empty() {
            key.push(' ');
        }
        fold_char(c, key);
    }
    if space && !key.is_empty() {
        key.push(' ');
    }
}

/// How many bytes of `text` fold to the first `len` bytes of its open key.
pub(super) fn unfolded_len(text: &str, len: usize) -> usize {
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
    fn a_prefix_unfolds_to_what_it_came_from() {
        let text = "BACA\u{a0}  Juga:  Judul";
        assert_eq!(&text[..unfolded_len(text, "baca juga:".len())], "BACA\u{a0}  Juga:");
        let grows = "İstanbul";
        assert_eq!(unfolded_len(grows, fold(grows).len()), grows.len());
    }
}
