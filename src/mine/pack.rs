//! Findings as a pack: TOML, with the evidence and examples that hold.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::{finding::Finding, key::Form, tally::MOST};
use crate::rule::{Place, Tier, hex};

/// What stands above or below a mined line in its examples.
const PROSE: &str = "The article says this, and then it is over.";

/// Letters of the words that a rule is called by.
const NAME: usize = 40;

/// What a pack opens with. It says no time and no path, so that the same documents give the same bytes.
const OPENING: &str = "\
# Lines that a site repeats, found by `jernih mine`. Read the rules of tier likely before you set one of\n\
# them to sure; `jernih explain RULE --rules PACK` shows a rule, `jernih rules test --rules PACK` tries all.\n";

/// The pack of all findings.
pub(super) fn write(findings: &[Finding]) -> String {
    let mut pack = String::from(OPENING);
    for finding in findings {
        pack.push('\n');
        pack += &finding.entry();
    }
    pack
}

impl Finding {
    /// What the rule is called: the first words, and a part of a hash so that it is alone with it.
    pub(super) fn id(&self) -> String {
        let mut words = String::new();
        for word in self.tally.key.split(|c: char| !c.is_ascii_alphanumeric()) {
            if !word.is_empty() && words.len() + word.len() < NAME {
                words += word;
                words.push('-');
            }
        }
        let likely = if self.verdict.tier == Tier::Likely { "-likely" } else { "" };
        let hash = Sha256::digest(format!("{:?}\n{}", self.tally.form, self.tally.key));
        format!("mined-{words}{}{likely}", &hex(&hash)[..8])
    }

    /// The entry of a pack.
    fn entry(&self) -> String {
        let mut out = String::from("[[rule]]\n");
        let mut row = |name: &str, value: String| {
            writeln!(out, "{name} = {value}").expect("a string");
        };
        row("id", quoted(&self.id()));
        row("what", quoted(&self.what()));
        row("why", quoted(&self.why()));
        row("tier", quoted(&self.verdict.tier.to_string()));
        row("when", self.when());
        if !self.sites.is_empty() {
            row("sites", list(self.sites.iter().map(String::as_str)));
        }
        if self.verdict.place != Place::Anywhere {
            row("where", quoted(place(self.verdict.place)));
        }
        if self.tally.form == Form::Start {
            row("max-chars", "160".into());
        }
        if self.takes_line() && self.pattern().is_some() {
            row("takes", quoted("line"));
        }
        row("evidence", self.evidence());
        row("fix", format!("[\n{}]", self.fixes()));
        row("keep", format!("[{}]", quoted(&self.keep())));
        out
    }

    fn what(&self) -> String {
        match self.tally.form {
            Form::Whole => "A line that the site repeats.".into(),
            Form::Start => "A line that the site starts in the same way.".into(),
            Form::End => "What the site repeats at the end of lines.".into(),
        }
    }

    fn why(&self) -> String {
        let clusters = self.tally.clusters();
        let more = if clusters == MOST { " or more" } else { "" };
        let share = format!("{:.0} %", self.verdict.share * 100.0);
        let place = match self.verdict.place {
            Place::Head => format!("in {share} of them right above the article"),
            Place::Tail => format!("in {share} of them right below the article"),
            Place::Edge => format!("in {share} of them right above or right below the article"),
            Place::Anywhere => "not always above or below the article".into(),
        };
        format!(
            "It stands in {} documents, {clusters}{more} of which are no copies of each other; {place}.",
            self.tally.documents
        )
    }

    fn evidence(&self) -> String {
        let place = place(self.verdict.place);
        format!(
            "{{ documents = {}, clusters = {}, position = \"{place}\", share = {:.2} }}",
            self.tally.documents,
            self.tally.clusters(),
            self.verdict.share
        )
    }

    /// True if the rule takes the whole line.
    fn takes_line(&self) -> bool {
        self.tally.form != Form::End
    }

    fn when(&self) -> String {
        match (self.pattern(), self.tally.form) {
            (Some(pattern), _) => {
                let need = quoted(need(&self.tally.key).unwrap_or_default());
                format!("{{ regex = {{ need = [{need}], pattern = {} }} }}", quoted(&pattern))
            }
            (None, Form::Start) => format!("{{ line-starts = [{}] }}", quoted(&self.tally.key)),
            (None, _) => format!("{{ line-is = [{}] }}", quoted(self.line())),
        }
    }

    /// The pattern, where a literal cannot say it: numbers differ, or only the end is taken.
    fn pattern(&self) -> Option<String> {
        let key = pattern(&self.tally.key);
        match self.tally.form {
            Form::End => Some(format!(r"(?i)\s*[-–—|(]\s*{key}\W*$")),
            Form::Whole if self.tally.has_numbers() => Some(format!(r"(?i)^\W*{key}\W*$")),
            Form::Whole | Form::Start => None,
        }
    }

    /// False for a line that no rule can find.
    pub(super) fn can_be_found(&self) -> bool {
        self.pattern().is_none() || need(&self.tally.key).is_some()
    }

    fn line(&self) -> &str {
        self.tally.lines().next().unwrap_or_default()
    }

    fn fixes(&self) -> String {
        let mut fixes = String::new();
        let examples =
            if self.tally.has_numbers() || self.tally.form == Form::Start { 3 } else { 1 };
        for line in self.tally.lines().take(examples) {
            let (before, after) = match (self.tally.form, self.verdict.place) {
                (Form::End, _) => (format!("{PROSE} {line}\n"), format!("{PROSE}\n")),
                (_, Place::Head) => (format!("{line}\n{PROSE}\n"), format!("{PROSE}\n")),
                _ => (format!("{PROSE}\n{line}\n"), format!("{PROSE}\n")),
            };
            writeln!(fixes, "  [{}, {}],", quoted(&before), quoted(&after)).expect("a string");
        }
        fixes
    }

    /// A sentence with the same words in it.
    fn keep(&self) -> String {
        match self.tally.form {
            Form::Start => {
                format!("On the wall stood “{} …”, which nobody read.\n", self.tally.key)
            }
            Form::Whole | Form::End => {
                format!("On the wall stood “{}”, which nobody read.\n", self.line())
            }
        }
    }
}

/// The place as a pack says it.
fn place(place: Place) -> &'static str {
    match place {
        Place::Head => "head",
        Place::Tail => "tail",
        Place::Edge => "edge",
        Place::Anywhere => "anywhere",
    }
}

/// A key as a pattern that forgets what folding forgets.
fn pattern(key: &str) -> String {
    let mut pattern = String::new();
    for c in key.chars() {
        match c {
            ' ' => pattern += r"\s+",
            '0' => pattern += r"\d+",
            '\'' => pattern += "['‘’ʼ′]",
            '"' => pattern += "[\"“”„]",
            '-' => pattern += "[-–—‑−]",
            c => pattern += &regex_syntax::escape(c.encode_utf8(&mut [0; 4])),
        }
    }
    pattern
}

/// The longest run of letters that a line can be looked up by, whatever its case.
fn need(key: &str) -> Option<&str> {
    let is_same = |c: char| c.is_ascii_alphabetic() || (c.is_alphabetic() && !c.is_lowercase());
    let words = key.split(|c: char| !is_same(c)).filter(|word| word.len() >= 2);
    words.max_by_key(|word| word.len())
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    format!("[{}]", texts.map(quoted).collect::<Vec<_>>().join(", "))
}
