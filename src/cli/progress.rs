//! How far a command is: one line on standard error, drawn only on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::summary::counted;
use crate::report::Report;

/// The line.
pub(super) fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {elapsed_precise}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Says how far a run is.
pub(super) fn show(bar: &ProgressBar, report: &Report) {
    let speed = report.bytes_in as f64 / bar.elapsed().as_secs_f64().max(0.001) / 1e6;
    bar.set_message(format!(
        "{}, {} changed, {speed:.0} MB/s",
        counted(report.documents, "document"),
        report.changed
    ));
}
