//! A list of other articles, each with the date and hour of its publication, the newest first.
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
/// Characters before the date: the day of the week, a rank.
const LEAD: usize = 16;
/// Bytes between the date and the hour.
const GAP: usize = 4;
const MAX_TITLE: usize = 160;
const MIN_WORDS: usize = 2;

/// The date and hour at the start of a line, as one number that grows with time.
#[derive(Clone, Copy)]
struct Stamp {
    minute: u64,
    /// Where it ends in the line.
    end: usize,
}

/// The lines of one article in the list.
#[derive(Clone, Copy)]
struct Entry {
    minute: u64,
    span: Span,
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
        let lines: Vec<Line> = text
            .lines()
            .filter(|line| text.slice(line.body).chars().any(char::is_alphanumeric))
            .collect();
        let mut run: Vec<Entry> = vec![];
        let mut at = 0;
        while at < lines.len() {
            let Some((entry, taken)) = entry(text, &lines[at..]) else {
                self.end(&mut run, edits);
                at += 1;
                continue;
            };
            if run.last().is_some_and(|last| entry.minute > last.minute) {
                self.end(&mut run, edits);
            }
            run.push(entry);
            at += taken;
        }
        self.end(&mut run, edits);
    }

    /// Proposes to remove a run of entries that is long enough, with what stands between them.
    fn end(&self, run: &mut Vec<Entry>, edits: &mut Edits) {
        let newest_first = run.first().zip(run.last()).is_some_and(|(a, b)| a.minute > b.minute);
        if run.len() >= ENTRIES && newest_first {
            let (first, last) = (run[0].span, run[run.len() - 1].span);
            edits.delete(Span { start: first.start, end: last.end }, self.rule);
        }
        run.clear();
    }
}

/// The article that the first of these lines starts, and how many lines it has.
fn entry(text: Text<'_>, lines: &[Line]) -> Option<(Entry, usize)> {
    let body = text.slice(lines[0].body);
    let stamp = stamp(body)?;
    let rest = &body[stamp.end..];
    let (last, count) = if is_title(rest) {
        (lines[0], 1)
    } else {
        let next = lines.get(1).filter(|_| rest.split_whitespace().count() <= 2)?;
        is_title(text.slice(next.body)).then_some((*next, 2))?
    };
    let span = Span { start: lines[0].whole.start, end: last.whole.end };
    Some((Entry { minute: stamp.minute, span }, count))
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
    Some(Stamp { minute, end: slash + 5 + gap + 5 })
}

fn digits_at_end(text: &str) -> Option<&str> {
    let start = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    (text.len() > start).then_some(&text[start..])
}
