//! Letters of two scripts that look the same.

use std::{collections::HashMap, sync::Arc};

use unicode_normalization::UnicodeNormalization;
use unicode_script::Script;

use super::{is_of_letters, script_of};

/// A table of look-alikes, used in both directions: by character, wanted script, and whether a
/// capital is wanted. The palochka looks like `l` and like `I`.
#[derive(Clone)]
pub(super) struct Homoglyphs(Arc<HashMap<(char, Script, bool), char>>);

impl Homoglyphs {
    /// Reads pairs of two characters that look the same.
    pub(super) fn new(pairs: &[String]) -> Homoglyphs {
        let mut table = HashMap::new();
        for pair in pairs {
            if let [a, b] = pair.chars().collect::<Vec<char>>()[..] {
                table.entry((a, script_of(b), b.is_uppercase())).or_insert(b);
                table.entry((b, script_of(a), a.is_uppercase())).or_insert(a);
            }
        }
        Homoglyphs(Arc::new(table))
    }

    /// The word in `main` script, if it has letters of that script and each other letter looks like
    /// one, whatever accent is on it. A Greek letter beside one other is a symbol: `Kα`.
    pub(super) fn restore(&self, word: &str, main: Script) -> Option<String> {
        const SYMBOL: usize = 2;
        let has = |script: Script| word.chars().any(|c| script_of(c) == script);
        if !has(main) || (word.chars().count() <= SYMBOL && has(Script::Greek)) {
            return None;
        }
        let capitals = word.chars().filter(|c| script_of(*c) == main).all(char::is_uppercase);
        let letters = word.nfd().map(|c| {
            let script = script_of(c);
            let fits = script == main || !is_of_letters(script);
            if fits { Some(c) } else { self.look_alike(c, main, capitals) }
        });
        Some(letters.collect::<Option<String>>()?.nfc().collect())
    }

    /// The letter of `main` that looks like `c`, of the wanted case if there are two.
    fn look_alike(&self, c: char, main: Script, capital: bool) -> Option<char> {
        let of_case = |capital| self.0.get(&(c, main, capital)).copied();
        of_case(capital).or_else(|| of_case(!capital))
    }
}
