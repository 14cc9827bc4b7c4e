//! How little a stretch of text looks like something that people write.

use unicode_script::Script;

use crate::character::{is_alphabetic, is_lowercase, is_uppercase, script};

/// Counts what no writer does: controls, capitals after small letters, signs within words, letters
/// of two scripts side by side, characters that hardly any text has. `before` and `after` are what
/// stands around.
pub(super) fn oddities(run: &[char], before: Option<char>, after: Option<char>) -> usize {
    let chars: Vec<char> = before.into_iter().chain(run.iter().copied()).chain(after).collect();
    let pairs = chars.windows(2).filter(|pair| is_odd_pair(pair[0], pair[1])).count();
    let within = chars.windows(3).filter(|three| is_sign_within(three)).count();
    let single: usize = run.iter().map(|c| oddity(*c)).sum();
    pairs + within + single
}

/// True for characters that text in some living language has.
pub(super) fn is_usual(c: char) -> bool {
    oddity(c) == 0
}

fn oddity(c: char) -> usize {
    match c {
        '\u{80}'..='\u{9f}' => 2,
        '\0'..='\u{17f}'
        | '\u{218}'..='\u{21b}'
        | '\u{1a0}'
        | '\u{1a1}'
        | '\u{1af}'
        | '\u{1b0}' => 0,
        '\u{300}'..='\u{304}' | '\u{306}' | '\u{308}' | '\u{309}' | '\u{323}' => 0,
        '\u{386}'..='\u{3ce}' | '\u{400}'..='\u{45f}' | '\u{490}'..='\u{4e9}' => 0,
        '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}' | '\u{5b0}'..='\u{5ea}' => 0,
        '\u{60c}' | '\u{61b}' | '\u{61f}' | '\u{621}'..='\u{669}' | '\u{671}'..='\u{6d5}' => 0,
        '\u{6f0}'..='\u{6f9}' | '\u{900}'..='\u{dff}' | '\u{e01}'..='\u{e5b}' => 0,
        '\u{10d0}'..='\u{10f0}' | '\u{1780}'..='\u{17f9}' | '\u{1e00}'..='\u{1ef9}' => 0,
        '\u{200b}'..='\u{200f}' | '\u{2010}'..='\u{2026}' | '\u{2030}'..='\u{203a}' => 0,
        '\u{20a0}'..='\u{20bf}' | '\u{2100}'..='\u{214f}' | '\u{2190}'..='\u{27bf}' => 0,
        '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => 0,
        '\u{fb01}' | '\u{fb02}' | '\u{feff}' => 0,
        '\u{ff01}'..='\u{ff5e}' | '\u{fffd}' | '\u{1f000}'..='\u{1faff}' => 0,
        _ => 2,
    }
}

fn is_odd_pair(left: char, right: char) -> bool {
    if is_alphabetic(left) && is_alphabetic(right) {
        let scripts = [left, right].map(group);
        let clash = scripts[0] != scripts[1] && !scripts.contains(&Script::Common);
        return clash || (is_lowercase(left) && is_uppercase(right) && !right.is_ascii());
    }
    let sign_at_letter = |sign: char, letter: char| is_sign(sign) && is_alphabetic(letter);
    sign_at_letter(left, right)
        || sign_at_letter(right, left)
        || (is_alphabetic(left) && matches!(right, '„' | '‚' | '†' | '‡' | '•'))
        || (is_sign(left) && is_sign(right) && left != right)
}

/// True if a mark that belongs beside words stands between two letters.
fn is_sign_within(three: &[char]) -> bool {
    let between = is_alphabetic(three[0]) && is_alphabetic(three[2]);
    between && matches!(three[1], '”' | '»' | '›' | '‰' | '™' | '®' | '©' | '…' | '€' | '°' | '‘')
}

/// Signs that stand beside no letter: of money, mathematics, drawing, and marks of their own.
fn is_sign(c: char) -> bool {
    matches!(c,
        '¡' | '¢' | '£' | '¤' | '¥' | '¦' | '§' | '¨' | '©' | '¬' | '¯' | '±' | '´' | '¶' | '¸' | '¿' | '÷'
        | '¼' | '½' | '¾' | 'ˆ' | '˜' | '\u{2c7}' | '\u{2d8}'..='\u{2dd}' | '€' | '‡' | '\u{ad}'
        | '\u{2190}'..='\u{22ff}' | '\u{2300}'..='\u{23ff}' | '\u{2500}'..='\u{25ff}')
}

/// The script; those that East Asian words are written in together are one.
fn group(c: char) -> Script {
    match script(c) {
        Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => Script::Han,
        Script::Inherited => Script::Common,
        other => other,
    }
}
