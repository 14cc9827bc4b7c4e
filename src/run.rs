//! Many batches on many threads, in bounded memory, finished in the order in which they were read.

use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use rayon::ThreadPoolBuilder;

/// Batches per worker that are read, worked on or waiting to be written at once.
const IN_FLIGHT: usize = 2;

/// Why a run ended early.
#[derive(Debug, thiserror::Error)]
pub enum RunError<E> {
    /// The threads could not be started.
    #[error("cannot start the workers: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// What `finish` returned.
    #[error(transparent)]
    Finish(E),
}

/// Hands each batch to one of `jobs` workers, and what the worker makes of it to `finish`, in the
/// order of the batches, on the calling thread.
///
/// Each worker is made once and keeps its buffers. At most two batches per worker are in memory
/// beside the one being read.
///
/// ```
/// use jernih::run::run;
///
/// let mut seen = vec![];
/// run(2, 0..100, || |n: u32| n * n, |square| -> std::io::Result<()> {
///     seen.push(square);
///     Ok(())
/// })?;
/// assert!(seen.into_iter().eq((0..100).map(|n| n * n)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// The first error of `finish`; batches that were read by then are dropped.
pub fn run<B, D, W, E>(
    jobs: usize,
    batches: impl Iterator<Item = B> + Send,
    worker: impl Fn() -> W + Sync,
    mut finish: impl FnMut(D) -> Result<(), E>,
) -> Result<(), RunError<E>>
where
    B: Send,
    D: Send,
    W: FnMut(B) -> D,
{
    let pool = ThreadPoolBuilder::new().num_threads(jobs).build()?;
    let (to_workers, work) = bounded::<(B, Sender<D>)>(jobs * IN_FLIGHT);
    let (to_order, order) = bounded::<Receiver<D>>(jobs * IN_FLIGHT);
    thread::scope(|threads| {
        threads.spawn(move || {
            for batch in batches {
                let (done, finished) = bounded(1);
                // Nobody listens once `finish` has failed.
                if to_order.send(finished).is_err() || to_workers.send((batch, done)).is_err() {
                    return;
                }
            }
        });
        threads.spawn(|| {
            pool.broadcast(|_| {
                let mut worker = worker();
                for (batch, done) in &work {
                    // After a failure nobody waits for the batch, but the queue must run empty, or
                    // the reader would wait for room in it.
                    done.send(worker(batch)).ok();
                }
            })
        });
        // Moved in, so that the reader sees it gone as soon as `finish` fails.
        let order = order;
        for finished in &order {
            if let Ok(done) = finished.recv() {
                finish(done).map_err(RunError::Finish)?;
            }
        }
        Ok(())
    })
}
