//! Letters of a script that does not belong: look-alikes inside a word, words glued from two
//! scripts, a lone foreign word, and a name garbled within its script.
//!
//! Judged word by word, and only in a document whose main script puts spaces between words. What
//! people do mix stays: formulas, brands with native endings, East Asian words with Latin letters.

use unicode_script::Script;

use crate::{
    character::{self, Character, script as script_of},
    document::Origin,
    edit::Edits,
    rule::{Matcher, RuleError, RuleId, Rules},
    stage::Stage,
    text::{Span, Text, is_unspaced, next_non_ascii},
};

mod garbled;
mod homoglyphs;
mod mix;
mod mixed;
mod stray;

use garbled::Garbled;
use homoglyphs::Homoglyphs;
use mixed::Mixed;
use stray::Stray;

#[derive(Clone)]
struct Scripts {
    rules: Matcher,
    homoglyph: RuleId,
    homoglyphs: Homoglyphs,
    mixed: Mixed,
    stray: Stray,
    garbled: Garbled,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let homoglyph = rules.code("script", "homoglyph")?;
    Ok(Box::new(Scripts {
        rules: rules.matcher("script")?,
        homoglyph,
        homoglyphs: Homoglyphs::new(&rules.get(homoglyph).rule.words),
        mixed: Mixed::new(rules)?,
        stray: Stray::new(rules)?,
        garbled: Garbled::new(rules)?,
    }))
}

