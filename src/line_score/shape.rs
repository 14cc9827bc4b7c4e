//! The shape of one line, in terms that every script has: letters, words, marks, digits, capitals.
//!
//! What stands around the line is not its business, and no word is known here.

use super::class::Class;

/// What one line looks like. Of a paragraph, only the letters and the end are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    /// See [`letters`].
    pub(super) letters: u32,
    pub(super) end: End,
    pub(super) start: Start,
    pub(super) words: u32,
    /// Words that begin with a capital.
    pub(super) capitalised: u32,
    pub(super) upper: u32,
    pub(super) lower: u32,
    pub(super) digits: u32,
    /// Runs of digits.
    pub(super) numbers: u32,
    /// Neither letter, digit nor space.
    pub(super) marks: u32,
    pub(super) commas: u32,
    /// Signs that part the items of a menu.
    pub(super) bars: u32,
    /// Signs of an address, a handle, a tag, code or a copyright.
    pub(super) signs: u32,
    /// Sentences that end before the line does.
    pub(super) sentences: u32,
}

/// What the line begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Start {
    Lower,
    #[default]
    Caseless,
    Upper,
    Quote,
    Digit,
    Mark,
}

/// What the line ends with, apart from closing quotes and brackets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum End {
    Ellipsis,
    #[default]
    Bare,
    Mark,
    Colon,
    Question,
    Stop,
}

/// With an end mark, so many letters are a paragraph; in 433 whole pages, lines of this kind hold
/// three quarters of the articles and a fifth of the furniture.
const MARKED_PARAGRAPH: u32 = 100;
/// Without one, as Thai writes and as teasers are cut.
const BARE_PARAGRAPH: u32 = 220;
/// Where no space says how long a word is, about so many letters as counted here are one.
const LETTERS_A_WORD: u32 = 6;

impl Shape {
    /// The shape of a line without the white space at both ends.
    pub fn of(body: &str) -> Shape {
        let mut shape = Shape { letters: letters(body), end: end(body), ..Shape::default() };
        if shape.is_paragraph() {
            return shape;
        }
        shape.start = start(body);
        let mut before = (' ', Class::Space);
        for c in body.chars() {
            let class = Class::of(c);
            shape.count(before, c, class);
            before = (c, class);
        }
        if shape.words * 20 < shape.letters {
            shape.words = shape.letters / LETTERS_A_WORD;
        }
        shape
    }

    /// True if the line reads as prose. The score never takes it, and measures others by it.
    pub fn is_paragraph(&self) -> bool {
        let least = if self.end >= End::Question { MARKED_PARAGRAPH } else { BARE_PARAGRAPH };
        self.letters >= least
    }

    fn count(&mut self, (before, class_before): (char, Class), c: char, class: Class) {
        let starts = u32::from(class_before == Class::Space);
        if class.is_letter() {
            self.words += starts;
            self.lower += u32::from(class == Class::Lower);
            if class == Class::Upper {
                self.upper += 1;
                let within = class_before.is_letter() || class_before == Class::Number;
                self.capitalised += u32::from(!within);
            }
        } else if class == Class::Number {
            self.digits += 1;
            self.words += starts;
            self.numbers += u32::from(!before.is_numeric());
        } else if class == Class::Space {
            self.sentences += u32::from(is_stop(before));
        } else {
            self.marks += 1;
            match c {
                ',' | '،' | '、' | '，' => self.commas += 1,
                '|' | '｜' | '»' | '›' | '>' | '·' | '•' | '/' | '\\' | '→' | '←' => {
                    self.bars += 1
                }
                '@' | '#' | '©' | '=' | '_' | '{' | '}' => self.signs += 1,
                _ => {}
            }
        }
    }
}

