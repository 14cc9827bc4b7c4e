//! Text that was UTF-8 and was decoded as another codec, once or several times, and windows-1252
//! that was decoded as latin-1.
//!
//! Works on runs of characters outside ASCII, because every byte of a longer UTF-8 sequence became
//! one. A sequence is put right only if it is exact UTF-8 and what comes out is what people write
//! in the place where it stands. windows-1252 and latin-1, by far the most frequent, are tried
//! sequence by sequence; the other codecs for a whole run, and only where something cannot be text.

use std::sync::LazyLock;

use crate::{
    document::Origin,
    edit::Edits,
    rule::{RuleError, RuleId, Rules},
    stage::Stage,
    text::{Span, Text},
};

mod codecs;
mod grave;
mod judge;
mod lossy;
mod other;

/// How often text was mis-decoded at most. Three layers are seen, four are not.
const LAYERS: usize = 3;

#[derive(Clone)]
struct Mojibake {
    utf8_as_windows_1252: RuleId,
    windows_1252_as_latin_1: RuleId,
    lost_closing_quote: RuleId,
    utf8_as_other_codec: RuleId,
    lost_no_break_space: RuleId,
    lost_byte: RuleId,
    run: Vec<char>,
    spare: Vec<char>,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    let code = |id| rules.code("mojibake", id);
    Ok(Box::new(Mojibake {
        utf8_as_windows_1252: code("utf8-as-windows-1252")?,
        windows_1252_as_latin_1: code("windows-1252-as-latin-1")?,
        lost_closing_quote: code("lost-closing-quote")?,
        utf8_as_other_codec: code("utf8-as-other-codec")?,
        lost_no_break_space: code("lost-no-break-space")?,
        lost_byte: code("lost-byte")?,
        run: vec![],
        spare: vec![],
    }))
}

impl Stage for Mojibake {
    fn run(&mut self, text: Text<'_>, _: Origin<'_>, edits: &mut Edits) {
        self.runs(text.as_str(), edits);
        other::propose(text, self.utf8_as_other_codec, edits);
        grave::propose(text, self.lost_no_break_space, edits);
        lossy::propose(text, self.lost_byte, edits);
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}

impl Mojibake {
    /// Proposes to put right what was decoded as windows-1252 or latin-1.
    fn runs(&mut self, text: &str, edits: &mut Edits) {
        let mut from = 0;
        while let Some(start) = suspect(text, from) {
            let end = run_end(text, start);
            self.repair(text, Span::new(start, end), edits);
            from = end;
        }
    }

    /// Proposes the characters that windows-1252 has where latin-1 has controls.
    fn restore_c1(&self, text: &str, span: Span, edits: &mut Edits) {
        let mut before = None;
        for (at, control) in text[span.range()].char_indices() {
            // After the first byte of a sequence it is what is left of UTF-8, not a character.
            let cut_off = before.is_some_and(|c: char| ('\u{c2}'..='\u{f4}').contains(&c));
            before = Some(control);
            if !is_c1(control) || cut_off {
                continue;
            }
            let meant =
                C1_CHARACTERS.iter().find(|(_, byte)| u32::from(*byte) == u32::from(control));
            if let Some((meant, _)) = meant {
                let start = span.start as usize + at;
                let span = Span::new(start, start + control.len_utf8());
                edits.replace(span, meant.encode_utf8(&mut [0; 4]), self.windows_1252_as_latin_1);
            }
        }
    }

