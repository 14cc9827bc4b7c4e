"""Hugging Face datasets: the same as the binary, in one process and in two."""

import pytest

datasets = pytest.importorskip("datasets", reason="datasets is not installed")


@pytest.mark.parametrize("processes", [None, 2])
def test_texts_and_edits_are_those_of_the_binary(processes, corpus, tmp_path):
    import jernih.hf

    names = ("id", "text", "n", "lang", "url")
    raw = datasets.Dataset.from_list([{name: record.get(name) for name in names} for record in corpus.records])
    mapper = jernih.hf.mapper(edits=True)
    options = {"batched": True, "batch_size": 50, "features": mapper.features(raw)}
    clean = raw.map(mapper, num_proc=processes, load_from_cache_file=False, **options)
    assert clean.column_names == [*names, "edits", "held"]
    corpus.check(clean)


def test_other_columns_stay(corpus):
    import jernih.hf

    raw = datasets.Dataset.from_dict({"body": ["Ia membuka taman baca.Taman itu ramai."], "n": [1]})
    clean = raw.map(jernih.hf.mapper("body"), batched=True, load_from_cache_file=False)
    assert clean.to_dict() == {"body": ["Ia membuka taman baca. Taman itu ramai."], "n": [1]}
