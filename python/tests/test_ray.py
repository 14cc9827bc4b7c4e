"""Ray Data: the same as the binary."""

import pytest

import jernih

ray = pytest.importorskip("ray", reason="ray is not installed")
pytest.importorskip("ray.data", reason="ray[data] is not installed")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    # A short path: Ray puts sockets below it.
    import tempfile

    with tempfile.TemporaryDirectory(prefix="ray") as folder:
        ray.init(address="local", num_cpus=2, include_dashboard=False, _temp_dir=folder, logging_level="error")
        yield
        ray.shutdown()


def test_texts_and_edits_are_those_of_the_binary(cluster, corpus):
    import jernih.ray

    names = ("id", "text", "n", "lang", "url")
    records = [{name: record.get(name) for name in names} for record in corpus.records]
    ds = ray.data.from_items(records, override_num_blocks=4)
    rows = jernih.ray.clean(ds, edits=True).take_all()
    corpus.check(rows)


def test_the_columns_are_kept(cluster):
    import jernih.ray

    ds = ray.data.from_items([{"n": 1, "body": "Ia membuka taman baca.Taman itu ramai."}])
    pipeline = jernih.Pipeline(skip=["case"])
    assert jernih.ray.clean(ds, "body", pipeline=pipeline).take_all() == [{"n": 1, "body": "Ia membuka taman baca. Taman itu ramai."}]
