//! `jernih stages`

use std::io::Write;

use super::{Status, load};
use crate::stages::STAGES;

pub(super) fn run() -> anyhow::Result<Status> {
    let rules = load(&[])?;
    let mut out = anstream::stdout().lock();
    for stage in STAGES {
        let count = rules.iter().filter(|(_, filed)| filed.stage == stage.name).count();
        writeln!(out, "{:<12} {:>4} rules  {}", stage.name, count, stage.what)?;
    }
    Ok(Status::Done)
}
