//! A list of other articles, each with the date and hour of its publication, the newest first or
//! ranked by how often they are read.
//!
//! A chronology and a programme have such dates too, but the other way round.

use memchr::memmem;

use crate::{
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    text::{Line, Span, Text},
};

#[derive(Clone)]
pub(super) struct Dated {
    rule: RuleId,
}

/// With fewer, the order may be chance: four dates are in this order one time in 24.
const ENTRIES: usize = 4;
/// Where another list of the document has shown what its dates are.
const FURTHER_ENTRIES: usize = 2;
/// Characters before the date: the day of the week, a rank.
const LEAD: usize = 16;
/// Bytes between the date and the hour.
const GAP: usize = 4;
const MAX_TITLE: usize = 160;
/// Bytes of `-` or `10` alone on a line.
const LONGEST_MARK: usize = 4;
const MIN_WORDS: usize = 2;

/// The date and hour at the start of a line.
#[derive(Clone, Copy)]
struct Stamp {
    /// The rank before it: `02Thursday, 05/11/2015 09:32`.
    rank: Option<u64>,
    /// One number that grows with time.
    minute: u64,
    /// Where it ends in the line.
    end: usize,
}

/// The lines of one article in the list.
#[derive(Clone, Copy)]
struct Entry {
    stamp: Stamp,
    /// Indexes of its lines, and one more.
    lines: (usize, usize),
}

impl Entry {
    /// True if it may stand below `above` in one list.
    fn follows(self, above: Entry) -> bool {
        match (above.stamp.rank, self.stamp.rank) {
            (Some(above), Some(rank)) => rank > above,
            _ => self.stamp.minute <= above.stamp.minute,
        }
    }
}

impl Dated {
    pub(super) fn new(rules: &Rules) -> Result<Dated, RuleError> {
        Ok(Dated { rule: rules.code("boilerplate", "dated-headlines")? })
    }

    pub(super) fn propose(&self, text: Text<'_>, edits: &mut Edits) {
        let mark = memmem::Finder::new(b"/20");
        if mark.find_iter(text.as_str().as_bytes()).nth(ENTRIES - 1).is_none() {
            return;
        }
        let lines: Vec<Line> = text.lines().collect();
        let lists = lists(text, &lines);
        if !lists.iter().any(|list| is_long(list, ENTRIES)) {
            return;
        }
        for list in lists.iter().filter(|list| is_long(list, FURTHER_ENTRIES)) {
            let (start, end) =
                with_marks(text, &lines, list[0].lines.0, list[list.len() - 1].lines.1);
            let span = Span { start: lines[start].whole.start, end: lines[end - 1].whole.end };
            edits.delete(span, self.rule);
        }
    }
}

/// The runs of entries between which nothing but marks and ranks stands.
fn lists(text: Text<'_>, lines: &[Line]) -> Vec<Vec<Entry>> {
    let worded: Vec<usize> = (0..lines.len()).filter(|&n| has_words(text, lines[n])).collect();
    let mut lists: Vec<Vec<Entry>> = vec![vec![]];
    let mut at = 0;
    while at < worded.len() {
        let Some((entry, taken)) = entry(text, lines, &worded[at..]) else {
            lists.push(vec![]);
            at += 1;
            continue;
        };
        match lists.last_mut() {
            Some(list) if list.last().is_none_or(|above| entry.follows(*above)) => list.push(entry),
            _ => lists.push(vec![entry]),
        }
        at += taken;
    }
    lists
}

/// True if so many entries, ranked or the newest first, make it a list.
fn is_long(list: &[Entry], least: usize) -> bool {
    let (Some(first), Some(last)) = (list.first(), list.last()) else { return false };
    let ranked = list.iter().all(|entry| entry.stamp.rank.is_some());
    list.len() >= least && (ranked || first.stamp.minute > last.stamp.minute)
}

