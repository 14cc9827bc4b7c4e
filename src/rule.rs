//! Rules: what a pack says about one thing that can be found in a text.
//!
//! [`pack`] reads the files into [`Rules`], the table of all of them; [`matcher`] finds the places.
//! What a rule does to a document is decided by the stage it is filed under.

use std::{fmt, num::NonZeroU32};

use serde::{Deserialize, Serialize};

mod error;
mod evidence;
mod facts;
mod filed;
mod fold;
mod kinds;
mod lint;
mod matcher;
mod pack;
mod pattern;
mod rules;
mod tables;

pub use error::RuleError;
pub use evidence::Evidence;
pub use facts::Facts;
pub use filed::Filed;
pub use fold::{fold, fold_into};
pub use lint::lint;
pub use matcher::Matcher;
pub use rules::{Rules, TABLES, hex};

/// A rule's position in [`Rules`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(NonZeroU32);

impl RuleId {
    pub(crate) fn new(index: usize) -> RuleId {
        // One more, so that an optional id takes no more room.
        RuleId(NonZeroU32::MIN.saturating_add(index as u32))
    }

    /// The position as an index.
    pub fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

/// Whether what a rule finds is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// Applied.
    Sure,
    /// Proposed; applied only when likely rules are asked for.
    Likely,
    /// Neither. Set by a later pack or in a pack that is used only when asked for.
    Off,
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Tier::Sure => "sure",
            Tier::Likely => "likely",
            Tier::Off => "off",
        })
    }
}

/// One entry of a rule pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Rule {
    /// Names what is found; unique within its stage and language.
    pub id: String,
    /// What is found, in one sentence.
    pub what: String,
    /// Why the text is better without it, and where a number comes from.
    pub why: String,
    /// Whether what is found is changed.
    pub tier: Tier,
    /// How it is found.
    pub when: When,
    /// The sites that it is about, as [`crate::document::site`] writes them; none means all. A
    /// document that does not say its site may be of any.
    #[serde(default)]
    pub sites: Vec<String>,
    /// In which part of the document it counts.
    #[serde(default, rename = "where")]
    pub place: Place,
    /// The neighbour without which it does not count.
    pub near: Option<Near>,
    /// What on the line or around it tells that it is part of the article after all.
    #[serde(default)]
    pub unless: Vec<Unless>,
    /// Longer lines are left alone; characters of the trimmed line.
    pub max_chars: Option<usize>,
    /// How much is taken. By default the line, and for `regex` and `chars` the match.
    pub takes: Option<Takes>,
    /// What is put there; nothing means that it is deleted.
    pub put: Option<String>,
    /// A number that a code rule uses.
    pub limit: Option<f64>,
    /// Words that a code rule uses, in lower case.
    #[serde(default)]
    pub words: Vec<String>,
    /// What `jernih mine` saw of it.
    pub evidence: Option<Evidence>,
    /// Pairs of text before and after. Each is a test.
    #[serde(default)]
    pub fix: Vec<(String, String)>,
    /// Texts that look alike and must not change. Each is a test.
    #[serde(default)]
    pub keep: Vec<String>,
    /// Pairs of text before and after that do not work yet. Each is a test that must fail.
    #[serde(default)]
    pub wrong: Vec<(String, String)>,
}

/// The closed set of ways to find something. A rule that needs more is a stage.
///
/// Literals compare by their folded key, see [`fold`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum When {
    /// The line is one of these.
    LineIs(Vec<String>),
    /// The line starts with one of these, and the word ends there.
    LineStarts(Vec<String>),
    /// The line ends with one of these, and a word starts there.
    LineEnds(Vec<String>),
    /// The line has one of these in it, as whole words.
    LineHas(Vec<String>),
    /// The pattern matches in the trimmed line.
    Regex {
        /// Only lines that have one of these, in this case or in another (ASCII letters only), are
        /// read. May be empty only for a rule that is tried on few lines: in the head, in the
        /// tail or near a neighbour.
        need: Vec<String>,
        /// In the syntax of the regex crate.
        pattern: String,
    },
    /// The character is one of these: a character, `U+200B` or `U+2000-U+200A`.
    Chars(Vec<String>),
    /// The line says again how a boilerplate line beside it ends, as a name does under a byline.
    Echo,
    /// The stage decides; the pack holds the reason and the examples.
    Code,
}

/// A part of a document, counted in lines that show something and stay.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Fewer than [`Place::HEAD`] lines come before it.
    Head,
    /// Fewer than [`Place::TAIL`] lines come after it.
    Tail,
    /// The head or the tail.
    Edge,
    /// The whole document.
    #[default]
    Anywhere,
}

impl Place {
    /// Above an article stand its headline, standfirst, byline, date and caption, each once or
    /// twice. In 2,281 extracted pages, two thirds of the junk lines above the text are among the
    /// first eight; most others are menus, whose lines do not count once they are taken.
    pub const HEAD: usize = 8;
    /// Below an article stand its tags, credits, notices and related headlines: in the same pages,
    /// two in five of the junk lines there are among the last sixteen, the others in longer lists.
    pub const TAIL: usize = 16;
}

/// Neighbours without which a line does not count: rule ids without stage and language, or `*`
/// for any rule. The neighbour is the nearest line that is not blank.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Near {
    /// The line above was taken by one of these.
    #[serde(default)]
    pub above: Vec<String>,
    /// The line below was taken by one of these.
    #[serde(default)]
    pub below: Vec<String>,
    /// The line above or below was taken by one of these.
    #[serde(default)]
    pub beside: Vec<String>,
    /// The lines above and below were both taken by one of these.
    #[serde(default)]
    pub between: Vec<String>,
}

/// What tells that a line is part of the article, although a rule finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unless {
    /// It reports what someone said: one of the languages' speech words comes right after a comma
    /// or a closing quotation mark.
    Speech,
    /// It stands among lines of label and value, two of which or more no rule finds: a cast, a
    /// crew, minutes.
    LabelList,
    /// The rule finds three lines or more: a schedule, a chronology.
    Several,
    /// It ends in a full stop: a sentence of the article follows the title that it links to.
    FullStop,
    /// It is a directive of the C preprocessor, `#endif`, which looks like a hashtag.
    Directive,
}

/// How much of what a rule finds it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// The line.
    Line,
    /// What matched, with the space that would be left over.
    Match,
    /// The line and all below it, if none of those is a sentence that no rule takes; in the head, down
    /// to a paragraph that opens with a dateline.
    ToEnd,
    /// The line and all below it, what readers wrote there too. The article above must have ended as
    /// prose does, and be the longer part.
    AllBelow,
}

impl Takes {
    /// True if what is below the line goes with it.
    pub fn below(self) -> bool {
        matches!(self, Takes::ToEnd | Takes::AllBelow)
    }
}

impl When {
    /// True if the stage finds it, not a matcher.
    pub fn is_code(&self) -> bool {
        matches!(self, When::Code)
    }

    /// The literals, as they stand in the pack.
    pub fn literals(&self) -> &[String] {
        match self {
            When::LineIs(any)
            | When::LineStarts(any)
            | When::LineEnds(any)
            | When::LineHas(any)
            | When::Regex { need: any, .. } => any,
            When::Chars(_) | When::Echo | When::Code => &[],
        }
    }
}

impl Rule {
    /// How much the rule takes.
    pub fn takes(&self) -> Takes {
        self.takes.unwrap_or(match self.when {
            When::Regex { .. } | When::Chars(_) => Takes::Match,
            _ => Takes::Line,
        })
    }
}
