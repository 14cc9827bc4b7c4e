//! Cleans texts that are in memory, one or many, as `jernih clean` cleans records: what goes over
//! its budget or cannot be cleaned is held.

use std::{
    ops::Range,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    budget::{Budget, Exceeded},
    document::Document,
    pipeline::Pipeline,
    rule::Rules,
    run::{RunError, run},
    source::Fields,
    worker::{self, Cleaned, Worker},
};

/// Documents that a worker takes at once.
const PORTION: usize = 64;

/// Rules and stages, and the workers that are not at work. Threads can share it.
///
/// ```
/// use jernih::{cleaner::Cleaner, selection::Selection};
///
/// let (rules, pipeline) = Selection::default().compile()?;
/// let cleaner = Cleaner::new(rules, pipeline, Default::default());
/// let mut desk = cleaner.desk();
/// let cleaned = desk.clean(|document| document.text = "Harga naik.\nTinggalkan Balasan\n".into())?;
/// assert_eq!(cleaned.document.text, "Harga naik.\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Cleaner {
    rules: Rules,
    pipeline: Pipeline,
    budget: Budget,
    idle: Mutex<Vec<Worker>>,
}

/// Why a text is held: there is no clean one.
#[derive(Debug, thiserror::Error)]
pub enum Held {
    /// It cannot be cleaned.
    #[error(transparent)]
    Fault(#[from] worker::Held),
    /// It would lose more than it may.
    #[error(transparent)]
    Budget(#[from] Exceeded),
}

/// A worker's place at a cleaner.
pub struct Desk<'c> {
    cleaner: &'c Cleaner,
    /// None only while it goes back.
    worker: Option<Worker>,
}

impl Cleaner {
    /// A cleaner with stages that were compiled from `rules`.
    pub fn new(rules: Rules, pipeline: Pipeline, budget: Budget) -> Cleaner {
        Cleaner { rules, pipeline, budget, idle: Mutex::default() }
    }

    /// To name the rules of a ledger.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// To clean texts one by one, on one thread.
    pub fn desk(&self) -> Desk<'_> {
        let idle = self.idle().pop();
        let worker = idle.unwrap_or_else(|| Worker::new(&self.pipeline, &Fields::default()));
        Desk { cleaner: self, worker: Some(worker) }
    }

    /// Cleans `count` documents on `jobs` threads. `portion` cleans those with some numbers; `done`
    /// gets what it makes of them in order, on the calling thread, where few documents are cleaned
    /// too.
    ///
    /// ```
    /// use jernih::{cleaner::Cleaner, selection::Selection};
    ///
    /// let texts = vec!["Harga naik.\nTinggalkan Balasan\n"; 1000];
    /// let (rules, pipeline) = Selection::default().compile()?;
    /// let cleaner = Cleaner::new(rules, pipeline, Default::default());
    /// let mut letters = 0;
    /// cleaner.clean_all(2, texts.len(), |desk, numbers| {
    ///     let len = |n: usize| desk.clean(|document| document.text = texts[n].into()).unwrap().document.text.len();
    ///     numbers.map(len).sum::<usize>()
    /// }, |sum| -> Result<(), std::io::Error> {
    ///     letters += sum;
    ///     Ok(())
    /// })?;
    /// assert_eq!(letters, 12 * texts.len());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first error of `done`, or the threads cannot be started.
    pub fn clean_all<T: Send, E>(
        &self,
        jobs: usize,
        count: usize,
        portion: impl Fn(&mut Desk<'_>, Range<usize>) -> T + Sync,
        mut done: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), RunError<E>> {
        let numbers = |first: usize| first..count.min(first + PORTION);
        let mut portions = (0..count).step_by(PORTION).map(numbers);
        if jobs > 1 && count > PORTION {
            let portion = &portion;
            let worker = || {
                let mut desk = self.desk();
                move |numbers| portion(&mut desk, numbers)
            };
            return run(jobs, portions, worker, done);
        }
        let mut desk = self.desk();
        portions.try_for_each(|numbers| done(portion(&mut desk, numbers))).map_err(RunError::Finish)
    }

    /// A panic while it was locked has left the list as it was.
    fn idle(&self) -> MutexGuard<'_, Vec<Worker>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk<'_> {
    /// Cleans the document that `fill` writes into the one that it is given, which has what the last
    /// one had.
    ///
    /// # Errors
    ///
    /// Why it is held.
    pub fn clean(&mut self, fill: impl FnOnce(&mut Document)) -> Result<Cleaned<'_>, Held> {
        let Cleaner { pipeline, budget, .. } = self.cleaner;
        let fresh = || Worker::new(pipeline, &Fields::default());
        let cleaned = self.worker.get_or_insert_with(fresh).clean_document(fill)?;
        match budget.exceeded(cleaned.original, cleaned.ledger, pipeline.stages()) {
            Some(exceeded) => Err(exceeded.into()),
            None => Ok(cleaned),
        }
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        self.cleaner.idle().extend(self.worker.take());
    }
}
