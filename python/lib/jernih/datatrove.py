"""Cleans in a pipeline of datatrove. Needs datatrove."""

from __future__ import annotations

from typing import Any

from datatrove.data import Document
from datatrove.pipeline.filters.base_filter import BaseFilter
from datatrove.pipeline.writers.disk_base import DiskWriter

from jernih._jernih import Held, Pipeline

__all__ = ["Clean"]


class Clean(BaseFilter):
    """Cleans each document; one that is held goes to `exclusion_writer`, as what a filter drops does.

    The statistics count documents, those that changed, and the edits of each rule. A held document
    keeps its text, and says why in `metadata["held"]`. With `edits`, `metadata["edits"]` has the edits
    of each document. `lang` and `site` name fields of the metadata; without `site`, `url` says it, or
    else `source`.
    """

    name = "jernih"
    type = "CLEAN"

    def __init__(
        self,
        *,
        edits: bool = False,
        lang: str = "language",
        site: str | None = None,
        pipeline: Pipeline | None = None,
        exclusion_writer: DiskWriter | None = None,
    ) -> None:
        super().__init__(exclusion_writer)
        self.edits, self.lang, self.site = edits, lang, site
        self.pipeline = pipeline or Pipeline()

    def filter(self, doc: Document) -> bool | tuple[bool, str]:
        try:
            cleaned = self.pipeline.explain(doc.text, doc.metadata.get(self.lang), self._site(doc))
        except Held as reason:
            doc.metadata["held"] = str(reason)
            return False, "held"
        edits = cleaned.edits
        for edit in edits:
            self.stat_update(edit.rule)
        if edits:
            self.stat_update("changed")
        if self.edits:
            doc.metadata["edits"] = [_fields(edit) for edit in edits]
        doc.text = cleaned.text
        return True

    def _site(self, doc: Document) -> str | None:
        if self.site is not None:
            return doc.metadata.get(self.site)
        address = doc.metadata.get("url") or ""
        return address if "//" in address else doc.metadata.get("source")


def _fields(edit: Any) -> dict[str, Any]:
    names = ("stage", "rule", "tier", "before", "after")
    fields = {name: getattr(edit, name) for name in names}
    return {**fields, "start": edit.span[0], "end": edit.span[1]}
