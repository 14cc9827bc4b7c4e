//! Which input a file of OUT came from: the run's inputs give the order.

use std::{
    collections::HashMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use crate::source::inputs::name_in_out;

/// The inputs of a run, to be found by their names in OUT.
pub(super) struct Order<'r> {
    inputs: &'r [(PathBuf, u64)],
    by_name: HashMap<OsString, Vec<usize>>,
}

impl<'r> Order<'r> {
    pub(super) fn new(inputs: &'r [(PathBuf, u64)]) -> Order<'r> {
        let mut by_name: HashMap<OsString, Vec<usize>> = HashMap::new();
        for (at, (path, _)) in inputs.iter().enumerate() {
            by_name.entry(name(&name_in_out(path))).or_default().push(at);
        }
        Order { inputs, by_name }
    }

    /// The input that is called this below OUT. Several may end so; the right one lies in no folder
    /// beside the one that was named.
    pub(super) fn of_output(&self, relative: &Path) -> usize {
        let ends = |at: &&usize| name_in_out(&self.inputs[**at].0).ends_with(relative);
        let depth = |at: &&usize| self.inputs[**at].0.components().count();
        let same = self.by_name.get(&name(relative)).map_or(&[][..], Vec::as_slice);
        same.iter().filter(ends).min_by_key(depth).copied().unwrap_or(0)
    }

    /// The input that was read from here.
    pub(super) fn of_input(&self, path: &Path) -> usize {
        let same = self.by_name.get(&name(&name_in_out(path))).map_or(&[][..], Vec::as_slice);
        same.iter().find(|at| self.inputs[**at].0 == path).copied().unwrap_or(0)
    }
}

fn name(path: &Path) -> OsString {
    path.file_name().unwrap_or_default().to_owned()
}
