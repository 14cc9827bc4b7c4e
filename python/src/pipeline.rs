//! Stages and rules, which clean texts.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread::available_parallelism,
};

use jernih::{
    budget::{Budget, IN_ALL},
    cleaner::{Cleaner, Desk},
    document::{self, Document, Language},
    selection::{Selection, SelectionError},
    worker,
};
use pyo3::{prelude::*, pybacked::PyBackedStr};
use pyo3_arrow::{PyRecordBatch, PyTable, error::PyArrowResult, input::AnyRecordBatch};

use crate::{
    arrow::{Fields, clean},
    cleaned::Cleaned,
    error,
};

/// Cleaners that are kept for the next pipeline that is made of the same: compiling takes longer than
/// cleaning a hundred texts, and a cluster makes a pipeline for every task.
const KEPT: usize = 4;
static CLEANERS: Mutex<Vec<(String, Arc<Cleaner>)>> = Mutex::new(vec![]);

/// Stages with their rules.
///
/// `stages` are the only ones to use, `skip` those to leave out, `rules` folders of packs that come
/// after the built-in ones, `decisions` a file of `jernih review`. With `likely`, the rules of tier likely
/// are applied too. A text that would lose more of its letters than `max_removed`, 0 to 1, is held.
/// Packs and decisions are read once: a pickled pipeline has them with it.
///
/// >>> import jernih, pickle
/// >>> pipeline = jernih.Pipeline(skip=["spacing"])
/// >>> pipeline.clean("Ia membuka taman baca.Taman itu ramai.")
/// 'Ia membuka taman baca.Taman itu ramai.'
/// >>> pickle.loads(pickle.dumps(pipeline)).clean("Ia membuka taman baca.Taman itu ramai.")
/// 'Ia membuka taman baca.Taman itu ramai.'
/// >>> jernih.Pipeline(skip=["cas"])
/// Traceback (most recent call last):
/// jernih.Error: no stage `cas`. Did you mean `case`? `jernih stages` lists them all.
#[pyclass(frozen, module = "jernih")]
pub(crate) struct Pipeline {
    /// What it is made of, as JSON.
    state: String,
    cleaner: Arc<Cleaner>,
}

/// What `clean_arrow` gives: what it was given.
#[derive(IntoPyObject)]
pub(crate) enum Batches {
    Batch(PyRecordBatch),
    Table(PyTable),
}

#[pymethods]
impl Pipeline {
    #[new]
    #[pyo3(signature = (*, stages = None, skip = vec![], rules = vec![], likely = false, decisions = None, max_removed = None))]
    #[expect(clippy::too_many_arguments, reason = "they have names in Python")]
    fn new(
        stages: Option<Vec<String>>,
        skip: Vec<String>,
        rules: Vec<PathBuf>,
        likely: bool,
        decisions: Option<PathBuf>,
        max_removed: Option<f64>,
    ) -> PyResult<Pipeline> {
        let mut selection = Selection::default();
        (selection.stages, selection.skip, selection.likely) = (stages, skip, likely);
        let read: Result<(), SelectionError> = (|| {
            rules.iter().try_for_each(|folder| selection.add_packs(folder))?;
            decisions.as_deref().map_or(Ok(()), |path| selection.set_decisions(path))
        })();
        read.map_err(error::error)?;
        let usual = if likely { 1.0 } else { IN_ALL };
        let state = serde_json::to_string(&(selection, max_removed.unwrap_or(usual)));
        Pipeline::from_state(state.map_err(error::error)?)
    }

    #[staticmethod]
    fn _made_of(state: String) -> PyResult<Pipeline> {
        Pipeline::from_state(state)
    }

    fn __reduce__(slf: &Bound<'_, Pipeline>) -> PyResult<(Py<PyAny>, (String,))> {
        let make = slf.get_type().getattr("_made_of")?;
        Ok((make.unbind(), (slf.get().state.clone(),)))
    }

    /// The clean text. Raises `jernih.Held` where there is none.
    ///
    /// >>> import jernih
    /// >>> jernih.Pipeline().clean("Harga naik.\nTinggalkan Balasan\n", lang="id", site="kabar.example")
    /// 'Harga naik.\n'
    #[pyo3(signature = (text, lang = None, site = None))]
    fn clean(
        &self,
        py: Python<'_>,
        text: &str,
        lang: Option<&str>,
        site: Option<&str>,
    ) -> PyResult<String> {
        self.one(py, (text, lang, site), |cleaned| cleaned.document.text.clone())
    }

    /// The clean text with every edit, as `jernih.Cleaned`.
    ///
    /// >>> import jernih
    /// >>> print(jernih.Pipeline().explain("Harga naik.\nTinggalkan Balasan\n").diff(80), end="")
    ///     2 - Tinggalkan Balasan                          boilerplate.id.leave-a-reply
    #[pyo3(signature = (text, lang = None, site = None))]
    fn explain(
        &self,
        py: Python<'_>,
        text: &str,
        lang: Option<&str>,
        site: Option<&str>,
    ) -> PyResult<Cleaned> {
        self.one(py, (text, lang, site), |cleaned| Cleaned::new(&self.cleaner, &cleaned))
    }

