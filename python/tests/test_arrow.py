"""Tables: the same texts and edits as the binary, whatever made the table."""

import os
import time

import pytest

import jernih

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")


def table(corpus) -> "pa.Table":
    names = ("id", "text", "n", "lang", "url")
    return pa.table({name: [record.get(name) for record in corpus.records] for name in names})


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_every_kind_of_string_stays_what_it_is(kind, corpus):
    raw = table(corpus)
    raw = raw.set_column(1, "text", raw["text"].combine_chunks().cast(kind))
    clean = pa.table(jernih.Pipeline().clean_arrow(raw))
    assert clean.schema.field("text").type == kind
    assert clean.drop_columns(["text", "edits", "held"]) == raw.drop_columns(["text"])
    corpus.check(clean.to_pylist())


def test_a_batch_gives_a_batch(corpus):
    batch = table(corpus).to_batches()[0]
    corpus.check(pa.record_batch(jernih.Pipeline().clean_arrow(batch)).to_pylist())


def test_chunks_rows_without_text_and_empty_tables(corpus):
    raw = table(corpus)
    pieces = pa.concat_tables([raw.slice(0, 70), raw.slice(70, 0), raw.slice(70)])
    pipeline = jernih.Pipeline()
    corpus.check(pa.table(pipeline.clean_arrow(pieces, jobs=3)).to_pylist())
    nothing = pa.table({"text": pa.array([None, "Ia membuka taman baca.Taman itu ramai."], pa.string())})
    clean = pa.table(pipeline.clean_arrow(nothing)).to_pylist()
    assert clean[0] == {"text": None, "edits": [], "held": None}
    assert clean[1]["text"] == "Ia membuka taman baca. Taman itu ramai."
    assert pa.table(pipeline.clean_arrow(raw.slice(0, 0))).num_rows == 0


def test_other_columns_and_untouched_texts_are_not_copied():
    raw = pa.table({"text": ["Ia datang.", "Ia pergi."], "n": pa.array([1, 2], pa.int64())})
    clean = pa.table(jernih.Pipeline().clean_arrow(raw, edits=False))
    assert clean.schema.names == ["text", "n"]
    for name in ("text", "n"):
        before = raw[name].chunk(0).buffers()[-1].address
        assert clean[name].chunk(0).buffers()[-1].address == before


def test_what_is_wrong_is_said():
    pipeline = jernih.Pipeline()
    with pytest.raises(jernih.Error, match='no column "text"; name the column .* with text='):
        pipeline.clean_arrow(pa.table({"body": ["a"]}))
    with pytest.raises(jernih.Error, match='column "n" is Int64, not text'):
        pipeline.clean_arrow(pa.table({"n": [1]}), text="n")
    with pytest.raises(jernih.Error, match='a column "held" already'):
        pipeline.clean_arrow(pa.table({"text": ["a"], "held": [1]}))


def test_polars_pandas_and_duckdb_are_read(corpus):
    pl = pytest.importorskip("polars", reason="polars is not installed")
    pd = pytest.importorskip("pandas", reason="pandas is not installed")
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    raw, pipeline = table(corpus), jernih.Pipeline()
    corpus.check(pl.DataFrame(pipeline.clean_arrow(pl.DataFrame(raw))).to_dicts())
    frame = pd.DataFrame({"text": ["Ia membuka taman baca.Taman itu ramai."], "n": [1]})
    assert pa.table(pipeline.clean_arrow(frame, edits=False))["text"].to_pylist() == ["Ia membuka taman baca. Taman itu ramai."]
    relation = duckdb.sql("select 'Ia membuka taman baca.Taman itu ramai.' as text, 1 as n")
    clean = pa.table(pipeline.clean_arrow(relation))
    assert duckdb.sql("select text, edits[1].rule from clean").fetchall() == [
        ("Ia membuka taman baca. Taman itu ramai.", "spacing.joined-sentences")
    ]


def test_daft_is_read_and_reads(corpus):
    daft = pytest.importorskip("daft", reason="daft is not installed")
    clean = jernih.Pipeline().clean_arrow(daft.from_arrow(table(corpus)))
    corpus.check(daft.from_arrow(pa.table(clean)).to_pylist())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_cleans_too(corpus):
    texts = [record["text"] for record in corpus.records]
    pipeline = jernih.Pipeline()
    expected = pipeline.clean_many(texts, jobs=2)
    child = os.fork()
    if child == 0:
        os._exit(0 if pipeline.clean_many(texts, jobs=2) == expected else 1)
    for _ in range(600):
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        time.sleep(0.1)
    else:
        os.kill(child, 9)
        os.waitpid(child, 0)
        pytest.fail("the child hangs")
    assert os.waitstatus_to_exitcode(status) == 0


def test_other_threads_run_while_texts_are_cleaned(corpus):
    import threading

    raw = pa.concat_tables([table(corpus)] * 20)
    pipeline, ticks, done = jernih.Pipeline(), [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.001)

    ticker = threading.Thread(target=tick)
    ticker.start()
    start = time.monotonic()
    pipeline.clean_arrow(raw, edits=False)
    end = time.monotonic()
    done.set()
    ticker.join()
    within = [at for at in ticks if start < at < end]
    assert len(within) > 5, f"{len(within)} ticks in {end - start:.2f} s"
