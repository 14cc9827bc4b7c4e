//! Which objects of a store a run reads.

use std::path::Path;

use glob::{MatchOptions, Pattern};

use super::{Input, InputError, file, name_of, named_format};
use crate::source::{listed::Listed, store};

/// The objects that a url means: the one of this name, those that a pattern matches, or those below it.
pub(super) fn expand(url: &Path) -> Result<Vec<Input>, InputError> {
    let text = url.to_string_lossy();
    let unreadable = |error| InputError::Unreadable { path: url.into(), error };
    if !text.ends_with('/')
        && let Some(size) = store::size(url).map_err(unreadable)?
    {
        return Ok(vec![input(Listed { url: url.into(), relative: name_of(url), size })]);
    }
    if text.contains(['*', '?', '[']) {
        return pattern(&text);
    }
    let listed = list(url)?;
    if listed.is_empty() {
        return Err(InputError::NoObject(url.into()));
    }
    let is_hidden =
        |part: std::path::Component<'_>| part.as_os_str().to_string_lossy().starts_with('.');
    let visible = listed.into_iter().filter(|object| !object.relative.components().any(is_hidden));
    let known = visible.filter(|object| named_format(&object.relative).0.is_some());
    let inputs: Vec<Input> = known.map(input).collect();
    if inputs.is_empty() { Err(InputError::Empty(url.into())) } else { Ok(inputs) }
}

fn pattern(text: &str) -> Result<Vec<Input>, InputError> {
    let pattern = Pattern::new(text).map_err(|error| InputError::BadPattern {
        pattern: text.into(),
        message: error.to_string(),
    })?;
    // As a pattern of files is: a star ends at a slash.
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let before = &text[..text.find(['*', '?', '[']).unwrap_or(text.len())];
    let folder = &before[..=before.rfind('/').unwrap_or(0)];
    let mut inputs = vec![];
    for object in list(Path::new(folder))? {
        // An empty object of no format is what some tools write for a folder.
        let is_folder = object.size == 0 && named_format(&object.relative).0.is_none();
        if !is_folder && pattern.matches_with(&object.url.to_string_lossy(), options) {
            inputs.push(input(Listed { relative: name_of(&object.url), ..object }));
        }
    }
    if inputs.is_empty() { Err(InputError::NoMatch(text.into())) } else { Ok(inputs) }
}

fn list(url: &Path) -> Result<Vec<Listed>, InputError> {
    let listed = store::list(url, usize::MAX);
    listed.map_err(|error| InputError::Unreadable { path: url.into(), error })
}

fn input(object: Listed) -> Input {
    Input { size: Some(object.size), ..file(&object.url, object.relative) }
}
