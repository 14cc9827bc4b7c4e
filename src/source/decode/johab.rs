//! Johab (KS X 1001, annex 3): a Korean syllable is five bits for each of its parts. Signs and
//! Chinese characters are the rows of KS X 1001 moved elsewhere, so encoding_rs's EUC-KR knows them.

use encoding_rs::EUC_KR;

/// The first syllable of Unicode. A syllable is this + (initial * 21 + vowel) * 28 + final.
const FIRST: u32 = 0xAC00;
const VOWELS: u32 = 21;
const FINALS: u32 = 28;
/// An initial that stands alone, in Unicode's order of initials.
const INITIALS: &str = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
/// A vowel that stands alone is this + vowel.
const FIRST_VOWEL: u32 = 0x314F;
/// The bits of a part that is not there.
const NO_INITIAL: u32 = 1;
const NO_VOWEL: u32 = 2;
const NO_FINAL: u32 = 1;

/// The text; U+FFFD for what is no character.
pub(super) fn decode(bytes: &[u8]) -> String {
    let (mut text, mut rest) = (String::new(), bytes);
    while let [lead, after @ ..] = rest {
        rest = after;
        let pair = || after.first().and_then(|trail| pair(*lead, *trail));
        let c = if lead.is_ascii() { Some(char::from(*lead)) } else { pair() };
        // A stray lead byte must not take an ASCII character with it.
        if !lead.is_ascii() && (c.is_some() || after.first().is_some_and(|trail| !trail.is_ascii()))
        {
            rest = &after[1..];
        }
        text.push(c.unwrap_or('\u{FFFD}'));
    }
    text
}

/// The bytes; a question mark for what Johab lacks.
pub(super) fn encode(text: &str) -> Vec<u8> {
    let bytes = |c: char| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => vec![byte],
        _ => syllable_bits(c).or_else(|| moved(c)).map_or(vec![b'?'], |pair| pair.to_vec()),
    };
    text.chars().flat_map(bytes).collect()
}

fn pair(lead: u8, trail: u8) -> Option<char> {
    match lead {
        0x84..=0xD3 => syllable(u32::from(lead) << 8 | u32::from(trail)),
        0xD9..=0xDE => row(2 * (lead - 0xD9) + 1, trail),
        0xE0..=0xF9 => row(2 * (lead - 0xE0) + 42, trail),
        _ => None,
    }
}

fn syllable(code: u32) -> Option<char> {
    let (initial, vowel, last) = (code >> 10 & 31, code >> 5 & 31, code & 31);
    let initial = (initial != NO_INITIAL).then(|| (2..21).contains(&initial).then(|| initial - 2));
    // Vowels and finals skip the numbers that would make a control character of the trail byte.
    let vowel = (vowel != NO_VOWEL).then_some(match vowel {
        3..=7 => Some(vowel - 3),
        10..=15 => Some(vowel - 5),
        18..=23 => Some(vowel - 7),
        26..=29 => Some(vowel - 9),
        _ => None,
    });
    let last = match last {
        NO_FINAL..=17 => last - 1,
        19..=29 => last - 2,
        _ => return None,
    };
    match (initial, vowel, last) {
        (Some(initial), Some(vowel), _) => {
            char::from_u32(FIRST + (initial? * VOWELS + vowel?) * FINALS + last)
        }
        (Some(initial), None, 0) => INITIALS.chars().nth(initial? as usize),
        (None, Some(vowel), 0) => char::from_u32(FIRST_VOWEL + vowel?),
        _ => None,
    }
}

fn syllable_bits(c: char) -> Option<[u8; 2]> {
    let vowel_bits =
        |vowel: u32| vowel + [3, 5, 7, 9][[5, 11, 17].iter().filter(|n| vowel >= **n).count()];
    let code = u32::from(c);
    let index = code.wrapping_sub(FIRST);
    let (initial, vowel, last) = if index < 19 * VOWELS * FINALS {
        let last = index % FINALS;
        let last = if last < 17 { last + 1 } else { last + 2 };
        (index / FINALS / VOWELS + 2, vowel_bits(index / FINALS % VOWELS), last)
    } else if let Some(initial) = (0..).zip(INITIALS.chars()).find(|(_, known)| *known == c) {
        (initial.0 + 2, NO_VOWEL, NO_FINAL)
    } else if (FIRST_VOWEL..FIRST_VOWEL + VOWELS).contains(&code) {
        (NO_INITIAL, vowel_bits(code - FIRST_VOWEL), NO_FINAL)
    } else {
        return None;
    };
    let [_, _, pair @ ..] = (1 << 15 | initial << 10 | vowel << 5 | last).to_be_bytes();
    Some(pair)
}

/// A lead byte covers two rows of 94: the first from 31 to 7E and from 91 to A0, the second above.
fn row(first: u8, trail: u8) -> Option<char> {
    let (row, column) = match trail {
        0x31..=0x7E => (first, trail - 0x30),
        0x91..=0xA0 => (first, trail - 0x91 + 79),
        0xA1..=0xFE => (first + 1, trail - 0xA0),
        _ => return None,
    };
    let pair = [0xA0 + row, 0xA0 + column];
    EUC_KR.decode_without_bom_handling_and_without_replacement(&pair)?.chars().next()
}

/// The other way round of [`row`].
fn moved(c: char) -> Option<[u8; 2]> {
    let mut utf8 = [0; 4];
    let (bytes, ..) = EUC_KR.encode(c.encode_utf8(&mut utf8));
    let &[first, second] = &*bytes else { return None };
    let (row, column) = (first.checked_sub(0xA0)?, second.checked_sub(0xA0)?);
    let (lead, is_second) = match row {
        1..=12 => (0xD9 + (row - 1) / 2, row % 2 == 0),
        42..=93 => (0xE0 + (row - 42) / 2, row % 2 == 1),
        _ => return None,
    };
    let trail = match column {
        _ if is_second => column + 0xA0,
        1..=78 => column + 0x30,
        _ => column + 0x91 - 79,
    };
    Some([lead, trail])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference bytes are those of Python's codec.
    #[test]
    fn known_bytes() {
        assert_eq!(encode("한글"), b"\xD0\x65\x8B\x69");
    }

    #[test]
    fn every_syllable_sign_and_character_there_and_back() {
        let mut text: String = (0xAC00..0xD7A4).filter_map(char::from_u32).collect();
        text.push_str("ㄱㅎㅏㅣ、。·‥…¨〃漢字韓國語 Harga 5%\r\n");
        assert_eq!(decode(&encode(&text)), text);
    }

    #[test]
    fn what_is_no_character_is_marked() {
        assert_eq!(decode(b"\xFFabc\x88"), "\u{FFFD}abc\u{FFFD}");
    }
}
