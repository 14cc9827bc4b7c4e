//! Commands to a terminal, which a program printed between its words: colours, and moves of the cursor.

use crate::text::Span;

const ESCAPE: u8 = 0x1B;

/// Every control sequence of ECMA-48 (section 5.4) that starts with `ESC [`, with all its bytes: the
/// control character alone would leave `[32m`.
pub(super) fn find(text: &str) -> impl Iterator<Item = Span> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(ESCAPE, bytes)
        .filter_map(|start| Some(Span::new(start, start + len(&bytes[start..])?)))
}

/// The length of the sequence that some bytes start with; none if they start with no whole one.
fn len(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(&[ESCAPE, b'['])?;
    let parameters = rest.iter().take_while(|byte| (0x30..=0x3F).contains(*byte)).count();
    let rest = &rest[parameters..];
    let intermediate = rest.iter().take_while(|byte| (0x20..=0x2F).contains(*byte)).count();
    let last = rest.get(intermediate).filter(|byte| (0x40..=0x7E).contains(*byte));
    last.map(|_| 2 + parameters + intermediate + 1)
}
