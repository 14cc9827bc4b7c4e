//! What a character is to the score: one look instead of five.

use std::sync::OnceLock;

/// What a character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter without case.
    Letter,
    Lower,
    Upper,
    Number,
    Space,
    Mark,
}

const PAGE: usize = 256;
const PAGES: usize = char::MAX as usize / PAGE + 1;

/// The classes of characters by page, each made when a text first has one of its characters.
static CLASSES: [OnceLock<Box<[Class; PAGE]>>; PAGES] = [const { OnceLock::new() }; PAGES];

impl Class {
    pub(super) fn of(c: char) -> Class {
        let (page, at) = (c as usize / PAGE, c as usize % PAGE);
        CLASSES[page].get_or_init(|| Box::new(std::array::from_fn(|at| judge(page * PAGE + at))))
            [at]
    }

    pub(super) fn is_letter(self) -> bool {
        matches!(self, Class::Letter | Class::Lower | Class::Upper)
    }
}

/// What a number is no character of is no letter either.
fn judge(code: usize) -> Class {
    let c = char::from_u32(code as u32).unwrap_or(char::REPLACEMENT_CHARACTER);
    match c {
        _ if c.is_alphabetic() && c.is_lowercase() => Class::Lower,
        _ if c.is_alphabetic() && c.is_uppercase() => Class::Upper,
        _ if c.is_alphabetic() => Class::Letter,
        _ if c.is_numeric() => Class::Number,
        _ if c.is_whitespace() => Class::Space,
        _ => Class::Mark,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_what_it_is() {
        for c in '\0'..=char::MAX {
            let class = Class::of(c);
            assert_eq!(class.is_letter(), c.is_alphabetic(), "{c:?}");
            assert_eq!(class == Class::Space, c.is_whitespace(), "{c:?}");
            assert_eq!(class == Class::Number, c.is_numeric() && !c.is_alphabetic(), "{c:?}");
            assert!(class != Class::Upper || c.is_uppercase() && !c.is_lowercase(), "{c:?}");
            assert!(class != Class::Lower || c.is_lowercase() && !c.is_uppercase(), "{c:?}");
        }
    }
}
