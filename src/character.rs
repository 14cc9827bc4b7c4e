//! What Unicode says of a character, looked up by page.
//!
//! The tables of std and of the crates are searched for each character, which off ASCII takes ten to
//! fifty times as long. Here 256 characters are a page, which is filled from those tables when one of
//! them is first asked for; what follows from it for a text is decided elsewhere.

use std::sync::OnceLock;

use unicode_normalization::{IsNormalized, char::canonical_combining_class, is_nfc_quick};
use unicode_script::{Script, UnicodeScript};

const PAGE: usize = 256;
const PAGES: usize = (char::MAX as usize + 1) / PAGE;

/// What is known of one character.
#[derive(Clone, Copy, Debug)]
pub struct Character {
    script: Script,
    /// What `char::is_…` says, one bit each.
    is: u8,
    place: Place,
}

/// What a character is to the composition of a text (NFC).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Composed text does not have it, or not everywhere.
    Doubtful,
    /// Composed text has it after marks of this combining class or a lower one; 0 is anywhere.
    Class(u8),
}

const ALPHABETIC: u8 = 1;
const NUMERIC: u8 = 2;
const LOWERCASE: u8 = 4;
const UPPERCASE: u8 = 8;

static TABLE: [OnceLock<Box<[Character; PAGE]>>; PAGES] = [const { OnceLock::new() }; PAGES];

/// What is known of a character.
pub fn of(c: char) -> &'static Character {
    let code = c as usize;
    &TABLE[code / PAGE].get_or_init(|| page(code / PAGE))[code % PAGE]
}

/// Its script, as [`UnicodeScript::script`] has it.
pub fn script(c: char) -> Script {
    of(c).script()
}

/// Its place in composed text.
pub fn place(c: char) -> Place {
    of(c).place
}

/// As [`char::is_alphabetic`].
pub fn is_alphabetic(c: char) -> bool {
    of(c).is & ALPHABETIC != 0
}

/// As [`char::is_alphanumeric`].
pub fn is_alphanumeric(c: char) -> bool {
    of(c).is_alphanumeric()
}

/// As [`char::is_lowercase`].
pub fn is_lowercase(c: char) -> bool {
    of(c).is & LOWERCASE != 0
}

/// As [`char::is_uppercase`].
pub fn is_uppercase(c: char) -> bool {
    of(c).is & UPPERCASE != 0
}

fn page(index: usize) -> Box<[Character; PAGE]> {
    let code = |at: usize| (index * PAGE + at) as u32;
    // The surrogates are no characters, and nobody asks for them.
    Box::new(std::array::from_fn(|at| Character::new(char::from_u32(code(at)).unwrap_or_default())))
}

impl Character {
    /// As [`UnicodeScript::script`].
    pub fn script(&self) -> Script {
        self.script
    }

    /// As [`char::is_alphanumeric`].
    pub fn is_alphanumeric(&self) -> bool {
        self.is & (ALPHABETIC | NUMERIC) != 0
    }

    fn new(c: char) -> Character {
        let bit = |is: bool, bit: u8| if is { bit } else { 0 };
        let is = bit(c.is_alphabetic(), ALPHABETIC)
            | bit(c.is_numeric(), NUMERIC)
            | bit(c.is_lowercase(), LOWERCASE)
            | bit(c.is_uppercase(), UPPERCASE);
        let alone = is_nfc_quick(std::iter::once(c));
        let place = match alone {
            IsNormalized::Yes => Place::Class(canonical_combining_class(c)),
            _ => Place::Doubtful,
        };
        Character { script: c.script(), is, place }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pages_agree_with_the_tables() {
        for c in '\0'..=char::MAX {
            let here = (is_alphabetic(c), is_alphanumeric(c), is_lowercase(c), is_uppercase(c));
            let there =
                (c.is_alphabetic(), c.is_alphanumeric(), c.is_lowercase(), c.is_uppercase());
            assert_eq!(here, there, "U+{:04X}", c as u32);
            assert_eq!(script(c), c.script(), "U+{:04X}", c as u32);
        }
    }
}
