//! The stages, run over one document: settles what they propose, applies it, and records it.

use std::sync::Arc;

use crate::{
    decisions::{Decisions, Rulings, Verdict},
    document::Document,
    edit::{Edit, Edits},
    ledger::{Ledger, Step},
    profile::{Part, Profile, time},
    rule::{RuleError, RuleId, Rules, Tier},
    stage::{Stage, StageDef},
    stages::{self, STAGES},
    text::Text,
};

mod refusals;

use refusals::Refusals;

/// How often a document goes through the stages at most. One pass changes it and the next finds
/// nothing; a third is needed where what a later stage did gives an earlier one something to do.
/// Of 16,125 real documents, a second pass changes 74, a third two of them, and a fourth one.
const PASSES: u8 = 8;

/// The stages of one worker, with their buffers.
pub struct Pipeline {
    stages: Vec<Box<dyn Stage>>,
    names: Arc<[&'static str]>,
    tiers: Arc<[Tier]>,
    /// For each stage, whether [`Stage::look`] can wait until the text has come to rest, because
    /// nothing that it finds is applied.
    waits: Arc<[bool]>,
    /// The last step in which each stage ran.
    last: Vec<Step>,
    edits: Edits,
    waiting: Edits,
    refused: Edits,
    refusals: Refusals,
    rulings: Option<Arc<Rulings>>,
    spare: String,
    profile: Option<Arc<Profile>>,
}

/// The document did not come to rest: every pass gave the next one something to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("still changing after {PASSES} passes, which is a fault of the rules; please report it")]
pub struct Unsettled;

impl Pipeline {
    /// All stages.
    ///
    /// # Errors
    ///
    /// A pack that does not fit the stages.
    pub fn new(rules: &Rules) -> Result<Pipeline, RuleError> {
        Pipeline::only(rules, STAGES)
    }

    /// Some stages; they run in the order of [`STAGES`], whatever the order here.
    ///
    /// # Errors
    ///
    /// As [`Pipeline::new`].
    pub fn only(rules: &Rules, wanted: &[StageDef]) -> Result<Pipeline, RuleError> {
        if let Some((_, filed)) = rules.iter().find(|(_, f)| stages::find(&f.stage).is_none()) {
            return Err(RuleError::Stage { path: filed.path.clone(), stage: filed.stage.clone() });
        }
        let mut defs: Vec<&StageDef> = wanted.iter().collect();
        let place = |def: &&StageDef| STAGES.iter().position(|stage| stage.name == def.name);
        defs.sort_by_key(|def| place(def).unwrap_or(STAGES.len()));
        let mut pipeline = Pipeline {
            stages: defs.iter().map(|def| (def.build)(rules)).collect::<Result<_, _>>()?,
            names: defs.iter().map(|def| def.name).collect(),
            tiers: rules.iter().map(|(_, filed)| filed.rule.tier).collect(),
            waits: defs.iter().map(|def| waits(def, rules)).collect(),
            last: vec![],
            edits: Edits::default(),
            waiting: Edits::default(),
            refused: Edits::default(),
            refusals: Refusals::default(),
            rulings: None,
            spare: String::new(),
            profile: None,
        };
        pipeline.follow(rules, &Decisions::default());
        Ok(pipeline)
    }

    /// Follows these decisions from now on, and what the packs keep from their rules. `rules` are those
    /// that the stages were compiled from.
    pub fn follow(&mut self, rules: &Rules, decisions: &Decisions) {
        let rulings = Rulings::new(rules, decisions);
        self.rulings = (!rulings.is_empty()).then(|| Arc::new(rulings));
    }

    /// A copy for another worker.
    pub fn fork(&self) -> Pipeline {
        Pipeline {
            stages: self.stages.iter().map(|stage| stage.fork()).collect(),
            names: self.names.clone(),
            tiers: self.tiers.clone(),
            waits: self.waits.clone(),
            last: vec![],
            edits: Edits::default(),
            waiting: Edits::default(),
            refused: Edits::default(),
            refusals: Refusals::default(),
            rulings: self.rulings.clone(),
            spare: String::new(),
            profile: self.profile.clone(),
        }
    }

    /// Measures from now on, in this pipeline and in its forks, where the time goes.
    pub fn measure(&mut self) {
        self.profile = Some(Arc::new(Profile::new(&self.names)));
    }

    /// Where the time goes, if that is measured.
    pub fn profile(&self) -> Option<&Profile> {
        self.profile.as_deref()
    }

    /// The names of the stages, in order: what [`Step::stage`] counts.
    pub fn stages(&self) -> &[&'static str] {
        &self.names
    }

    /// Cleans a document in place. The ledger is cleared first and then says how.
    ///
    /// The text is neither copied nor reallocated unless a stage changes it.
    ///
    /// # Errors
    ///
    /// [`Unsettled`], with the document as it came.
    pub fn clean(&mut self, document: &mut Document, ledger: &mut Ledger) -> Result<(), Unsettled> {
        ledger.clear();
        self.refusals.clear();
        self.last.clear();
        self.last.resize(self.stages.len(), Step { pass: 0, stage: 0 });
        let mut end = self.stages.len();
        for pass in 0..PASSES {
            // What comes after the last stage that changed something has seen the text as it is,
            // unless the next pass changes it again.
            match self.pass(Step { pass, stage: 0 }, end, document, ledger) {
                None => {
                    self.look(document, ledger);
                    self.refusals.record(pass, Text::new(&document.text), ledger);
                    return Ok(());
                }
                Some(last) => end = last + 1,
            }
        }
        document.text = ledger.undo(&document.text).expect("the ledger describes this very text");
        ledger.clear();
        Err(Unsettled)
    }

