"""datatrove: the same as the binary, and what is held goes where dropped documents go."""

import gzip
import json

import pytest

from conftest import same_edits

pytest.importorskip("datatrove", reason="datatrove is not installed")


def test_texts_edits_counters_and_held_documents(corpus, tmp_path):
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from jernih.datatrove import Clean

    inputs = tmp_path / "in"
    inputs.mkdir()
    half = len(corpus.records) // 2
    for name, records in (("a", corpus.records[:half]), ("b", corpus.records[half:])):
        (inputs / f"{name}.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    clean = Clean(lang="lang", edits=True, exclusion_writer=JsonlWriter(str(tmp_path / "held")))
    executor = LocalPipelineExecutor(
        pipeline=[JsonlReader(str(inputs)), clean, JsonlWriter(str(tmp_path / "clean"))],
        tasks=2,
        workers=2,
        logging_dir=str(tmp_path / "log"),
    )
    stats = executor.run()
    documents = {document["id"]: document for document in lines(tmp_path / "clean")}
    assert {name: document["text"] for name, document in documents.items()} == corpus.texts
    for name, document in documents.items():
        assert same_edits(document["metadata"]["edits"], corpus.edits.get(name, [])), name
    held = {document["id"]: document["metadata"]["held"] for document in lines(tmp_path / "held")}
    assert held == corpus.held
    counted = next(step.stats for step in stats.stats if step.name.endswith("jernih"))
    assert counted["total"].total == len(corpus.records)
    assert counted["dropped_held"].total == len(corpus.held)
    assert counted["changed"].total == sum(map(bool, corpus.edits.values()))
    rule = "spacing.joined-sentences"
    edits = [edit for edits in corpus.edits.values() for edit in edits]
    assert counted[rule].total == sum(edit["rule"] == rule for edit in edits) > 0


def lines(folder):
    for file in sorted(folder.glob("*.gz")):
        yield from map(json.loads, gzip.open(file, "rt", encoding="utf-8"))
