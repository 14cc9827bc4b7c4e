//! Sentences joined without a space, as `kata.Kata`: a paragraph break that was lost.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Span, Text},
};

#[derive(Clone)]
pub(super) struct Joined {
    rule: RuleId,
    /// Words that stand after a full stop in names: `com`, `js`.
    suffixes: Arc<HashSet<String>>,
    min_letters: usize,
}

impl Joined {
    pub(super) fn new(rules: &Rules) -> Result<Joined, RuleError> {
        let rule = rules.code("spacing", "joined-sentences")?;
        let words = rules.get(rule).rule.words.iter().cloned();
        Ok(Joined {
            rule,
            suffixes: Arc::new(words.collect()),
            min_letters: rules.limit(rule)? as usize,
        })
    }

    /// Proposes a space after each full stop that joins two sentences. What it joins must not stand
    /// in the document twice: then it is a term.
    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let text = text.as_str();
        let joins = |at: &usize| {
            text[at + 1..].chars().next().is_some_and(char::is_uppercase)
                && text[..*at].chars().next_back().is_some_and(char::is_lowercase)
        };
        let mut terms: HashMap<&str, usize> = HashMap::new();
        let mut found = vec![];
        for at in memchr::memchr_iter(b'.', text.as_bytes()).filter(joins) {
            *terms.entry(term(text, at)).or_default() += 1;
            if self.is_sentence_end(text, at) && is_in_prose(text, at) {
                found.push(at);
            }
        }
        found.retain(|at| terms[term(text, *at)] == 1);
        if !found.is_empty() && !is_program(text) {
            for at in found {
                edits.replace(Span::new(at + 1, at + 1), " ", self.rule);
            }
        }
    }

    /// True if the words around the full stop are words, and no part of a name or an address.
    fn is_sentence_end(&self, text: &str, at: usize) -> bool {
        let (before, after) = (&text[..at], &text[at + 1..]);
        let of_name = |c: &char| matches!(c, '/' | '@' | '_' | '#' | '.' | '=' | ':' | '\\');
        // Only as far as the first of these: a token may be as long as the text.
        let edge = before.char_indices().rev().find(|(_, c)| c.is_whitespace() || of_name(c));
        if edge.is_some_and(|(_, c)| of_name(&c)) {
            return false;
        }
        let head = &before[edge.map_or(0, |(space, c)| space + c.len_utf8())..];
        let tail = &after[..after.find(char::is_whitespace).unwrap_or(after.len())];
        if tail.contains(['/', '@', '_', '=', '(']) {
            return false;
        }
        let previous = head.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        let next = tail.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        self.is_last_word(previous) && self.is_first_word(next, &tail[next.len()..])
    }

    fn is_last_word(&self, word: &str) -> bool {
        word.chars().count() >= self.min_letters && word.chars().skip(1).all(char::is_lowercase)
    }

    fn is_first_word(&self, word: &str, rest: &str) -> bool {
        let mut letters = word.chars().skip(1).peekable();
        letters.peek().is_some()
            && letters.all(char::is_lowercase)
            && (rest.is_empty() || rest.starts_with([',', '-', '\'', '’', ';', '"', '”']))
            && !self.suffixes.contains(&word.to_lowercase())
    }
}

/// The words on both sides of a full stop, with it.
fn term(text: &str, at: usize) -> &str {
    let word = |c: &char| c.is_alphabetic();
    let start: usize = text[..at].chars().rev().take_while(word).map(char::len_utf8).sum();
    let end: usize = text[at + 1..].chars().take_while(word).map(char::len_utf8).sum();
    &text[at - start..at + 1 + end]
}

/// True if the words before the full stop are enough for a sentence.
fn is_in_prose(text: &str, at: usize) -> bool {
    const WORDS: usize = 4;
    let sentence = text[..at].rsplit(['.', '!', '?', ':', '\n']).next().unwrap_or_default();
    sentence.split_whitespace().nth(WORDS - 1).is_some()
}

/// True if several lines end as those of a program do: full stops join the parts of its names.
fn is_program(text: &str) -> bool {
    const LINES: usize = 2;
    let ends = |line: &&str| line.trim_end().ends_with(['{', '}', ';', '=']) || line.contains("()");
    text.lines().filter(ends).nth(LINES - 1).is_some()
}
