//! What a mined rule rests on.

use serde::{Deserialize, Serialize};

use super::Place;

/// How often, and where, a mined rule's line was seen on its sites.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Evidence {
    /// Documents that have it.
    pub documents: u64,
    /// Documents that are no near-duplicates of each other; at the most the number that mining counts
    /// up to.
    pub clusters: u64,
    /// Where it stands in most of them.
    pub position: Place,
    /// In what share of them it stands there.
    pub share: f64,
}
