//! Ctrl-C: lets a run end at the next batch, so that it can go on later.

use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};

use super::{Status, say};
use crate::source::is_standard;

/// Someone asked the run to stop.
pub(super) static ASKED: AtomicBool = AtomicBool::new(false);

/// Ctrl-C is a question from now on; a second one ends the process at once.
pub(super) fn listen() {
    #[allow(clippy::exit, reason = "it was asked for twice")]
    let asked = || {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    // Where signals cannot be listened to, they end the process, and --resume goes on after that too.
    ctrlc::set_handler(asked).ok();
}

/// Ctrl-C and a closed terminal, which may say so several times, are noted and end nothing.
#[cfg(feature = "review")]
pub(super) fn note() {
    ctrlc::set_handler(|| ASKED.store(true, Ordering::Relaxed)).ok();
}

/// Says what there is of a run that was asked to stop.
pub(super) fn said(out: &Path) -> Status {
    if is_standard(out) {
        say("Stopped.");
    } else {
        say(&format!("Stopped; what is in {} is whole. Go on with --resume.", out.display()));
    }
    Status::Stopped
}
