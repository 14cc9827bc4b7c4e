//! Errors of the library as exceptions, in the words of the command line.

use std::fmt::Display;

use jernih::run::RunError;
use pyo3::{PyErr, create_exception, exceptions::PyValueError};

create_exception!(
    jernih,
    Error,
    PyValueError,
    "Rules, stages, decisions or data that cannot be used."
);
create_exception!(jernih, Held, Error, "A text that is held: there is no clean one, and why.");

/// What the library says is wrong.
pub(crate) fn error(said: impl Display) -> PyErr {
    Error::new_err(said.to_string())
}

/// Why a text is held.
pub(crate) fn held(reason: impl Display) -> PyErr {
    Held::new_err(reason.to_string())
}

/// Why a batch was not cleaned to its end.
pub(crate) fn run(stopped: RunError<PyErr>) -> PyErr {
    match stopped {
        RunError::Finish(error) => error,
        RunError::Threads(said) => error(said),
    }
}
