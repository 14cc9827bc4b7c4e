//! Every stage, in the order in which they run.

use crate::stage::StageDef;

mod boilerplate;
mod case;
mod layout;
mod lines;
mod mojibake;
mod repeats;
mod script;
mod spacing;
mod unicode;

/// The stages. The order is part of what jernih does: changing it changes snapshots.
pub const STAGES: &[StageDef] = &[
    // First, because every other stage reads letters.
    StageDef {
        name: "mojibake",
        what: "Repairs text that was decoded with the wrong codec.",
        late: &[],
        build: mojibake::build,
    },
    // Before all that compares, because equal text must have equal bytes.
    StageDef {
        name: "unicode",
        what: "Composes letters, and replaces or removes characters that only a page needs.",
        late: &[],
        build: unicode::build,
    },
    // Before the lines are compared with phrases.
    StageDef {
        name: "spacing",
        what: "Removes spaces that show nothing, and adds the one that a joined sentence lacks.",
        late: &[],
        build: spacing::build,
    },
    StageDef {
        name: "boilerplate",
        what: "Removes what the page's template wrote, not the author.",
        late: &[],
        build: boilerplate::build,
    },
    // After boilerplate, which stands between a headline and its second printing.
    StageDef {
        name: "repeats",
        what: "Removes a headline or paragraph that the document has already said.",
        late: &[],
        build: repeats::build,
    },
    // After all that knows a line by its words or by another copy.
    StageDef {
        name: "lines",
        what: "Proposes lines that look like a page's furniture by their shape and place, with a score.",
        late: &["furniture"],
        build: lines::build,
    },
    StageDef {
        name: "script",
        what: "Repairs or removes words with letters of a script that does not belong.",
        late: &["garbled-name"],
        build: script::build,
    },
    // After script, because only words of one script have a case to judge.
    StageDef {
        name: "case",
        what: "Lowers capitals that an article spinner left in mid-sentence.",
        late: &[],
        build: case::build,
    },
    // Last, because every removed line leaves blank lines behind.
    StageDef {
        name: "layout",
        what: "Makes blank lines and the end of the text regular.",
        late: &[],
        build: layout::build,
    },
];

/// The stage with this name.
pub fn find(name: &str) -> Option<&'static StageDef> {
    STAGES.iter().find(|stage| stage.name == name)
}
