//! `jernih._jernih`: the library as Python sees it. Only conversions are here; what is done is done
//! by the crate `jernih`, and what Python does with it is in `lib/jernih`.

use std::ffi::OsString;

use pyo3::prelude::*;

mod arrow;
mod cleaned;
mod error;
mod mining;
mod pipeline;

/// Runs the command line with these arguments, of which the first is the program's name; gives the
/// exit code.
#[pyfunction]
fn main(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| jernih::cli::main(arguments))
}

#[pymodule]
fn _jernih(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("Error", py.get_type::<error::Error>())?;
    module.add("Held", py.get_type::<error::Held>())?;
    module.add_class::<pipeline::Pipeline>()?;
    module.add_class::<cleaned::Cleaned>()?;
    module.add_class::<cleaned::Edit>()?;
    module.add_class::<mining::Sift>()?;
    module.add_class::<mining::Count>()?;
    module.add("MINING_STAGES", jernih::mine::STAGES)?;
    module.add("MINED", jernih::mine::FILED)?;
    module.add_function(wrap_pyfunction!(main, module)?)
}
