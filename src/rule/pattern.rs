//! Checks patterns when packs are read, and compiles them when they are needed: for plain text, and for
//! other text by the kinds of its characters.

use regex_automata::meta::Regex;
use regex_syntax::{
    hir::{Capture, Class, ClassUnicode, Hir, HirKind, Look, Repetition},
    utf8::Utf8Sequences,
};

use super::kinds::{Kinds, plain};

/// A pattern for texts that are not plain.
#[derive(Debug)]
pub(super) struct Other {
    /// How a text must be written for the pattern; `None` if as it stands.
    pub(super) kinds: Option<Kinds>,
    pub(super) regex: Regex,
}

/// Bytes of the largest automaton that a pattern may need.
const LARGEST: usize = 10 << 20;

/// The most bytes that the automaton needs for a byte of a text: a state, and its place in two lists.
const STATE: usize = 48;

/// The message if the pattern is none, or one too large to be compiled for some text. Most are so small
/// that counting shows it, which takes a tenth of the time.
pub(super) fn check(pattern: &str) -> Result<(), String> {
    let hir = parse(pattern)?;
    if most_states(&hir).saturating_mul(STATE) <= LARGEST {
        return Ok(());
    }
    compile_plain(&hir)?;
    compile_other(&hir).map(|_| ())
}

/// Compiles a parsed pattern for texts of plain characters.
pub(super) fn compile_plain(hir: &Hir) -> Result<Regex, String> {
    build(&narrow(hir, &plain(), ascii))
}

/// Compiles a parsed pattern for texts that are written with kinds.
pub(super) fn compile_other(hir: &Hir) -> Result<Other, String> {
    let kinds = Kinds::of(hir);
    let narrowed = kinds.as_ref().map(|kinds| narrow(hir, &kinds.class(), |look| look));
    Ok(Other { regex: build(narrowed.as_ref().unwrap_or(hir))?, kinds })
}

/// Parses a pattern; the message if it is none.
pub(super) fn parse(pattern: &str) -> Result<Hir, String> {
    regex_syntax::parse(pattern).map_err(|error| error.to_string())
}

fn build(hir: &Hir) -> Result<Regex, String> {
    let limit = Regex::config().nfa_size_limit(Some(LARGEST));
    let compiled = Regex::builder().configure(limit).build_from_hir(hir);
    compiled.map_err(|error| match error.size_limit() {
        Some(limit) => format!("too large: compiled it needs more than {limit} bytes; repeat less"),
        None => error.to_string(),
    })
}

/// The states of a pattern's automaton at the most, as if no two of its parts had one in common.
fn most_states(hir: &Hir) -> usize {
    let all = |parts: &[Hir]| parts.iter().map(most_states).fold(0, usize::saturating_add);
    let own = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len(),
        HirKind::Class(Class::Unicode(class)) => {
            let bytes = |start, end| Utf8Sequences::new(start, end).map(|bytes| bytes.len());
            class.ranges().iter().flat_map(|range| bytes(range.start(), range.end())).sum()
        }
        HirKind::Repetition(repetition) => {
            let times = repetition.max.unwrap_or(repetition.min).max(1) as usize;
            most_states(&repetition.sub).saturating_add(1).saturating_mul(times)
        }
        HirKind::Capture(capture) => most_states(&capture.sub).saturating_add(1),
        HirKind::Concat(parts) => all(parts),
        HirKind::Alternation(ways) => all(ways).saturating_add(ways.len()),
    };
    own.saturating_add(1)
}

/// What a look around a place asks of plain text, of which only ASCII makes words. An automaton has
/// no state for what Unicode calls a word, and would give up at the first byte that is not ASCII.
fn ascii(look: Look) -> Look {
    match look {
        Look::WordUnicode => Look::WordAscii,
        Look::WordStartUnicode => Look::WordStartAscii,
        Look::WordEndUnicode => Look::WordEndAscii,
        other => other,
    }
}