    /// The clean texts, on `jobs` threads, by default one for each processor. A text that is held is
    /// `None`, and so is what was.
    ///
    /// >>> import jernih
    /// >>> jernih.Pipeline().clean_many(["Ia membuka taman baca.Taman itu ramai.", None])
    /// ['Ia membuka taman baca. Taman itu ramai.', None]
    #[pyo3(signature = (texts, *, jobs = None))]
    fn clean_many(
        &self,
        py: Python<'_>,
        texts: Vec<Option<PyBackedStr>>,
        jobs: Option<usize>,
    ) -> PyResult<Vec<Option<String>>> {
        let one = |desk: &mut Desk<'_>, number: usize| {
            let text = texts[number].as_deref()?;
            let cleaned = desk.clean(|document| fill(document, text, None, None)).ok()?;
            Some(cleaned.document.text.clone())
        };
        let mut clean = Vec::with_capacity(texts.len());
        let cleaned = py.detach(|| {
            self.cleaner.clean_all(
                jobs.unwrap_or_else(processors),
                texts.len(),
                |desk, numbers| numbers.map(|number| one(desk, number)).collect::<Vec<_>>(),
                |portion| {
                    clean.extend(portion);
                    stopped()
                },
            )
        });
        cleaned.map_err(error::run)?;
        Ok(clean)
    }

    /// A table or batch with clean texts: anything that offers the Arrow C interface, as the objects of
    /// pyarrow, polars, pandas, DuckDB and Daft do, and something that all of them can read.
    ///
    /// The other columns are not copied. `lang` names the column of the language, `site` that of the
    /// site; without it, `url` says the site, or else `source`. With `edits` there are two more columns:
    /// the edits of each text, with places in characters of the original, and why it is held; a
    /// text that is held is null.
    ///
    /// >>> import jernih, pyarrow
    /// >>> table = pyarrow.table({"text": ["Ia membuka taman baca.Taman itu ramai.", "Ia pulang."], "n": [1, 2]})
    /// >>> clean = pyarrow.table(jernih.Pipeline().clean_arrow(table))
    /// >>> clean.column_names
    /// ['text', 'n', 'edits', 'held']
    /// >>> clean["text"].to_pylist()
    /// ['Ia membuka taman baca. Taman itu ramai.', 'Ia pulang.']
    /// >>> clean["edits"][0][0].as_py()["rule"]
    /// 'spacing.joined-sentences'
    #[pyo3(signature = (data, text = "text", edits = true, *, lang = "lang", site = None, jobs = None))]
    #[expect(clippy::too_many_arguments, reason = "they have names in Python")]
    fn clean_arrow(
        &self,
        py: Python<'_>,
        data: AnyRecordBatch,
        text: &str,
        edits: bool,
        lang: &str,
        site: Option<&str>,
        jobs: Option<usize>,
    ) -> PyArrowResult<Batches> {
        let fields = Fields { text, lang, site, edits };
        let jobs = jobs.unwrap_or_else(processors);
        let of_batch = |batch| clean(&self.cleaner, &batch, fields, jobs);
        Ok(match data {
            AnyRecordBatch::RecordBatch(batch) => {
                let batch = batch.into_inner();
                Batches::Batch(PyRecordBatch::new(py.detach(|| of_batch(batch))?))
            }
            AnyRecordBatch::Stream(stream) => {
                let (batches, schema) = stream.into_table()?.into_inner();
                let batches = batches.into_iter();
                let cleaned: PyResult<Vec<_>> = py.detach(|| batches.map(of_batch).collect());
                Batches::Table(PyTable::try_new(cleaned?, fields.schema(&schema)?)?)
            }
        })
    }

    fn __repr__(&self) -> String {
        format!("<jernih.Pipeline of {} rules>", self.cleaner.rules().iter().count())
    }
}

impl Pipeline {
    pub(crate) fn cleaner(&self) -> &Cleaner {
        &self.cleaner
    }

    /// Cleans one text of a language and a site, and gives what `take` makes of it.
    fn one<T: Send>(
        &self,
        py: Python<'_>,
        (text, lang, site): (&str, Option<&str>, Option<&str>),
        take: impl FnOnce(worker::Cleaned<'_>) -> T + Send,
    ) -> PyResult<T> {
        py.detach(|| {
            let mut desk = self.cleaner.desk();
            desk.clean(|document| fill(document, text, lang, site)).map(take).map_err(error::held)
        })
    }

    fn from_state(state: String) -> PyResult<Pipeline> {
        let kept = || CLEANERS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().iter().find(|(of, _)| *of == state).map(|(_, cleaner)| cleaner.clone());
        if let Some(cleaner) = known {
            return Ok(Pipeline { state, cleaner });
        }
        let (selection, in_all): (Selection, f64) =
            serde_json::from_str(&state).map_err(error::error)?;
        let (rules, pipeline) = selection.compile().map_err(error::error)?;
        let cleaner = Arc::new(Cleaner::new(rules, pipeline, Budget::new(in_all)));
        let mut kept = kept();
        kept.truncate(KEPT - 1);
        kept.insert(0, (state.clone(), cleaner.clone()));
        Ok(Pipeline { state, cleaner })
    }
}

/// Writes a text and what is said about it over a document.
pub(crate) fn fill(
    document: &mut Document,
    text: &str,
    language: Option<&str>,
    site: Option<&str>,
) {
    document.text.clear();
    document.text.push_str(text);
    document.language = language.and_then(Language::parse);
    document.site = site.and_then(document::site);
}

fn processors() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// An error if someone pressed Ctrl-C.
pub(crate) fn stopped() -> PyResult<()> {
    Python::attach(|py| py.check_signals())
}
