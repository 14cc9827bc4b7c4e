//! Decisions as a pack: what was rejected is kept from its rule, and lines that were accepted become
//! rules of their own.

use std::{collections::BTreeMap, fmt::Write};

use sha2::{Digest, Sha256};

use crate::{
    decisions::{Decisions, Scope, Verdict, masked},
    rule::{Rules, hex},
};

/// Where the pack goes, below a folder of packs. It is read after the others, whose rules it changes.
pub const FILED: &str = "boilerplate/learned.toml";

/// What the pack opens with.
const OPENING: &str = "\
# Learned from decisions by `jernih rules learn`, which writes it anew each time: change the decisions,\n\
# or move a rule to a pack of your own.\n";

/// What stands above a learned line in its example.
const PROSE: &str = "The article says this, and then it is over.";

/// A pack, and what a pack cannot say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learned {
    /// The pack.
    pub pack: String,
    /// Lines that are kept from their rules.
    pub kept: usize,
    /// Lines that became literals of rules.
    pub lines: usize,
    /// Decisions about a rule on a whole site, which stay decisions.
    pub of_sites: usize,
    /// Accepted edits within a line, which stay decisions: a literal finds lines.
    pub within_lines: usize,
    /// Decisions about rules that there are not.
    pub unknown: usize,
}

/// Lines of one rule, each once, in order; the value tells whether it is of a template.
type Lines<'d> = BTreeMap<&'d str, BTreeMap<&'d str, bool>>;

/// Makes a pack of decisions. `rules` are those that were decided about, without what was learned.
pub fn learn(decisions: &Decisions, rules: &Rules) -> Learned {
    let mut learned = Learned::default();
    let (mut kept, mut taken): (Lines<'_>, Lines<'_>) = Default::default();
    for (rule, scope, ruling) in decisions.iter() {
        let whole = match scope {
            _ if rules.find(rule).is_none() => {
                learned.unknown += 1;
                continue;
            }
            Scope::Site(_) => {
                learned.of_sites += 1;
                continue;
            }
            Scope::Template(template) => !template.contains(" => "),
            Scope::Edit(sight) => sight.becomes.is_empty(),
        };
        let line = match scope {
            Scope::Edit(sight) => Some(sight.line.as_str()),
            _ => ruling.like.as_deref(),
        };
        let Some(line) = line.map(str::trim).filter(|line| !masked(line).is_empty()) else {
            continue;
        };
        let of_template = matches!(scope, Scope::Template(_));
        match ruling.verdict {
            Verdict::Reject => _ = kept.entry(rule).or_default().insert(line, of_template),
            Verdict::Accept if whole && !line.contains('\n') => {
                taken.entry(rule).or_default().insert(line, of_template);
            }
            Verdict::Accept => learned.within_lines += 1,
        }
    }
    learned.write(&kept, &taken);
    learned
}

impl Learned {
    fn write(&mut self, kept: &Lines<'_>, taken: &Lines<'_>) {
        self.pack = OPENING.into();
        for (rule, lines) in kept {
            self.kept += lines.len();
            let list = list(lines.keys().copied());
            self.add(&format!("\n[[change]]\nrule = {}\nkeep = {list}\n", quoted(rule)));
        }
        for (rule, lines) in taken {
            let (plain, numbered): (Vec<_>, Vec<_>) = lines
                .iter()
                .partition(|(line, of_template)| !(**of_template && masked(line).contains('#')));
            let plain = distinct(plain.into_iter().map(|(line, _)| *line));
            if !plain.is_empty() {
                let when = format!("{{ line-is = {} }}", list(plain.iter().copied()));
                self.entry(rule, &plain, &when);
            }
            for (line, _) in numbered {
                let Some(need) = need(line) else {
                    self.within_lines += 1;
                    continue;
                };
                let when = format!(
                    "{{ regex = {{ need = [{}], pattern = {} }} }}",
                    quoted(need),
                    quoted(&pattern(line))
                );
                self.entry(rule, &[*line], &when);
            }
        }
    }

    /// Writes a rule that finds these lines.
    fn entry(&mut self, from: &str, lines: &[&str], when: &str) {
        self.lines += lines.len();
        let short: String =
            from.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        // The same lines give the same name, whatever else is learned.
        let hash = &hex(&Sha256::digest(lines.join("\n")))[..8];
        let id = quoted(&format!("learned-{short}-{hash}"));
        let why = quoted(&format!("A person accepted what {from} proposed."));
        let takes = if when.contains("regex") { "takes = \"line\"\n" } else { "" };
        let mut fixes = String::new();
        for line in lines {
            let (before, after) = (format!("{PROSE}\n{line}\n"), format!("{PROSE}\n"));
            writeln!(fixes, "  [{}, {}],", quoted(&before), quoted(&after)).expect("a string");
        }
        let keep = quoted(&format!("On the wall stood “{}”, which nobody read.\n", lines[0]));
        self.add(&format!(
            "\n[[rule]]\nid = {id}\nwhat = \"Lines that a person called furniture.\"\nwhy = {why}\ntier = \"sure\"\n\
             when = {when}\n{takes}fix = [\n{fixes}]\nkeep = [{keep}]\n"
        ));
    }

    fn add(&mut self, text: &str) {
        self.pack += text;
    }
}

/// The lines, of those that fold to the same the first.
fn distinct<'l>(lines: impl Iterator<Item = &'l str>) -> Vec<&'l str> {
    let mut seen = std::collections::BTreeSet::new();
    lines.filter(|line| seen.insert(crate::rule::fold(line))).collect()
}

/// A line as a pattern, with any number for each of its numbers.
fn pattern(line: &str) -> String {
    let mut pattern = String::from(r"(?i)^");
    for c in line.chars() {
        match c {
            _ if c.is_numeric() && pattern.ends_with(r"\d+") => {}
            _ if c.is_numeric() => pattern += r"\d+",
            _ if c.is_whitespace() => pattern += r"\s+",
            c => pattern += &regex_syntax::escape(c.encode_utf8(&mut [0; 4])),
        }
    }
    pattern + "$"
}

/// The longest word that the line can be looked up by in any case.
fn need(line: &str) -> Option<&str> {
    let words = line.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= 2);
    words.max_by_key(|word| word.len())
}

fn quoted(text: &str) -> String {
    // JSON leaves U+007F as it is, and TOML does not.
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

fn list<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let texts: Vec<String> = texts.map(|text| format!("\n  {},", quoted(text))).collect();
    format!("[{}\n]", texts.concat())
}