    /// Runs the first `end` stages once, and the others if one of those changed something; gives
    /// the last that did.
    fn pass(
        &mut self,
        from: Step,
        end: usize,
        document: &mut Document,
        ledger: &mut Ledger,
    ) -> Option<usize> {
        let mut changed = None;
        for index in 0..self.stages.len() {
            if index >= end && changed.is_none() {
                break;
            }
            let step = Step { stage: index as u8, ..from };
            ledger.forget_proposals(step.stage);
            self.last[index] = step;
            self.edits.clear();
            self.run(index, document);
            if !self.waits(index) {
                self.look_at(index, document);
            }
            self.judge(document);
            let (profile, text) = (self.profile.clone(), &mut document.text);
            if time(profile.as_deref(), Part::Apply, || self.apply(step, text, ledger)) {
                changed = Some(index);
            }
        }
        changed
    }

    /// Records what a stage proposed, and applies what it is sure of; true if there was any.
    fn apply(&mut self, step: Step, text: &mut String, ledger: &mut Ledger) -> bool {
        if !self.waiting.is_empty() {
            self.waiting.settle(text);
            ledger.propose(step, Text::new(text), &self.waiting, false);
        }
        if !self.refused.is_empty() {
            self.refused.settle(text);
            ledger.propose(step, Text::new(text), &self.refused, true);
            self.refusals.add(&self.refused, step.stage);
        }
        self.edits.settle(text);
        if self.edits.is_empty() {
            return false;
        }
        let accepted = |rule: RuleId| self.tiers[rule.index()] != Tier::Sure;
        ledger.record(step, Text::new(text), &self.edits, accepted);
        self.refusals.shift(&self.edits);
        self.edits.apply(text, &mut self.spare);
        std::mem::swap(text, &mut self.spare);
        true
    }

    /// Has the stages look at a text that has come to rest, as if they had in their last pass.
    fn look(&mut self, document: &Document, ledger: &mut Ledger) {
        let mut found = false;
        for index in 0..self.stages.len() {
            self.edits.clear();
            if self.waits(index) {
                self.look_at(index, document);
            }
            if self.edits.is_empty() {
                continue;
            }
            // What the stage proposed by itself is settled together with it.
            self.run(index, document);
            self.judge(document);
            let step = self.last[index];
            ledger.forget_proposals(step.stage);
            self.waiting.settle(&document.text);
            ledger.propose(step, Text::new(&document.text), &self.waiting, false);
            found = true;
        }
        if found {
            ledger.sort_proposals();
        }
    }

    fn waits(&self, index: usize) -> bool {
        self.waits[index] && self.rulings.is_none()
    }

    /// Adds what a stage finds to `self.edits`.
    fn run(&mut self, index: usize, document: &Document) {
        let (stage, edits) = (&mut self.stages[index], &mut self.edits);
        time(self.profile.as_deref(), Part::Stage(index), || {
            stage.run(Text::new(&document.text), document.origin(), edits);
        });
    }

    /// Adds what a stage finds by its late rules.
    fn look_at(&mut self, index: usize, document: &Document) {
        let (stage, edits) = (&mut self.stages[index], &mut self.edits);
        time(self.profile.as_deref(), Part::Stage(index), || {
            stage.look(Text::new(&document.text), edits);
        });
    }

    /// Parts what a stage found by the tiers of its rules and by what is decided: what is to be applied
    /// stays in `self.edits`, the likely goes to `self.waiting`, and what a person decided against to
    /// `self.refused`.
    fn judge(&mut self, document: &Document) {
        self.waiting.clear();
        self.refused.clear();
        if self.edits.is_empty() {
            return;
        }
        let (site, text) = (document.site.as_deref(), document.text.as_str());
        let tier = |edit: &Edit| self.tiers[edit.rule.index()];
        if let Some(rulings) = &self.rulings {
            let verdict = |edit: &Edit, with: &str| rulings.verdict(site, text, edit, with);
            let refusals = &self.refusals;
            self.edits.part(&mut self.refused, |edit, with| {
                !refusals.has(edit.span, edit.rule) && verdict(edit, with) != Some(Verdict::Reject)
            });
            self.refused.part(&mut Edits::default(), |edit, _| tier(edit) != Tier::Off);
            self.edits.part(&mut self.waiting, |edit, with| {
                tier(edit) == Tier::Sure
                    || tier(edit) == Tier::Likely && verdict(edit, with) == Some(Verdict::Accept)
            });
        } else {
            self.edits.part(&mut self.waiting, |edit, _| tier(edit) == Tier::Sure);
        }
        self.waiting.part(&mut Edits::default(), |edit, _| tier(edit) == Tier::Likely);
    }
}

/// True if nothing that the late rules of a stage find is applied.
fn waits(def: &StageDef, rules: &Rules) -> bool {
    let late = |rule: &str| rules.code(def.name, rule).map(|rule| rules.get(rule).rule.tier);
    let only_proposed = |rule: &&str| late(rule).is_ok_and(|tier| tier != Tier::Sure);
    !def.late.is_empty() && def.late.iter().all(only_proposed)
}
