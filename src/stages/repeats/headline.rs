//! Lines of the head that say the headline again: printed twice, cut off, or with the name of the
//! site or the path to the page beside it.

use std::sync::Arc;

use crate::{
    rule::{RuleError, RuleId, Rules, fold_into},
    text::{Line, Text, is_sentence},
};

/// Headlines stand in the head: title, breadcrumb, headline, standfirst, headline again, byline.
const HEAD: usize = 10;

/// Characters of the longest headline; longer lines are paragraphs.
const MAX_CHARS: usize = 160;

/// Words before a shorter phrase may belong to it.
const MIN_WORDS: usize = 5;
/// Home, section, sub-section, and the space before the headline.
const MAX_NAMES: usize = 5;

#[derive(Clone)]
pub(super) struct Headlines {
    headline: RuleId,
    cut_off: RuleId,
    with_site: RuleId,
    with_path: RuleId,
    /// Shorter lines are labels, which may stand twice.
    min_chars: usize,
    /// More beside the headline may say something.
    max_beside: usize,
    /// What sites call the start of a path.
    homes: Arc<[String]>,
    /// The folded lines of the head; nothing for a paragraph, which is no headline.
    keys: Vec<String>,
}

impl Headlines {
    pub(super) fn new(rules: &Rules) -> Result<Headlines, RuleError> {
        let code = |id| rules.code("repeats", id);
        let (headline, with_site) = (code("headline")?, code("headline-and-site")?);
        let with_path = code("path-and-headline")?;
        Ok(Headlines {
            headline,
            cut_off: code("headline-cut-off")?,
            with_site,
            with_path,
            min_chars: rules.limit(headline)? as usize,
            max_beside: rules.limit(with_site)? as usize,
            homes: rules.get(with_path).rule.words.as_slice().into(),
            keys: vec![String::new(); HEAD],
        })
    }

    /// Marks the lines of the head that only repeat another line of it. `lines` are those that
    /// show something.
    pub(super) fn mark(&mut self, text: Text<'_>, lines: &[Line], repeated: &mut [Option<RuleId>]) {
        let head = &lines[..lines.len().min(HEAD)];
        let long = |line: &Line| line.body.len() >= self.min_chars;
        if head.iter().filter(|line| long(line)).count() < 2 || !has_prose(text, lines) {
            return;
        }
        self.keys.iter_mut().for_each(String::clear);
        for (key, line) in self.keys.iter_mut().zip(head) {
            let body = text.slice(line.body);
            if !is_paragraph(body) {
                fold_into(body, key);
            }
        }
        for (index, line) in head.iter().enumerate() {
            let body = text.slice(line.body);
            repeated[index] = (0..head.len())
                .filter(|&other| other != index && repeated[other].is_none())
                .find_map(|other| self.judge(body, index, other));
        }
    }

    /// The rule by which the line at `index` only repeats the one at `other`.
    fn judge(&self, body: &str, index: usize, other: usize) -> Option<RuleId> {
        let (key, headline) = (self.keys[index].as_str(), self.keys[other].as_str());
        let cut = body.ends_with("...") || body.ends_with('…');
        let length = headline.chars().count();
        if !(self.min_chars..=MAX_CHARS).contains(&length)
            || (!cut && is_sentence(body))
            || body.starts_with(['>', '-', '•', '*'])
        {
            return None;
        }
        if key == headline && !body.ends_with(':') {
            return (other < index && self.is_title(other)).then_some(self.headline);
        }
        if let Some(rest) = key.strip_prefix(headline) {
            let site = rest
                .strip_prefix(' ')
                .filter(|rest| rest.starts_with(['-', '|', '»', ':', '~', '•']));
            let site = site.filter(|site| self.is_short(site) && names_site(body));
            return site.filter(|_| !self.is_in_list(headline)).map(|_| self.with_site);
        }
        if let Some(path) = key.strip_suffix(headline) {
            let is_headline = headline.split(' ').count() >= MIN_WORDS && !body.ends_with(':');
            return (is_headline && self.is_path(path)).then_some(self.with_path);
        }
        (cut && self.is_cut(key, headline)).then_some(self.cut_off)
    }

    /// True if the line can be the page's title: it is the first, or stands below the name of the
    /// site. Lines that are first said further down, as in verse or speech, are said again on
    /// purpose.
    fn is_title(&self, index: usize) -> bool {
        index == 0 || (index == 1 && self.keys[0].chars().count() < self.min_chars)
    }

    /// True if the words before a headline lead to it: home and a few names of sections, no number
    /// and no kicker.
    fn is_path(&self, path: &str) -> bool {
        let names = |c: char| c.is_alphabetic() || matches!(c, ' ' | '&' | '-' | '/');
        let words = path.split(' ').count();
        let from_home = self.homes.iter().any(|home| path.starts_with(home.as_str()));
        from_home
            && path.ends_with(' ')
            && self.is_short(path)
            && path.chars().all(names)
            && words <= MAX_NAMES
    }

    /// True if several lines go on from the headline, each in another way: then it is the first of a
    /// list.
    fn is_in_list(&self, headline: &str) -> bool {
        let mut longer = self
            .keys
            .iter()
            .filter(|key| key.strip_prefix(headline).is_some_and(|rest| !rest.is_empty()));
        let first = longer.next();
        longer.any(|key| Some(key) != first)
    }

    fn is_short(&self, beside: &str) -> bool {
        beside.chars().count() <= self.max_beside
    }

    /// True if `key`, perhaps after a short path, is the start of the headline.
    fn is_cut(&self, key: &str, headline: &str) -> bool {
        let Some((edge, _)) = headline.char_indices().nth(self.min_chars) else { return false };
        let Some(at) = key.find(&headline[..edge]) else { return false };
        headline.starts_with(&key[at..]) && self.is_short(&key[..at])
    }
}

/// True if what stands after the last dash or bar may name a site: a name has a capital, an address
/// a full stop. What a command does is told in small letters.
fn names_site(title: &str) -> bool {
    let name = title.rsplit(['-', '–', '—', '|', '»', ':', '~', '•']).next().unwrap_or_default();
    name.contains('.') || !name.trim_start().starts_with(char::is_lowercase)
}

/// True if some line is a paragraph: in verse, a line may be said twice on purpose.
fn has_prose(text: Text<'_>, lines: &[Line]) -> bool {
    lines.iter().any(|line| is_paragraph(text.slice(line.body)))
}

/// True for a sentence longer than headlines are.
fn is_paragraph(body: &str) -> bool {
    const PARAGRAPH: usize = 80;
    body.len() >= PARAGRAPH && is_sentence(body)
}