/// The lines of a list, with the dash or the rank that stands alone above or below it.
fn with_marks(text: Text<'_>, lines: &[Line], start: usize, end: usize) -> (usize, usize) {
    let mark = |line: &&Line| {
        let body = text.slice(line.body);
        !body.is_empty() && body.len() <= LONGEST_MARK && !has_words(text, **line)
    };
    let above = lines[..start].iter().rev().take_while(mark).count();
    let below = lines[end..].iter().take_while(mark).count();
    (start - above, end + below)
}

fn has_words(text: Text<'_>, line: Line) -> bool {
    text.slice(line.body).chars().any(char::is_alphabetic)
}

/// The article that the first of the lines with these indexes starts, and how many it has.
fn entry(text: Text<'_>, lines: &[Line], worded: &[usize]) -> Option<(Entry, usize)> {
    let body = text.slice(lines[worded[0]].body);
    let stamp = stamp(body)?;
    let rest = without_zone(&body[stamp.end..]);
    let count = if is_title(rest) {
        1
    } else {
        let next = worded.get(1).filter(|_| rest.is_empty())?;
        is_title(text.slice(lines[*next].body)).then_some(2)?
    };
    Some((Entry { stamp, lines: (worded[0], worded[count - 1] + 1) }, count))
}

/// What follows the names of time zones: `WIB`, `GMT`.
fn without_zone(rest: &str) -> &str {
    let zone =
        |word: &str| (2..=5).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
    let mut rest = rest.trim();
    while let Some(word) = rest.split_whitespace().next().filter(|word| zone(word)) {
        rest = rest[word.len()..].trim_start();
    }
    rest
}

/// True for a headline: a few words, no date, no full stop.
fn is_title(text: &str) -> bool {
    let text = text.trim();
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic));
    // A match is announced with its hour, and reported with its score.
    let score = |word: &str| {
        let sides = word.split_once(['-', '–']);
        sides.is_some_and(|(a, b)| [a, b].iter().all(|n| n.parse::<u8>().is_ok()))
    };
    let fixture =
        text.split_whitespace().any(|word| matches!(word, "vs" | "vs." | "v") || score(word));
    text.len() <= MAX_TITLE
        && words.take(MIN_WORDS).count() == MIN_WORDS
        && !text.ends_with(['.', ';', ','])
        && !fixture
        && stamp(text).is_none()
}

/// Reads `05/11/2015 09:25` at the start of a line.
fn stamp(line: &str) -> Option<Stamp> {
    let slash = line.find("/20")?;
    let before: Vec<&str> = line[..slash].rsplitn(2, '/').collect();
    let [month, lead] = before.as_slice() else { return None };
    let day = digits_at_end(lead)?;
    if lead.chars().count() > LEAD {
        return None;
    }
    let year = line.get(slash + 1..slash + 5)?;
    let after = &line[slash + 5..];
    let gap = after.bytes().take_while(|b| !b.is_ascii_digit()).count();
    let clock = after.get(gap..gap + 5).filter(|_| (1..=GAP).contains(&gap))?;
    let (hour, minute) = clock.split_once([':', '.'])?;
    let number = |digits: &str, below: u64| digits.parse::<u64>().ok().filter(|n| *n < below);
    let (year, month, day) = (number(year, 2100)?, number(month, 13)?, number(day, 32)?);
    let (hour, minute) = (number(hour, 24)?, number(minute, 60)?);
    let minute = (((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute;
    Some(Stamp { rank: rank(lead), minute, end: slash + 5 + gap + 5 })
}

/// The number that touches the day of the week: `02Thursday, `.
fn rank(lead: &str) -> Option<u64> {
    let day = lead.trim_start_matches(|c: char| c.is_ascii_digit());
    day.starts_with(char::is_alphabetic).then(|| lead[..lead.len() - day.len()].parse().ok())?
}

fn digits_at_end(text: &str) -> Option<&str> {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (text.len() > start).then_some(&text[start..])
}
