//! What is true of a language for several stages: `lang/<tag>/language.toml`.

use serde::Deserialize;

/// Facts about one language.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Facts {
    /// The language's English name.
    pub name: String,
    /// Words that only grammar needs, in lower case. They tell the language of a text, and no
    /// writer capitalises them in mid-sentence.
    pub function_words: Vec<String>,
    /// The function words that cannot end a sentence, because they bind what follows.
    #[serde(default)]
    pub binding_words: Vec<String>,
    /// The function words that have a capital where they mean God.
    #[serde(default)]
    pub reverent_words: Vec<String>,
    /// Words that open the part of a sentence which says who speaks, in lower case.
    #[serde(default)]
    pub speech_words: Vec<String>,
    /// Verbs that article spinners swap in with the capital of their dictionary entry, in lower
    /// case. They are part of no name.
    #[serde(default)]
    pub spun_verbs: Vec<String>,
    /// The function words that stay small in a headline.
    #[serde(default)]
    pub small_words: Vec<String>,
    /// Other words that article spinners swap in with the capital of their dictionary entry, in lower
    /// case.
    #[serde(default)]
    pub spun_words: Vec<String>,
    /// Two words, the first of them a function word, that are a name or part of one: its capital
    /// stays. In lower case.
    #[serde(default)]
    pub names: Vec<String>,
}
