//! The two passes over the inputs.

use std::convert::Infallible;

use super::{
    Mined, Plan,
    parts::{First, Second, sift},
    sighting::sightings,
};
use crate::{
    document::Document,
    run::{RunError, run},
    source::{Batch, Batches, MAX_DOCUMENT, Piece, place},
    worker::Worker,
};

/// How far mining is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The first pass or the second.
    pub pass: u8,
    /// Documents of this pass.
    pub documents: u64,
    /// Bytes of this pass.
    pub bytes: u64,
}

impl Plan<'_> {
    /// Reads everything twice.
    ///
    /// # Errors
    ///
    /// The workers cannot be started.
    pub fn mine(&self, mut watch: impl FnMut(Progress)) -> Result<Mined, RunError<Infallible>> {
        let (mut held, mut first, mut second) = (vec![], First::default(), Second::default());
        self.pass(1, &mut watch, sift, |sifted| match sifted {
            Err(why) => held.push(why),
            Ok(sifted) => first.add(sifted),
        })?;
        let (passing, sites) = first.close();
        let read = |document: &Document| sightings(document, &passing);
        // What was held was noted by the first pass.
        self.pass(2, &mut watch, read, |seen| seen.into_iter().for_each(|seen| second.add(seen)))?;
        Ok(second.close(sites, held))
    }

    /// Hands what the workers make of each document to `add`, or why it is held.
    fn pass<T: Send>(
        &self,
        pass: u8,
        watch: &mut impl FnMut(Progress),
        read: impl Fn(&Document) -> T + Sync,
        mut add: impl FnMut(Result<T, String>),
    ) -> Result<(), RunError<Infallible>> {
        let mut progress = Progress { pass, documents: 0, bytes: 0 };
        let read = &read;
        let worker = || {
            let mut worker = Worker::new(self.pipeline, self.fields);
            move |batch: Batch| {
                let of_piece = |piece| self.document(&mut worker, &batch, piece, read);
                (batch.bytes.len(), batch.pieces.iter().filter_map(of_piece).collect::<Vec<_>>())
            }
        };
        run(
            self.jobs,
            Batches::new(self.inputs, 0, self.fields, MAX_DOCUMENT),
            worker,
            |(bytes, documents)| {
                progress.documents += documents.len() as u64;
                progress.bytes += bytes as u64;
                documents.into_iter().for_each(&mut add);
                watch(progress);
                Ok(())
            },
        )
    }

    fn document<T>(
        &self,
        worker: &mut Worker,
        batch: &Batch,
        piece: &Piece,
        read: &impl Fn(&Document) -> T,
    ) -> Option<Result<T, String>> {
        let at = |input: usize, line| place(&self.inputs[input].path, line);
        match piece {
            Piece::Record { input, line, range } => {
                let place = at(*input, *line);
                let cleaned = worker.clean(batch.record(*line, range), &place);
                let held = |why| format!("{place}: {why}");
                Some(cleaned.map(|cleaned| read(cleaned.document)).map_err(held))
            }
            Piece::Unreadable { input, line, reason } => {
                Some(Err(format!("{}: {reason}", at(*input, *line))))
            }
            Piece::Blank { .. } | Piece::End { .. } => None,
        }
    }
}
