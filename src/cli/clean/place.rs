//! Where OUT may be: refuses places that would destroy something, or that are read as input later.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::Clean;
use crate::{
    run_folder::RunFolder,
    source::{Compression, Input, exists, inputs::named_format, is_standard, is_url},
};

impl Clean {
    /// Refuses an OUT that cannot be right; true if it is one file.
    pub(super) fn check_out(&self, out: &Path, inputs: &[Input]) -> anyhow::Result<bool> {
        let (format, names_file) = (named_format(out).0, names_file(out));
        let shown = out.display();
        if names_file {
            let single =
                self.input.len() == 1 && !is_folder(&self.input[0], inputs) && inputs.len() == 1;
            ensure!(
                single,
                "{shown}: names a file, but the input is a folder or several files; name a folder"
            );
            let input = &inputs[0];
            let known = !is_standard(out) && !is_standard(&input.path);
            ensure!(
                !known || format.is_none_or(|format| format == input.format.cleaned()),
                "{shown}: {} is of another format, and jernih does not convert one to the other",
                input.path.display()
            );
        } else if let Some(input) = inputs.iter().find(|input| is_standard(&input.path)) {
            bail!("{shown}: {} has no name in a folder; name a file or `-`", input.path.display());
        }
        for folder in self.input.iter().filter(|input| is_folder(input, inputs)) {
            let inside = real(out)?.starts_with(real(folder)?);
            ensure!(
                !inside,
                "{shown}: inside {}, where the next run would read it as input; name a place outside",
                folder.display()
            );
        }
        if self.resume || is_standard(out) {
            return Ok(names_file);
        }
        for place in [out.to_path_buf(), RunFolder::path_for(out)] {
            ensure!(
                !exists(&place)?,
                "{}: already there; name another place with --out, remove it, or go on with a run \
                 that was cut off with --resume",
                place.display()
            );
        }
        Ok(names_file)
    }
}

/// An argument that means what is below it.
fn is_folder(argument: &Path, inputs: &[Input]) -> bool {
    let is_below = |input: &Input| input.path != argument && input.path.starts_with(argument);
    argument.is_dir() || is_url(argument) && inputs.iter().any(is_below)
}

/// OUT is one file, or standard output, and no folder.
pub(super) fn names_file(out: &Path) -> bool {
    let (format, compression) = named_format(out);
    is_standard(out) || format.is_some() || compression != Compression::None
}

/// The path without links and dots, also where its end does not exist yet.
fn real(path: &Path) -> anyhow::Result<PathBuf> {
    if is_url(path) {
        return Ok(path.into());
    }
    let whole = std::path::absolute(path).with_context(|| format!("{}", path.display()))?;
    let (mut there, mut rest) = (whole.as_path(), PathBuf::new());
    loop {
        if let Ok(found) = there.canonicalize() {
            return Ok(found.join(rest));
        }
        let (Some(parent), Some(name)) = (there.parent(), there.file_name()) else {
            return Ok(whole);
        };
        rest = Path::new(name).join(rest);
        there = parent;
    }
}
