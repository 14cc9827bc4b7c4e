//! Why a pack was refused.

/// Why a pack was refused: which file, where in it, and what would mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// The path says neither a stage nor a language and a stage.
    #[error(
        "{0}: a pack is filed as `<stage>/<topic>.toml`, `lang/<tag>/<stage>.toml` or \
         `lang/<tag>/language.toml`, a table as `lang/<tag>/case.tsv`"
    )]
    Path(String),
    /// The file is not a pack.
    #[error("{path}:{line}:{column}: {message}\n{excerpt}")]
    Toml {
        /// The file.
        path: String,
        /// From 1.
        line: usize,
        /// In characters, from 1.
        column: usize,
        /// What the parser says; for an unknown key, with the keys that are allowed.
        message: String,
        /// The line, and a mark below the column.
        excerpt: String,
    },
    /// A line of a table says no word and two numbers, or stands in the wrong place.
    #[error("{path}:{line}: {message}; `jernih train` writes such tables")]
    Table {
        /// The file.
        path: String,
        /// From 1.
        line: usize,
        /// What is wrong.
        message: &'static str,
    },
    /// Two rules have one name.
    #[error("{path}: rule `{name}` is already in {first}; choose another id")]
    Taken {
        /// The later file.
        path: String,
        /// The name.
        name: String,
        /// The earlier file.
        first: String,
    },
    /// A `[[change]]` names a rule that no earlier pack has.
    #[error("{path}: no rule `{name}` to change; `jernih rules list` names them all")]
    Change {
        /// The file.
        path: String,
        /// The name.
        name: String,
    },
    /// A pattern, a literal or a character that can never match, or that would match too much.
    #[error("{path}: rule `{name}`: {message}")]
    Pattern {
        /// The file.
        path: String,
        /// The rule.
        name: String,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// A pack is filed under a stage that does not exist.
    #[error("{path}: no stage `{stage}`; `jernih stages` names them all")]
    Stage {
        /// The file.
        path: String,
        /// The stage.
        stage: String,
    },
    /// A stage applies a rule that no pack explains.
    #[error(
        "stage `{stage}` applies the rule `{id}`, but no pack of it has that id with `when = \"code\"`"
    )]
    Code {
        /// The stage.
        stage: String,
        /// The rule it looked for.
        id: String,
    },
    /// A code rule that needs a number has none.
    #[error("rule `{name}` needs a `limit`")]
    Limit {
        /// The rule.
        name: String,
    },
}
