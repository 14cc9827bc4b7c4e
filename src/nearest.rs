//! The name that a person may have meant.

/// How alike two names must be, from 0 to 1, to be worth asking.
const ALIKE: f64 = 0.8;

/// ` Did you mean …?`, or nothing.
pub(crate) fn hint<'n>(wrong: &str, names: impl Iterator<Item = &'n str>) -> String {
    let scored = names.map(|name| (strsim::jaro_winkler(wrong, name), name));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0));
    best.filter(|(score, _)| *score >= ALIKE)
        .map_or_else(String::new, |(_, name)| format!(" Did you mean `{name}`?"))
}
