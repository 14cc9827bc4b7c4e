//! The examples of rules, as trials: what `jernih rules test` and the tests of this project run.

use std::collections::BTreeMap;

use crate::{
    document::Document,
    ledger::Ledger,
    pipeline::Pipeline,
    rule::{Filed, RuleError, Rules, Tier},
    stages::STAGES,
};

/// One example of one rule.
#[derive(Clone, Copy, Debug)]
pub struct Example<'r> {
    /// The rule.
    pub filed: &'r Filed,
    /// What kind of example it is.
    pub kind: Kind,
    /// Its place among those of its kind.
    pub index: usize,
    before: &'r str,
    after: &'r str,
}

/// What an example shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The rule changes this text to that.
    Fix,
    /// The stage leaves the text alone.
    Keep,
    /// A known failure: the day it works, it belongs to the `fix` examples.
    Wrong,
}

impl Kind {
    /// The key in a pack.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Fix => "fix",
            Kind::Keep => "keep",
            Kind::Wrong => "wrong",
        }
    }
}

/// Every example of the rules, in their order.
pub fn all(rules: &Rules) -> Vec<Example<'_>> {
    let mut examples = vec![];
    for (_, filed) in rules.iter() {
        let mut add = |kind, index, before, after| {
            examples.push(Example { filed, kind, index, before, after });
        };
        for (index, (before, after)) in filed.rule.fix.iter().enumerate() {
            add(Kind::Fix, index, before.as_str(), after.as_str());
        }
        for (index, text) in filed.rule.keep.iter().chain(&filed.kept).enumerate() {
            add(Kind::Keep, index, text, text);
        }
        for (index, (before, after)) in filed.rule.wrong.iter().enumerate() {
            add(Kind::Wrong, index, before, after);
        }
    }
    examples
}

impl Example<'_> {
    /// `stage.rule::fix[0]`.
    pub fn name(&self) -> String {
        format!("{}::{}[{}]", self.filed.name, self.kind.as_str(), self.index)
    }
}

/// The stages, each alone, for each tier with the rules of that tier applied.
pub struct Trials {
    rules: Rules,
    pipelines: BTreeMap<(&'static str, Tier), Pipeline>,
}

impl Trials {
    /// Compiles each stage once.
    ///
    /// # Errors
    ///
    /// A pack that does not fit the stages.
    pub fn new(rules: &Rules) -> Result<Trials, RuleError> {
        let mut pipelines = BTreeMap::new();
        for tier in [Tier::Sure, Tier::Likely, Tier::Off] {
            let mut rules = rules.clone();
            rules.apply(tier);
            for def in STAGES {
                pipelines.insert((def.name, tier), Pipeline::only(&rules, &[*def])?);
            }
        }
        Ok(Trials { rules: rules.clone(), pipelines })
    }

    /// Tries an example.
    ///
    /// # Errors
    ///
    /// What it gave instead of what it should.
    pub fn run(&self, example: &Example<'_>) -> Result<(), String> {
        match (example.kind, self.check(example)) {
            (Kind::Wrong, Ok(())) => Err("this works now: move it to `fix`".into()),
            (Kind::Wrong, Err(_)) => Ok(()),
            (_, outcome) => outcome,
        }
    }

    fn check(&self, example: &Example<'_>) -> Result<(), String> {
        let filed = example.filed;
        let mut pipeline = self.pipelines[&(filed.stage.as_str(), filed.rule.tier)].fork();
        let mut document = Document {
            id: example.name(),
            language: filed.language,
            text: example.before.into(),
            ..Document::default()
        };
        let mut ledger = Ledger::default();
        pipeline.clean(&mut document, &mut ledger).map_err(|e| e.to_string())?;
        let fired: Vec<&str> =
            ledger.applied().map(|change| self.rules.get(change.rule).name.as_str()).collect();
        if document.text != example.after {
            return Err(format!(
                "given    {:?}\nexpected {:?}\ngot      {:?}\nby       {fired:?}",
                example.before, example.after, document.text
            ));
        }
        if ledger.undo(&document.text).as_deref() != Some(example.before) {
            return Err("undo does not give the text back".into());
        }
        let by_this = fired.iter().any(|name| *name == filed.name);
        if example.kind != Kind::Keep && !by_this {
            return Err(format!("changed by {fired:?}, not by this rule"));
        }
        Ok(())
    }
}
