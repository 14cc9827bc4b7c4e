//! What a page's template wrote: comment forms, press-wire footers, share counters, bylines.
//!
//! Almost all of it is in packs. Here is only what a pack cannot say: [`counters`] that a theme
//! prints between the headline and the text, and lists of [`dated`] headlines.

use crate::{
    document::Origin,
    edit::Edits,
    rule::{Matcher, RuleError, Rules},
    stage::Stage,
    text::Text,
};

mod counters;
mod dated;

use counters::Counters;
use dated::Dated;

#[derive(Clone)]
struct Boilerplate {
    rules: Matcher,
    counters: Counters,
    dated: Dated,
}

pub(super) fn build(rules: &Rules) -> Result<Box<dyn Stage>, RuleError> {
    Ok(Box::new(Boilerplate {
        rules: rules.matcher("boilerplate")?,
        counters: Counters::new(rules)?,
        dated: Dated::new(rules)?,
    }))
}

impl Stage for Boilerplate {
    fn run(&mut self, text: Text<'_>, origin: Origin<'_>, edits: &mut Edits) {
        self.rules.propose(text, origin.site, edits);
        self.counters.propose(text, edits);
        self.dated.propose(text, edits);
    }

    fn fork(&self) -> Box<dyn Stage> {
        Box::new(self.clone())
    }
}
