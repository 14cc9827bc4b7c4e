//! Cleans the documents of a batch one by one, for commands that show what cleaning does.

use crate::{
    clean::Fault,
    source::{Batch, Input, Piece, place},
    worker::{Cleaned, Worker},
};

/// Gives `show` each document, with its input and its line, and returns what could not be cleaned.
/// A document without an id is called `name`.
pub(super) fn each(
    batch: &Batch,
    inputs: &[Input],
    worker: &mut Worker,
    name: impl Fn(&Input, u64) -> String,
    mut show: impl FnMut(&Input, u64, Cleaned<'_>),
) -> Vec<Fault> {
    let mut faults = vec![];
    for piece in &batch.pieces {
        match piece {
            Piece::End { .. } | Piece::Blank { .. } => {}
            Piece::Unreadable { input, line, reason } => {
                faults.push(Fault::of(place(&inputs[*input].path, *line), reason));
            }
            Piece::Record { input, line, range } => {
                let input = &inputs[*input];
                match worker.clean(batch.record(*line, range), &name(input, *line)) {
                    Ok(cleaned) => show(input, *line, cleaned),
                    Err(held) => faults.push(Fault {
                        place: place(&input.path, *line),
                        reason: held.to_string(),
                        is_damage: false,
                    }),
                }
            }
        }
    }
    faults
}