/// Letters as a reader would count what is said: one of Han or Kana is three, one of Hangul two.
///
/// Each byte adds what its table says, so that a text is read at the speed of memory: ASCII letters
/// count as such, all else by the first byte of its character, which tells the block.
fn letters(body: &str) -> u32 {
    let weights = |bytes: &[u8]| -> u32 {
        bytes.iter().map(|byte| u32::from(WEIGHTS[usize::from(*byte)])).sum()
    };
    // Thirty-two bytes of ASCII are counted together.
    let (chunks, rest) = body.as_bytes().as_chunks::<32>();
    let chunks = chunks.iter().map(|chunk| {
        if chunk.is_ascii() {
            let letters = chunk.iter().map(|byte| u8::from(byte.is_ascii_alphabetic()));
            u32::from(letters.sum::<u8>())
        } else {
            weights(chunk)
        }
    });
    chunks.sum::<u32>() + weights(rest)
}

const WEIGHTS: [u8; 256] = {
    let mut weights = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        weights[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => 1,
            // Latin with accents to Thaana; then India to Georgia. Marks above letters count too.
            0xC3..=0xE1 => 1,
            // Kana and Han; Hangul.
            0xE3..=0xE9 => 3,
            0xEA..=0xED => 2,
            _ => 0,
        };
        byte += 1;
    }
    weights
};

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '。' | '！' | '？' | '।' | '؟' | '۔' | '።' | '｡')
}

fn start(body: &str) -> Start {
    match body.chars().next() {
        Some('"' | '“' | '„' | '«' | '\'' | '‘' | '「' | '『') => Start::Quote,
        Some(c) if c.is_lowercase() => Start::Lower,
        Some(c) if c.is_uppercase() => Start::Upper,
        Some(c) if c.is_alphabetic() => Start::Caseless,
        Some(c) if c.is_numeric() => Start::Digit,
        _ => Start::Mark,
    }
}

fn end(body: &str) -> End {
    let open = body.trim_end_matches(['"', '\'', '”', '’', '»', ')', ']', '」', '』', '）', ' ']);
    match open.chars().next_back() {
        Some('…') => End::Ellipsis,
        Some('.') if open.ends_with("..") => End::Ellipsis,
        Some('?' | '!' | '？' | '！' | '؟') => End::Question,
        Some(c) if is_stop(c) => End::Stop,
        Some(':' | '：') => End::Colon,
        Some(c) if !c.is_alphanumeric() => End::Mark,
        _ => End::Bare,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_alike_in_chunks() {
        let text = "Aku, 12 kata dan “teks” lain — ภาษาไทย 中文 – serta lagi kata-kata. ".repeat(3);
        for (end, _) in text.char_indices() {
            let slow: u32 = text[..end].bytes().map(|b| u32::from(WEIGHTS[usize::from(b)])).sum();
            assert_eq!(letters(&text[..end]), slow);
        }
    }

    #[test]
    fn prose_is_prose_in_every_script() {
        let thai = "ชาวบ้านในหมู่บ้านริมแม่น้ำบอกว่าน้ำขึ้นเร็วกว่าทุกปีและถนนสายหลักถูกตัดขาดตั้งแต่เช้ามืดวันจันทร์ทำให้นักเรียนหลายสิบคนไปโรงเรียนไม่ได้และพ่อค้าต้องขนของกลับบ้านก่อนที่ตลาดจะเปิดและยังไม่มีใครรู้ว่าน้ำจะลดลงเมื่อไรเพราะฝนยังตกอยู่ทางเหนือ";
        for (line, prose) in [
            (
                "Warga desa itu menunggu air turun sejak Senin pagi, kata kepala desa, tetapi hujan di hulu belum juga berhenti sampai malam.",
                true,
            ),
            (
                "村民们从星期一早上就开始等待洪水退去，但上游的雨一直下到晚上还没有停下来，村长昨天对记者这样说。",
                true,
            ),
            (
                "마을 주민들은 월요일 아침부터 물이 빠지기를 기다렸지만 상류의 비는 밤까지 그치지 않았고 학교는 사흘째 문을 열지 못했다고 이장이 기자에게 말했다.",
                true,
            ),
            (thai, true),
            ("首页 新闻 体育 财经", false),
            ("Harga Beras Naik Lagi di Pasar Induk", false),
            ("Ia pulang.", false),
        ] {
            assert_eq!(Shape::of(line).is_paragraph(), prose, "{line}");
        }
    }
}
