//! Compiles patterns, each for the alphabets of the lines that it meets.
//!
//! `\p{L}` is a thousand ranges, and an automaton of a pattern that says it ten times takes megabytes
//! and milliseconds to make. A line of English has letters of a few ranges. So a pattern is compiled
//! for lines of such letters, without what cannot be in them, and in whole only for other lines.

use regex_automata::meta::Regex;
use regex_syntax::hir::{Capture, Class, ClassUnicode, Hir, HirKind, Look, Repetition};

use super::alphabet::Alphabet;

/// Compiles a pattern for texts of an alphabet; the message if it is refused.
pub(super) fn compile(pattern: &str, alphabet: Alphabet) -> Result<Regex, String> {
    let mut hir = regex_syntax::parse(pattern).map_err(|error| error.to_string())?;
    if alphabet != Alphabet::Any {
        let look = if alphabet == Alphabet::Plain { ascii } else { |look| look };
        hir = narrow(&hir, &alphabet.class(), look);
    }
    let limit = Regex::config().nfa_size_limit(Some(10 << 20));
    let compiled = Regex::builder().configure(limit).build_from_hir(&hir);
    compiled.map_err(|error| error.to_string())
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
    use super::{
        super::alphabet::Alphabet::{Any, East, European, Latin, Near, Plain, South},
        *,
    };

    #[test]
    fn a_pattern_for_an_alphabet_matches_as_the_whole_one() {
        let patterns = [
            r"(?i)^(?<take>\w+)[\s–]+\p{Lu}.{2,5}$",
            r"(?:»|k|Ж)+|\bκ\b",
            r"(?i)[^\p{L}\d]{1,3}(?:straße|ёлка|中)?$",
            "é?中*x",
            r"\b[^x]+?\b{end}|\B–\b{start}.",
        ];
        let pieces =
            ["K", "ß", "é", "–", " ", "»", "Ж", "ё", "κ", "中", "1", "x", "\u{212a}", "ש", "ก"];
        let alphabets = [Plain, Latin, European, Near, South, East];
        for pattern in patterns {
            let whole = compile(pattern, Any).expect("it is a pattern");
            let narrow = alphabets.map(|alphabet| compile(pattern, alphabet).expect("it is"));
            for n in 0..pieces.len().pow(4) {
                let text: String =
                    (0..4).map(|at| pieces[n / pieces.len().pow(at) % pieces.len()]).collect();
                let all = |regex: &Regex| {
                    regex.captures_iter(&text).map(|c| format!("{c:?}")).collect::<Vec<_>>()
                };
                let smallest = Alphabet::of(&text);
                for (alphabet, regex) in alphabets.iter().zip(&narrow) {
                    let larger = match *alphabet {
                        Plain | Latin => *alphabet >= smallest,
                        // Those of one part of the world have no letters of another.
                        _ => *alphabet == smallest || smallest <= Latin,
                    };
                    if larger {
                        assert_eq!(all(regex), all(&whole), "{pattern} in {text}");
                    }
                }
            }
        }
    }
}