    /// Proposes to put one run of characters right.
    fn repair(&mut self, text: &str, span: Span, edits: &mut Edits) {
        let run = &text[span.range()];
        if is_named(text, span) {
            return;
        }
        self.run.clear();
        self.run.extend(run.chars());
        let around = Around::new(text, span);
        let mut layers = 0;
        while layers < LAYERS && decode(&self.run, &around, &mut self.spare) {
            std::mem::swap(&mut self.run, &mut self.spare);
            layers += 1;
        }
        let controls = |run: &mut dyn Iterator<Item = char>| run.filter(|c| is_c1(*c)).count();
        if layers == 0 {
            self.restore_c1(text, span, edits);
        } else if controls(&mut self.run.iter().copied()) <= controls(&mut run.chars()) {
            let repaired: String = self.run.iter().collect();
            edits.replace(span, &repaired, self.utf8_as_windows_1252);
        }
        for (at, lost) in run.match_indices("â€\u{fffd}") {
            let start = span.start as usize + at;
            edits.replace(Span::new(start, start + lost.len()), "”", self.lost_closing_quote);
        }
    }
}

/// True if all that two quotation marks hold is one sequence: then the text is about such damage.
fn is_named(text: &str, span: Span) -> bool {
    const OPENING: [char; 6] = ['«', '“', '„', '‘', '"', '\''];
    const CLOSING: [char; 5] = ['»', '”', '’', '"', '\''];
    let run = &text[span.range()];
    let inner = run.trim_start_matches(OPENING).trim_end_matches(CLOSING);
    let opened = inner.as_ptr() != run.as_ptr() || text[..span.start as usize].ends_with(OPENING);
    let closed = run.ends_with(CLOSING) || text[span.end as usize..].starts_with(CLOSING);
    opened && closed && {
        let mut letters = ['\0'; LONGEST_SEQUENCE];
        let count = inner.chars().zip(&mut letters).map(|(c, letter)| *letter = c).count();
        let sequence = sequence(&letters[..count]);
        sequence.is_some_and(|(_, len)| {
            letters[..len].iter().map(|c| c.len_utf8()).sum::<usize>() == inner.len()
        })
    }
}

/// The end of the run that starts at `start`. A space belongs to it where it stands for a no-break
/// space, the last byte of a sequence: after controls, or before another sequence that starts as the
/// one that it completes.
fn run_end(text: &str, start: usize) -> usize {
    let mut end = start;
    loop {
        end += text[end..].find(|c: char| c.is_ascii()).unwrap_or(text.len() - end);
        match text[end..].strip_prefix(' ') {
            Some(rest) if lacks_a_byte(&text[start..end], rest.chars().next()) => end += 1,
            _ => return end,
        }
    }
}

/// True if a run ends in a sequence that lacks its last byte.
fn lacks_a_byte(run: &str, next: Option<char>) -> bool {
    let mut last = run.chars().rev();
    let Some(c) = last.next() else { return false };
    // Cyrillic and Arabic words are chains of these leads.
    let chain = |leads: &[char]| leads.contains(&c) && next.is_some_and(|c| leads.contains(&c));
    if chain(&['Ð', 'Ñ']) || chain(&['Ø', 'Ù']) {
        return true;
    }
    let Some(lead) = last.next() else { return false };
    let is_lead = windows_1252(lead).is_some_and(|byte| (0xE0..=0xEF).contains(&byte));
    let continues = windows_1252(c).is_some_and(|byte| (0x80..=0xBF).contains(&byte));
    is_lead && continues && (is_c1(c) || next == Some(lead))
}

/// The next place at or after `from` where a character stands that can be a UTF-8 lead byte,
/// U+00C2 to U+00F4, encoded as `C3` and one more byte, or a C1 control, encoded as `C2` and one
/// more byte.
fn suspect(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr2_iter(0xC2, 0xC3, &bytes[from..]).map(|at| from + at).find(|&at| {
        let range = if bytes[at] == 0xC3 { 0x82..=0xB4 } else { 0x80..=0x9F };
        bytes.get(at + 1).is_some_and(|next| range.contains(next))
    })
}

/// Bytes of the longest sequence, two surrogates.
const LONGEST_SEQUENCE: usize = 6;

/// A character that latin-1 has and no text uses.
fn is_c1(c: char) -> bool {
    ('\u{80}'..='\u{9f}').contains(&c)
}

/// What stands before and after a run.
struct Around {
    before: Option<char>,
    after: Option<char>,
}

impl Around {
    fn new(text: &str, span: Span) -> Around {
        Around {
            before: text[..span.start as usize].chars().next_back(),
            after: text[span.end as usize..].chars().next(),
        }
    }
}

/// Writes `run` to `out` with one layer undone; false if there is none to undo.
fn decode(run: &[char], around: &Around, out: &mut Vec<char>) -> bool {
    out.clear();
    let (mut at, mut changed) = (0, false);
    let certain = is_certain(run);
    while at < run.len() {
        let sequence = sequence(&run[at..]).filter(|(c, len)| {
            let before = at.checked_sub(1).map(|i| run[i]).or(around.before);
            let after = run.get(at + len).copied().or(around.after);
            certain || plausible(*c, &run[at..at + len], before, after)
        });
        let (c, len) = sequence.unwrap_or((run[at], 1));
        changed |= sequence.is_some();
        out.push(c);
        at += len;
    }
    changed
}

/// True if nothing speaks for the run as it stands: it has characters that no text uses, or it is
/// made of three or more sequences and nothing else.
fn is_certain(run: &[char]) -> bool {
    const SEQUENCES: usize = 3;
    let (mut at, mut sequences) = (0, 0);
    while let Some((c, len)) = sequence(&run[at..]) {
        at += len;
        sequences += usize::from(c != char::REPLACEMENT_CHARACTER);
    }
    (at == run.len() && sequences >= SEQUENCES) || run.iter().any(|c| is_c1(*c))
}

/// The character whose UTF-8 bytes the run starts with, and how many bytes that took.
fn sequence(run: &[char]) -> Option<(char, usize)> {
    if let Some(c) = surrogates(run) {
        return Some((c, 6));
    }
    let lead = windows_1252(*run.first()?)?;
    let len = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    // What lost its second byte is one character all the same, in a run that is certain.
    if len == 2 && *run.get(1)? == char::REPLACEMENT_CHARACTER {
        return Some((char::REPLACEMENT_CHARACTER, 2));
    }
    let mut bytes = [0; 4];
    for (byte, c) in bytes.iter_mut().zip(run.get(..len)?) {
        // A run has a space only where one was a byte that programs take for white space.
        *byte = if *c == ' ' { 0xA0 } else { windows_1252(*c)? };
    }
    // Within an Arabic word that byte was not the no-break space of a digit, but the next line of
    // a letter.
    if bytes[..2] == [0xD9, 0xA0] && run.get(1) == Some(&' ') && !is_digit(run.get(2..)) {
        bytes[1] = 0x85;
    }
    let decoded = std::str::from_utf8(&bytes[..len]).ok()?;
    Some((decoded.chars().next()?, len))
}

/// True if a run goes on with an Arabic digit, whole or as the one that lost a byte.
fn is_digit(run: Option<&[char]>) -> bool {
    let digit = ['\u{a1}', '¢', '£', '¤', '¥', '¦', '§', '¨', '©', ' '];
    run.is_some_and(|run| matches!(run, ['Ù', next, ..] if digit.contains(next)))
}

/// The character whose two UTF-16 surrogates were written as UTF-8, three bytes each (CESU-8).
fn surrogates(run: &[char]) -> Option<char> {
    let mut bytes = [0; 6];
    for (byte, c) in bytes.iter_mut().zip(run.get(..6)?) {
        *byte = windows_1252(*c)?;
    }
    let unit = |b: &[u8]| u16::from(b[1] & 0x3F) << 6 | u16::from(b[2] & 0x3F) | 0xD000;
    if bytes[0] != 0xED || bytes[3] != 0xED {
        return None;
    }
    char::decode_utf16([unit(&bytes[..3]), unit(&bytes[3..])])
        .next()?
        .ok()
        .filter(|c| *c > '\u{ffff}')
}

/// The byte that windows-1252 decodes to `c`; where it decodes a byte to nothing, the byte that
/// latin-1 does.
fn windows_1252(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{ff}' => Some(c as u8),
        // Only the 27 characters that latin-1 lacks are left, and the table is short.
        _ => C1_CHARACTERS.iter().find(|(character, _)| *character == c).map(|(_, byte)| *byte),
    }
}

