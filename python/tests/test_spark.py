"""Spark, on two worker processes: the same as the binary, also when one of them is killed."""

import os
import signal
import subprocess

import pytest

import jernih

COLUMNS = "id string, text string, n long, lang string, url string"


@pytest.fixture
def frame(spark, corpus):
    names = [column.split()[0] for column in COLUMNS.split(", ")]
    rows = [tuple(record.get(name) for name in names) for record in corpus.records]
    return spark.createDataFrame(rows, COLUMNS).repartition(6)


def test_texts_and_edits_are_those_of_the_binary(frame, corpus):
    from jernih.spark import clean

    corpus.check(clean(frame, edits=True).collect())


def test_the_schema_is_kept(frame):
    from jernih.spark import clean

    assert clean(frame).schema == frame.schema
    assert clean(frame, edits=True).columns == [*frame.columns, "edits", "held"]
    with pytest.raises(jernih.Error, match='no column "body"'):
        clean(frame, "body")


def test_a_worker_that_is_killed_changes_nothing(frame, corpus, tmp_path):
    from jernih.spark import clean

    killed = str(tmp_path / "killed")

    # All in one function: the executors do not have this file.
    def kill_once(batches):
        for batch in batches:
            if batch.num_rows and not os.path.exists(killed):
                open(killed, "x").close()
                process, line = os.getpid(), ""
                while "ExecutorBackend" not in line:
                    with open(f"/proc/{process}/stat") as stat:
                        process = int(stat.read().rpartition(")")[2].split()[1])
                    with open(f"/proc/{process}/cmdline") as arguments:
                        line = arguments.read()
                os.kill(process, signal.SIGKILL)
            yield batch

    corpus.check(clean(frame.mapInArrow(kill_once, frame.schema), edits=True).collect())
    assert os.path.exists(killed), "the premise: an executor was killed"


def test_mined_packs_are_those_of_the_command_line(spark, binary, tmp_path):
    from jernih.spark import mine

    lines = [_page(number) for number in range(120)]
    rows = [(text, f"https://www.contoh{number % 2}.example/{number}") for number, text in enumerate(lines)]
    df = spark.createDataFrame(rows, "text string, url string").repartition(5)
    df.coalesce(1).write.json(str(tmp_path / "in"))
    files = [str(path) for path in (tmp_path / "in").glob("*.json")]
    jsonl = tmp_path / "in.jsonl"
    jsonl.write_text("".join(open(file).read() for file in files))
    subprocess.run([binary, "mine", jsonl, "--out", tmp_path / "pack"], check=True, capture_output=True)
    expected = (tmp_path / "pack/boilerplate/mined.toml").read_text()
    assert "warta hujan" in expected.lower(), "the premise: something recurs"
    assert mine(df, tmp_path / "mined") == expected
    assert (tmp_path / "mined/boilerplate/mined.toml").read_text() == expected
    pipeline = jernih.Pipeline(rules=[tmp_path / "mined"])
    assert "Warta Hujan" not in pipeline.clean(lines[3], site="contoh1.example")


def _page(number: int) -> str:
    words = "pasar warga kota sungai jalan sekolah petani guru beras hujan jembatan bupati".split()
    seed = number + 1

    def sentence() -> str:
        nonlocal seed
        chosen = []
        for _ in range(12):
            seed = (seed * 6364136223846793005 + 1442695040888963407) % 2**64
            chosen.append(words[(seed >> 33) % len(words)])
        return f"Di {' '.join(chosen)} nomor {seed % 997} itu."

    return "\n".join(["Kanal Kota", *(sentence() for _ in range(8)), "Warta Hujan, dekat dengan warga"]) + "\n"
