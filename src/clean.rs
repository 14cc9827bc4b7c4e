//! Cleans files into OUT and records how beside it.
//!
//! [`batch`] runs on the workers and makes bytes of a batch; [`out`] puts them in their places, in
//! order, on the calling thread.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use crate::{
    budget::Budget,
    pipeline::Pipeline,
    profile::{Part, time},
    report::Report,
    rule::Rules,
    run::{RunError, run},
    run_folder::{Progress, RunFolder},
    source::{Batches, Compression, Fields, Input, PathError},
    worker::Worker,
};

mod batch;
mod out;
mod trial;

pub use batch::{Fault, Finished, finish};
pub use out::Out;

use trial::Trial;

/// What a run works with.
#[derive(Clone, Copy)]
pub struct Plan<'p> {
    /// What to read.
    pub inputs: &'p [Input],
    /// How OUT is compressed, if it is one file; or else each file of it is as its input is.
    pub compression: Option<Compression>,
    /// The rules that the pipeline was compiled from.
    pub rules: &'p Rules,
    /// The stages.
    pub pipeline: &'p Pipeline,
    /// The names of the fields of JSON records.
    pub fields: &'p Fields,
    /// What a document may lose.
    pub budget: Budget,
    /// The run may begin anew: its first batches wait until it is known that no rule takes more than
    /// it may.
    pub on_trial: bool,
    /// The longest document that is cleaned, in bytes.
    pub max_document: usize,
    /// Workers.
    pub jobs: usize,
    /// Becomes true when the run should end early.
    pub stopped: &'p AtomicBool,
}

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum Stop {
    /// OUT or the run folder cannot be written.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The names of rules that take more than a rule may. Nothing was written yet.
    #[error("take more of the text than a rule may: {}", .0.join(", "))]
    Greedy(Vec<String>),
    /// Someone asked for it.
    #[error("stopped")]
    Asked,
}

/// What a run came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Totals.
    pub report: Report,
    /// What was held, in the order of the input.
    pub faults: Vec<Fault>,
}

impl Plan<'_> {
    /// Cleans everything and writes nothing: what would change?
    ///
    /// # Errors
    ///
    /// The workers cannot be started.
    pub fn check(
        &self,
        mut watch: impl FnMut(&Report),
    ) -> Result<Outcome, RunError<std::convert::Infallible>> {
        let mut outcome = Outcome::default();
        self.run(0, |finished| {
            outcome.add(finished);
            watch(&outcome.report);
            Ok(())
        })?;
        Ok(outcome)
    }

    /// Cleans into `out`, from where `progress` says. `folder` is none for standard output.
    ///
    /// # Errors
    ///
    /// OUT or the run folder cannot be written, or rules take too much in the trial.
    pub fn clean(
        &self,
        out: &mut Out<'_>,
        mut folder: Option<&mut RunFolder>,
        mut progress: Progress,
        mut watch: impl FnMut(&Report),
    ) -> Result<Outcome, RunError<Stop>> {
        let mut outcome = Outcome { report: progress.report.clone(), ..Outcome::default() };
        let first = progress.inputs;
        let mut write = |finished: Finished| -> Result<(), PathError> {
            time(self.pipeline.profile(), Part::Write, || {
                let additions = out.write(&finished)?;
                folder.as_deref_mut().map_or(Ok(()), |folder| folder.add(additions))
            })?;
            outcome.add(finished);
            watch(&outcome.report);
            let Some(folder) = &folder else { return Ok(()) };
            if let Some(inputs) = out.whole_inputs() {
                progress.inputs = inputs;
                progress.report = outcome.report.clone();
                folder.checkpoint(&mut progress)?;
            }
            Ok(())
        };
        let mut trial = Trial::new(self.rules, !self.on_trial);
        self.run(first, |finished| {
            if self.stopped.load(Ordering::Relaxed) {
                return Err(Stop::Asked);
            }
            let ready = trial.add(finished)?;
            ready.into_iter().try_for_each(&mut write).map_err(Stop::Path)
        })?;
        let rest = trial.end().map_err(RunError::Finish)?;
        let written = rest.into_iter().try_for_each(&mut write);
        written.map_err(|error| RunError::Finish(Stop::Path(error)))?;
        Ok(outcome)
    }

    fn run<E>(
        &self,
        first: usize,
        done: impl FnMut(Finished) -> Result<(), E>,
    ) -> Result<(), RunError<E>> {
        let worker = || {
            let mut worker = Worker::new(self.pipeline, self.fields);
            move |batch| finish(&mut worker, self, &batch)
        };
        let mut batches = Batches::new(self.inputs, first, self.fields, self.max_document);
        let read = || time(self.pipeline.profile(), Part::Read, || batches.next());
        run(self.jobs, std::iter::from_fn(read), worker, done)
    }
}

impl Outcome {
    fn add(&mut self, finished: Finished) {
        self.report += &finished.report;
        self.faults.extend(finished.faults);
    }
}

/// The name of a file of OUT in the ledger; OUT itself has none.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
