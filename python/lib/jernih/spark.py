"""Cleans and mines on Spark. Needs pyspark 4, pyarrow and pandas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from os import PathLike
from pathlib import Path

import pyarrow
from pyspark.sql import DataFrame
from pyspark.sql.types import ArrayType, LongType, StringType, StructField, StructType

from jernih._jernih import MINED, MINING_STAGES, Count, Error, Pipeline, Sift

__all__ = ["EDITS", "clean", "mine"]

#: The type of the column `edits`.
EDITS = ArrayType(
    StructType(
        [
            StructField(name, LongType() if name in ("start", "end") else StringType())
            for name in ("stage", "rule", "tier", "start", "end", "before", "after")
        ]
    )
)


def clean(
    df: DataFrame,
    text: str = "text",
    *,
    edits: bool = False,
    lang: str = "lang",
    site: str | None = None,
    pipeline: Pipeline | None = None,
) -> DataFrame:
    """`df` with clean texts; every other column is as it was. A text that is held is null.

    With `edits` there are two more columns: `edits`, the edits of each text, and `held`, why there is
    no clean one. `lang` and `site` name columns; without `site`, `url` says it, or else `source`. The
    pipeline, with its packs and decisions, is sent to each executor once.
    """
    schema = _schema(df.schema, text, edits)
    sent = df.sparkSession.sparkContext.broadcast(pipeline or Pipeline())

    def cleaned(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        for batch in batches:
            # Spark runs a task on each core.
            clean = sent.value.clean_arrow(batch, text, edits, lang=lang, site=site, jobs=1)
            yield pyarrow.record_batch(clean)

    return df.mapInArrow(cleaned, schema)


def _schema(schema: StructType, text: str, edits: bool) -> StructType:
    if text not in schema.names:
        raise Error(f'no column "{text}"; name the column that holds the text with text=')
    fields = [
        StructField(field.name, field.dataType, field.nullable or field.name == text, field.metadata)
        for field in schema.fields
    ]
    if edits:
        fields += [StructField("edits", EDITS), StructField("held", StringType())]
    return StructType(fields)


def mine(
    df: DataFrame,
    out: str | PathLike[str] | None = None,
    text: str = "text",
    *,
    site: str | None = None,
    lang: str = "lang",
    rules: Sequence[str | PathLike[str]] = (),
) -> str:
    """The pack that `jernih mine` would write of these documents: lines that recur on a site.

    With `out`, it is written into this folder, as `rules` of a pipeline takes it. `site` names the
    column of the site; without it, `url` says it, or else `source`. What the packs in `rules` take is
    not mined again. `df` is read twice, so cache it if it is not read from files.
    """
    columns = (text, lang, site)
    names = [name for name in (*columns, *(() if site else ("url", "source"))) if name in df.columns]
    if text not in names:
        raise Error(f'no column "{text}"; name the column that holds the text with text=')
    df = df.select(*names)
    context = df.sparkSession.sparkContext
    # Every document counts, whatever it loses.
    pipeline = Pipeline(stages=MINING_STAGES, rules=rules, max_removed=1.0)
    sent = context.broadcast(pipeline)
    sift = _summed(df, Sift, lambda part, batch: part.count(sent.value, batch, columns))
    passing, sites = sift.close()
    sent_passing = context.broadcast(passing)
    count = _summed(
        df,
        lambda: Count(sent_passing.value),
        lambda part, batch: part.count(sent.value, batch, columns),
    )
    pack = count.pack(pipeline, sites)
    if out is not None:
        path = Path(out) / MINED
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pack, encoding="utf-8")
    return pack


def _summed(
    df: DataFrame,
    empty: Callable[[], Sift | Count],
    add: Callable[[Sift | Count, pyarrow.RecordBatch], None],
) -> Sift | Count:
    """What all partitions count, merged on the cluster first and then here."""

    def partition(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        part = empty()
        for batch in batches:
            add(part, batch)
        yield pyarrow.record_batch({"part": pyarrow.array([part.to_bytes()], pyarrow.binary())})

    def merged(batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        part = empty()
        for batch in batches:
            for other in batch.column(0):
                part.merge(other.as_py())
        yield pyarrow.record_batch({"part": pyarrow.array([part.to_bytes()], pyarrow.binary())})

    parts = df.mapInArrow(partition, "part binary")
    # As many on the cluster as here.
    groups = max(1, round(df.rdd.getNumPartitions() ** 0.5))
    if groups > 1:
        parts = parts.repartition(groups).mapInArrow(merged, "part binary")
    total = empty()
    for row in parts.collect():
        total.merge(bytes(row.part))
    return total