impl Stage for Scripts {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        self.mixed.clear();
        self.stray.clear();
        let (mut from, mut main) = (0, None);
        while let Some(word) = next_foreign(text.as_str(), from, main) {
            from = word.end as usize;
            // Found only when it is needed, because most documents have no word to judge.
            let Some(found) = main.or_else(|| main_script(text.as_str())) else { break };
            main = Some(found);
            self.judge(text, word, found, edits);
        }
        self.mixed.propose(text, edits);
        self.stray.propose(text, edits);
    }

    fn look(&mut self, text: Text<'_>, edits: &mut Edits) {
        self.garbled.propose(text, edits);
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Scripts {
    fn judge(&mut self, text: Text<'_>, word: Span, main: Script, edits: &mut Edits) {
        let letters = text.slice(word);
        let mut scripts = letters.chars().map(group_of).filter(|script| is_of_letters(*script));
        let Some(first) = scripts.next() else { return };
        if scripts.all(|script| script == first) {
            self.mixed.see(letters, first);
            // What introduces a word in Korean is an ending of it.
            if first != main && first != Script::Latin && main != Script::Han {
                self.stray.add(text, word, main);
            }
        } else if let Some(restored) = self.homoglyphs.restore(letters, main) {
            edits.replace(word, &restored, self.homoglyph);
        } else if let Some(restored) = self.homoglyphs.restore(letters, Script::Latin) {
            edits.replace(word, &restored, self.homoglyph);
        } else if !mix::is_ordinary(letters, main) && self.stands_alone(text, word, main) {
            self.mixed.add(word, main);
        }
    }

    /// True if the words beside it are of the main script. Beside another foreign word it is part
    /// of a quotation that was damaged; Latin words stand in every text.
    fn stands_alone(&self, text: Text<'_>, word: Span, main: Script) -> bool {
        let native = |c: char| group_of(c) == Script::Latin || group_of(c) == main;
        neighbours(text, word).into_iter().flatten().all(native)
    }
}

/// Proposes to remove a word with the space beside it, unless marks set it apart: then it is
/// quoted or explained.
fn remove(text: Text<'_>, word: Span, rule: RuleId, edits: &mut Edits) {
    let whole = text.as_str();
    let before = whole[..word.start as usize].chars().next_back();
    let after = whole[word.end as usize..].chars().next();
    let (mut start, mut end) = (word.start, word.end);
    match (before, after) {
        (None | Some('\n' | ' '), Some(' ')) => end += 1,
        (Some(' '), None | Some('\n' | ',' | '.' | ';' | '!' | '?')) => start -= 1,
        _ => return,
    }
    edits.delete(Span { start, end }, rule);
}

/// The letters that stand nearest to the word on both sides, if only a space parts them from it.
fn neighbours(text: Text<'_>, word: Span) -> [Option<char>; 2] {
    let whole = text.as_str();
    let before =
        whole[..word.start as usize].strip_suffix(' ').and_then(|rest| rest.chars().next_back());
    let after = whole[word.end as usize..].strip_prefix(' ').and_then(|rest| rest.chars().next());
    [before, after].map(|c| c.filter(|c| c.is_alphabetic() || !c.is_ascii()))
}

/// The next word at or after `from` that has a letter outside Latin, and one outside the main script
/// if that is known.
fn next_foreign(text: &str, mut from: usize, main: Option<Script>) -> Option<Span> {
    // U+0250 and all above start with `C9` or more. Quotes and dashes, U+2000 to U+203F, start with
    // `E2 80` and are no part of a word.
    while let Some(at) = next_non_ascii(text.as_bytes(), from) {
        let skipped = match text.as_bytes()[at..] {
            [..0xC9, ..] => 2,
            [0xE2, 0x80, ..] => 3,
            _ => 0,
        };
        if skipped > 0 {
            from = at + skipped;
            continue;
        }
        let (len, native) = word_from(&text[at..], main);
        if len == 0 {
            from = at + text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let start = text[..at].char_indices().rev().take_while(|(_, c)| is_of_word(*c)).last();
        if start.is_some() || !native {
            return Some(Span::new(start.map_or(at, |(start, _)| start), at + len));
        }
        from = at + len;
    }
    None
}

/// The length of the word that a text starts with, and whether all of it is of the main script.
fn word_from(text: &str, main: Option<Script>) -> (usize, bool) {
    let mut native = main.is_some();
    for (at, c) in text.char_indices() {
        let character = character::of(c);
        if !is_of_word_as(c, character) {
            return (at, native);
        }
        native &= Some(group(character.script())) == main;
    }
    (text.len(), native)
}

/// The script of at least three letters in four, if words of that script are told apart by spaces.
fn main_script(text: &str) -> Option<Script> {
    /// Letters at the head that are counted. The script of a document does not change below.
    const SAMPLE: usize = 4000;
    let letters = || text.chars().filter(|c| is_of_letters(script_of(*c)));
    let (mut all, mut counts, mut main) = (0, [0_u16; 256], Script::Common);
    for script in letters().take(SAMPLE).map(script_of) {
        all += 1;
        counts[script as usize] += 1;
        if counts[script as usize] > counts[main as usize] {
            main = script;
        }
    }
    let own = usize::from(counts[main as usize]);
    let spaced = !letters().find(|c| script_of(*c) == main).is_some_and(is_unspaced);
    (own * 4 >= all * 3 && own > 0 && spaced).then_some(group(main))
}

fn is_of_word(c: char) -> bool {
    is_of_word_as(c, character::of(c))
}

fn is_of_word_as(c: char, character: &Character) -> bool {
    character.is_alphanumeric()
        || (!c.is_ascii() && !matches!(character.script(), Script::Common | Script::Unknown))
}

fn is_of_letters(script: Script) -> bool {
    !matches!(script, Script::Common | Script::Inherited | Script::Unknown)
}

/// The script of a character; the scripts that East Asian words are written in together are one.
fn group_of(c: char) -> Script {
    /// In Ukrainian words it stands for the apostrophe that keyboards have.
    const ARMENIAN_APOSTROPHE: char = '\u{55a}';
    if c == ARMENIAN_APOSTROPHE { Script::Common } else { group(script_of(c)) }
}

fn group(script: Script) -> Script {
    match script {
        Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => Script::Han,
        script => script,
    }
}