/// What windows-1252 has where latin-1 has controls, and the bytes.
static C1_CHARACTERS: LazyLock<Vec<(char, u8)>> = LazyLock::new(|| {
    let decoded = |byte: u8| {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        Some((text.chars().next().filter(|c| !is_c1(*c))?, byte))
    };
    (0x80..=0x9F).filter_map(decoded).collect()
});

/// True if `c` is more likely here than the sequence that it would replace.
fn plausible(c: char, sequence: &[char], before: Option<char>, after: Option<char>) -> bool {
    match c {
        // The inner layers of a text that was mis-decoded twice.
        _ if is_c1(c) => true,
        '\u{a0}'..='\u{24f}' => {
            let lower = |c: Option<char>| c.is_some_and(char::is_lowercase);
            let apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
            let lone = c < '\u{c0}' && apart(before);
            // The one letter of these that is a word; `Ã` alone is none.
            let word = c == 'à' && apart(before) && apart(after);
            // Several of a letter: `Ã’s`.
            let plural = sequence[1] == '’' && apart(before) && after == Some('s');
            !can_end_a_word(sequence[1])
                || lower(before)
                || (lower(after) && !plural)
                || lone
                || word
        }
        // A unit or a symbol: `Î` before a sign starts no word.
        '\u{3b1}'..='\u{3c9}' => !sequence[1].is_alphabetic() && !can_end_a_word(sequence[1]),
        '\u{2060}' => true,
        '\u{2010}'..='\u{20bf}' | '\u{2100}'..='\u{22ff}' | '\u{2500}'..='\u{27bf}' => true,
        '\u{1e00}'..='\u{1eff}' | '\u{fb00}'..='\u{fb06}' | '\u{feff}' => true,
        '\u{1f000}'..='\u{1faff}' => true,
        _ => false,
    }
}

/// Marks that writers put right after a capital letter: `SÃ”` may be a quoted `SÃ`.
fn can_end_a_word(c: char) -> bool {
    matches!(
        c,
        '…' | '„'
            | '‚'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '–'
            | '—'
            | '•'
            | '‹'
            | '›'
            | '«'
            | '»'
            | '™'
            | '\u{a0}'
    )
}
