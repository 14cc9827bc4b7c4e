"""Cleans datasets of Hugging Face. Needs datasets, which brings pyarrow."""

from __future__ import annotations

from typing import Any

import pyarrow
from datasets import Dataset, Features, Value

from jernih._jernih import Pipeline

__all__ = ["mapper"]


class mapper:
    """What `datasets.Dataset.map` takes, with `batched=True`.

    `ds.map(jernih.hf.mapper(), batched=True)` puts clean texts in the column `text`; a text that is
    held becomes None. With `edits` there are two more columns: `edits`, the edits of each text, and
    `held`, why there is no clean one; then `map` needs `features=mapper.features(ds)`, because it takes
    the types of columns from its first batch, which may have no edit. `lang` and `site` name columns; without `site`, `url` says it, or
    else `source`. One process cleans on one core: `num_proc` takes more.
    """

    def __init__(
        self,
        text: str = "text",
        *,
        edits: bool = False,
        lang: str = "lang",
        site: str | None = None,
        pipeline: Pipeline | None = None,
    ) -> None:
        self.text, self.edits, self.lang, self.site = text, edits, lang, site
        self.pipeline = pipeline or Pipeline()

    def __call__(self, batch: dict[str, list[Any]]) -> dict[str, list[Any]]:
        origin = ("url", "source") if self.site is None else (self.site,)
        read = [name for name in (self.text, self.lang, *origin) if name in batch]
        table = pyarrow.table({name: batch[name] for name in read})
        clean = self.pipeline.clean_arrow(
            table, self.text, self.edits, lang=self.lang, site=self.site, jobs=1
        )
        columns = [self.text, "edits", "held"] if self.edits else [self.text]
        return pyarrow.table(clean).select(columns).to_pydict()

    def features(self, ds: Dataset) -> Features:
        """The types of the columns of `ds` once it was mapped."""
        if not self.edits:
            return ds.features
        names = ("stage", "rule", "tier", "start", "end", "before", "after")
        kinds = {name: "int64" if name in ("start", "end") else "string" for name in names}
        edit = {name: Value(kind) for name, kind in kinds.items()}
        return Features({**ds.features, "edits": [edit], "held": Value("string")})
