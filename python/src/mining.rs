//! Mining in parts, for a cluster.

use std::{collections::BTreeMap, mem};

use jernih::{
    document::Document,
    mine::{First, Passing, Second},
};
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use crate::{
    arrow::{Fields, Rows},
    error::error,
    pipeline::Pipeline,
};

/// What the first pass counts of a part of the documents.
#[pyclass(module = "jernih._jernih")]
#[derive(Default)]
pub(crate) struct Sift(First);

/// What the second pass counts of a part of the documents.
#[pyclass(module = "jernih._jernih")]
pub(crate) struct Count {
    passing: Passing,
    second: Second,
}

#[pymethods]
impl Sift {
    #[new]
    fn new() -> Sift {
        Sift::default()
    }

    fn count(
        &mut self,
        py: Python<'_>,
        pipeline: &Bound<'_, Pipeline>,
        batch: PyRecordBatch,
        columns: (String, String, Option<String>),
    ) -> PyResult<()> {
        let pipeline = pipeline.get();
        py.detach(|| each(pipeline, &batch, &columns, |document| self.0.count(document)))
    }

    fn merge(&mut self, py: Python<'_>, part: &[u8]) -> PyResult<()> {
        py.detach(|| First::of_bytes(part).map(|part| self.0.merge(part))).map_err(error)
    }

    fn to_bytes(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        py.detach(|| self.0.to_bytes()).map_err(error)
    }

    /// What the second pass counts by, and the documents of each site. Nothing is left.
    fn close(&mut self) -> PyResult<(Vec<u8>, BTreeMap<String, u64>)> {
        let (passing, sites) = mem::take(&mut self.0).close();
        Ok((passing.to_bytes().map_err(error)?, sites))
    }
}

#[pymethods]
impl Count {
    #[new]
    fn new(passing: &[u8]) -> PyResult<Count> {
        let passing = Passing::of_bytes(passing).map_err(error)?;
        Ok(Count { passing, second: Second::default() })
    }

    fn count(
        &mut self,
        py: Python<'_>,
        pipeline: &Bound<'_, Pipeline>,
        batch: PyRecordBatch,
        columns: (String, String, Option<String>),
    ) -> PyResult<()> {
        let pipeline = pipeline.get();
        let Count { passing, second } = self;
        py.detach(|| each(pipeline, &batch, &columns, |document| second.count(document, passing)))
    }

    fn merge(&mut self, py: Python<'_>, part: &[u8]) -> PyResult<()> {
        py.detach(|| Second::of_bytes(part).map(|part| self.second.merge(part))).map_err(error)
    }

    fn to_bytes(&self, py: Python<'_>) -> PyResult<Vec<u8>> {
        py.detach(|| self.second.to_bytes()).map_err(error)
    }

    /// The pack that `jernih mine` would write. Nothing is left.
    fn pack(
        &mut self,
        py: Python<'_>,
        pipeline: &Bound<'_, Pipeline>,
        sites: BTreeMap<String, u64>,
    ) -> PyResult<String> {
        let (cleaner, second) = (pipeline.get().cleaner(), mem::take(&mut self.second));
        py.detach(|| {
            let mut mined = second.close(sites, vec![]);
            mined.settle(cleaner.rules()).map_err(error)?;
            Ok(mined.pack())
        })
    }
}

/// Hands each text of a batch to `count`, as far as `pipeline` goes. What cannot be cleaned is not
/// counted.
fn each(
    pipeline: &Pipeline,
    batch: &PyRecordBatch,
    (text, lang, site): &(String, String, Option<String>),
    mut count: impl FnMut(&Document),
) -> PyResult<()> {
    let fields = Fields { text, lang, site: site.as_deref(), edits: false };
    let rows = Rows::new(batch.as_ref(), fields)?;
    let mut desk = pipeline.cleaner().desk();
    for row in 0..batch.as_ref().num_rows() {
        if let Some(text) = rows.text.get(row)
            && let Ok(cleaned) = desk.clean(|document| rows.fill(row, text, document))
        {
            count(cleaned.document);
        }
    }
    Ok(())
}
