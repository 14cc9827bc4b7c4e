"""Cleans a Ray dataset. Needs ray[data]."""

from __future__ import annotations

import pyarrow
from ray.data import Dataset

from jernih._jernih import Pipeline

__all__ = ["clean"]


def clean(
    ds: Dataset,
    text: str = "text",
    *,
    edits: bool = False,
    lang: str = "lang",
    site: str | None = None,
    pipeline: Pipeline | None = None,
) -> Dataset:
    """`ds` with clean texts; every other column is as it was. A text that is held is null.

    With `edits` there are two more columns: `edits`, the edits of each text, and `held`, why there is
    no clean one. `lang` and `site` name columns; without `site`, `url` says it, or else `source`.
    """
    pipeline = pipeline or Pipeline()

    def cleaned(table: pyarrow.Table) -> pyarrow.Table:
        # Ray runs a task on each core.
        clean = pipeline.clean_arrow(table, text, edits, lang=lang, site=site, jobs=1)
        return pyarrow.table(clean)

    return ds.map_batches(cleaned, batch_format="pyarrow", batch_size=None, zero_copy_batch=True)
