//! What was held, and why.

use std::collections::BTreeMap;

use serde::Serialize;

use super::templates::masked;
use crate::{
    run_folder::HeldLine,
    tally::{Room, shorten},
};

/// Held documents that are named one by one, and reasons.
const NAMED: usize = 200;
const REASONS: usize = 50;

/// Held documents.
#[derive(Debug, Default, Serialize)]
pub(super) struct Held {
    documents: u64,
    /// By their reason, with digits masked.
    reasons: BTreeMap<String, u64>,
    named: Vec<Named>,
}

#[derive(Debug, Serialize)]
struct Named {
    id: String,
    place: String,
    reason: String,
    start: String,
}

impl Held {
    /// As many as there is room for.
    pub(super) fn shown(mut self, room: &mut Room) -> Held {
        self.reasons.retain(|reason, _| room.take(reason));
        self.named.retain(|named| room.take(named));
        self
    }

    pub(super) fn add(&mut self, held: &HeldLine<'_>) {
        self.documents += 1;
        let reason = masked(&held.reason);
        if self.reasons.len() < REASONS || self.reasons.contains_key(&reason) {
            *self.reasons.entry(reason).or_default() += 1;
        }
        if self.named.len() < NAMED {
            let start: String =
                held.record.as_deref().unwrap_or_default().chars().take(240).collect();
            self.named.push(Named {
                id: shorten(&held.id, 200),
                place: shorten(&held.place, 200),
                reason: shorten(&held.reason, 300),
                start,
            });
        }
    }
}
