//! Words of two scripts that people write on purpose.

use unicode_script::Script;

use super::{group_of, is_of_letters};

/// True for a word such as `μm`, `K팝`, `iPhoneом` or `والPython`: letters of a formula, an East
/// Asian word with a Latin abbreviation, a Latin name with a native ending or article. In Korean,
/// every Latin word has its ending written to it.
pub(super) fn is_ordinary(word: &str, main: Script) -> bool {
    let (mut latin, mut greek, mut asian, mut native) = (0, 0, 0, 0);
    for script in word.chars().map(group_of).filter(|script| is_of_letters(*script)) {
        native += usize::from(script == main && script != Script::Latin);
        match script {
            Script::Latin => latin += 1,
            Script::Greek => greek += 1,
            Script::Han if script != main => asian += 1,
            script if script == main => {}
            _ => return false,
        }
    }
    match (latin, greek, asian, native) {
        (_, 1..=2, 0, _) => true,
        // Letters of both for their looks, as in fancy nicknames: a reader can read it.
        (2.., 3.., 0, 0) => switches(word) > 1,
        (1.., 0, 1.., 0) => is_asian_word(word, latin, asian),
        (1.., _, 0, 1..) => main == Script::Han || is_inflected(word),
        _ => false,
    }
}

/// How often the next letter is of another script.
fn switches(word: &str) -> usize {
    let scripts = word.chars().map(group_of).filter(|script| is_of_letters(*script));
    let scripts: Vec<Script> = scripts.collect();
    scripts.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// True for `T恤`, `NCT드림` and `付録E`, and not for one letter glued to the front of a word, or
/// letters within a Latin one.
fn is_asian_word(word: &str, latin: usize, asian: usize) -> bool {
    let capitals = word.chars().filter(char::is_ascii).all(|c| !c.is_ascii_lowercase());
    capitals && (latin > 1 || asian == 1 || word.ends_with(char::is_uppercase))
}

/// True for a name in Latin letters with an ending or an article of the main script: it has a
/// capital where it starts.
fn is_inflected(word: &str) -> bool {
    const ARTICLE: usize = 3;
    let is_latin = |c: &char| group_of(*c) == Script::Latin;
    let article = word.chars().take_while(|c| !is_latin(c)).count();
    let ends_native = word.chars().next_back().is_some_and(|c| !is_latin(&c));
    let name: String = word.chars().skip(article).take_while(is_latin).collect();
    // Case tells Cyrillic and Greek from the scripts that have articles like these.
    let has_case = word.chars().any(|c| !is_latin(&c) && (c.is_lowercase() || c.is_uppercase()));
    let attached = if has_case { article == 0 && ends_native } else { article <= ARTICLE };
    attached && name.chars().any(char::is_uppercase)
}