/// The pattern without the characters that an alphabet lacks.
fn narrow(hir: &Hir, alphabet: &ClassUnicode, look: fn(Look) -> Look) -> Hir {
    let one = |part: &Hir| narrow(part, alphabet, look);
    match hir.kind() {
        HirKind::Empty | HirKind::Class(Class::Bytes(_)) => hir.clone(),
        HirKind::Look(at) => Hir::look(look(*at)),
        HirKind::Literal(literal) => {
            let has =
                |c: char| alphabet.ranges().iter().any(|r| (r.start()..=r.end()).contains(&c));
            let lacks = |text: &str| !text.chars().all(has);
            let outside = std::str::from_utf8(&literal.0).is_ok_and(lacks);
            if outside { Hir::fail() } else { hir.clone() }
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut class = class.clone();
            class.intersect(alphabet);
            Hir::class(Class::Unicode(class))
        }
        HirKind::Repetition(repetition) => {
            let sub = Box::new(one(&repetition.sub));
            Hir::repetition(Repetition { sub, ..repetition.clone() })
        }
        HirKind::Capture(capture) => {
            let sub = Box::new(one(&capture.sub));
            Hir::capture(Capture { sub, ..capture.clone() })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(one).collect()),
        HirKind::Alternation(ways) => Hir::alternation(ways.iter().map(one).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::kinds::is_plain, *};

    #[test]
    fn counting_never_says_less_than_compiling() {
        // What an automaton of no pattern at all takes, which matters for none of this size.
        const EMPTY: usize = 256;
        let patterns =
            [r"\p{L}", r"(?:\p{Lu}\p{Ll}+\s){3}", r"[^a]{2,9}x?", "(a|é|中|😀)*", "x{0}", r"\bж\b"];
        for pattern in patterns {
            let hir = parse(pattern).expect("it is a pattern");
            let most = most_states(&hir) * STATE + EMPTY;
            let limit = Regex::config().nfa_size_limit(Some(most));
            let built = Regex::builder().configure(limit).build_from_hir(&hir);
            assert!(built.is_ok(), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_that_is_too_large_is_refused() {
        let refused = check(r"(?:\w{900}\s){90}").expect_err("it has millions of states");
        assert!(refused.starts_with("too large"), "{refused}");
        assert_eq!(check(r"\w{1,60}"), Ok(()));
    }

    #[test]
    fn a_pattern_for_some_texts_matches_as_the_whole_one() {
        let patterns = [
            r"(?i)^(?<take>\w+)[\s–]+\p{Lu}.{2,5}$",
            r"(?:»|k|Ж)+|\bκ\b",
            r"(?i)[^\p{L}\d]{1,3}(?:straße|ёлка|中)?$",
            "é?中*x",
            r"\b[^x]+?\b{end}|\B–\b{start}.",
        ];
        let pieces =
            ["K", "ß", "é", "–", " ", "»", "Ж", "ё", "κ", "中", "1", "x", "\u{212a}", "ש", "ก"];
        for pattern in patterns {
            let hir = parse(pattern).expect("it is a pattern");
            let whole = build(&hir).expect("it is small");
            let plain = compile_plain(&hir).expect("it is");
            let other = compile_other(&hir).expect("it is");
            let kinds = other.kinds.expect("they are few");
            let mut written = String::new();
            for n in 0..pieces.len().pow(4) {
                let text: String =
                    (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
                kinds.write(&text, &mut written);
                let chars = |text: &str, at: usize| text[..at].chars().count();
                let all = |regex: &Regex, text: &str| {
                    let groups = regex.captures_iter(text).map(|c| {
                        let groups = c
                            .iter()
                            .map(|group| group.map(|g| (chars(text, g.start), chars(text, g.end))));
                        groups.collect::<Vec<_>>()
                    });
                    groups.collect::<Vec<_>>()
                };
                let expected = all(&whole, &text);
                assert_eq!(all(&other.regex, &written), expected, "{pattern} in {text}");
                if is_plain(&text) {
                    assert_eq!(all(&plain, &text), expected, "{pattern} in {text}");
                }
            }
        }
    }
}
