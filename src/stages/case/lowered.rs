//! The words of a document in lower case, each lowered once.

use crate::{
    text::{Span, Text},
    words::{Shape, Word},
};

pub(super) struct Lowered<'d> {
    text: Text<'d>,
    words: &'d [Word],
    /// The words that are not in lower case as they stand, one after the other.
    others: String,
    /// Where each word is among them; nothing for those in lower case.
    spans: Vec<Span>,
}

impl<'d> Lowered<'d> {
    pub(super) fn new(text: Text<'d>, words: &'d [Word]) -> Lowered<'d> {
        let mut lowered = Lowered { text, words, others: String::new(), spans: vec![] };
        lowered.spans.reserve(words.len());
        for word in words {
            let start = lowered.others.len();
            if word.shape != Shape::Lower {
                lowered.add(text.slice(word.span));
            }
            lowered.spans.push(Span::new(start, lowered.others.len()));
        }
        lowered
    }

    pub(super) fn get(&self, index: usize) -> &str {
        let word = self.words[index];
        match word.shape {
            Shape::Lower => self.text.slice(word.span),
            _ => &self.others[self.spans[index].range()],
        }
    }

    fn add(&mut self, word: &str) {
        if word.is_ascii() {
            let start = self.others.len();
            self.others.push_str(word);
            self.others[start..].make_ascii_lowercase();
        } else {
            self.others.push_str(&word.to_lowercase());
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_lower_case_stays() {
        for c in ('\0'..=char::MAX).filter(|c| c.is_lowercase()) {
            assert!(c.to_lowercase().eq([c]), "U+{:04X}", c as u32);
        }
    }
}
