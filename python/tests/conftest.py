"""The documents that every engine cleans, and what the binary makes of them."""

import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: What an edit is compared by. Places are compared in test_clean.py: the ledger's are bytes of what
#: each stage read.
FIELDS = ("stage", "rule", "tier", "before", "after")


@dataclass
class Corpus:
    """Records, and by their ids the clean texts and the edits that the binary gives."""

    path: Path
    records: list[dict]
    texts: dict[str, str]
    edits: dict[str, list[dict]]
    held: dict[str, str]

    def check(self, rows):
        """Every row has the text, the edits and the reason of the binary."""
        assert len(rows) == len(self.records)
        for row in rows:
            name = row["id"]
            assert row["text"] == self.texts.get(name), name
            assert row["held"] == self.held.get(name), name
            assert same_edits(row["edits"], self.edits.get(name, [])), name


def pytest_addoption(parser):
    parser.addoption("--skip-nothing", action="store_true", help="fail if a test is skipped")


def pytest_terminal_summary(terminalreporter, config):
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and config.getoption("--skip-nothing"):
        terminalreporter.write_line(f"{len(skipped)} skipped, and --skip-nothing was given", red=True)


def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if session.config.getoption("--skip-nothing") and reporter.stats.get("skipped"):
        session.exitstatus = 1


@pytest.fixture(scope="session")
def binary() -> str:
    """The binary that cargo built, which `cargo xtask test` names."""
    named = os.environ.get("JERNIH_BINARY") or ROOT / "target/debug/jernih"
    if not Path(named).exists():
        pytest.skip(f"no binary at {named}: cargo build, or name it in JERNIH_BINARY")
    return str(named)


@pytest.fixture(scope="session")
def corpus(binary, tmp_path_factory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    path, out = folder / "in.jsonl", folder / "out.jsonl"
    records = list(_records())
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    subprocess.run([binary, "clean", path, "--out", out], check=True, capture_output=True)
    clean = [json.loads(line) for line in out.read_text().splitlines()]
    ledger = _zstd_lines(folder / "out.jsonl.run/edits.jsonl.zst")
    held = (folder / "out.jsonl.run/held.jsonl").read_text().splitlines()
    held = {json.loads(line)["id"]: json.loads(line)["reason"] for line in held}
    texts = {record["id"]: record["text"] for record in clean}
    assert held and len(texts) + len(held) == len(records)
    return Corpus(path, records, texts, {line["id"]: line["edits"] for line in ledger}, held)


def _records():
    files = sorted((ROOT / "tests/cases").glob("*/*.txt")) + sorted((ROOT / "examples/raw").glob("**/*.txt"))
    for number, file in enumerate(files):
        record = {"id": f"{file.parent.name}/{file.stem}", "text": file.read_bytes().decode("utf-8", "replace"), "n": number}
        if len(file.stem.split(".")) > 1:
            record["lang"] = file.stem.split(".")[1]
        if number % 3 == 0:
            record["url"] = f"https://www.kabar{number % 2}.example/{number}"
        yield record
    feed = (ROOT / "examples/raw/feed.jsonl").read_text().splitlines()
    yield from ({**json.loads(line), "n": -1} for line in feed if line.strip())
    # Loses nearly all that it says, so that it is held.
    lines = ["Tinggalkan Balasan", "Baca juga: Harga beras naik di pasar induk", "Bagikan ke Facebook"]
    yield {"id": "menu", "n": -2, "text": "\n".join(lines * 12)}


def _zstd_lines(path):
    import zstandard

    with open(path, "rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return [json.loads(line) for line in io.TextIOWrapper(reader, encoding="utf-8")]


def same_edits(found, expected) -> bool:
    """True for the edits of the ledger, whatever object an edit is."""
    def field(edit, name):
        return edit[name] if isinstance(edit, dict) or hasattr(edit, "asDict") else getattr(edit, name)

    return [[field(edit, name) for name in FIELDS] for edit in found] == [
        [edit[name] for name in FIELDS] for edit in expected
    ]


@pytest.fixture(scope="session")
def spark():
    """A cluster on this machine: two workers, each with an executor of its own."""
    pyspark_sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    pytest.importorskip("pandas", reason="pandas is not installed, and mapInArrow needs it")
    if not shutil.which("java") and not os.environ.get("JAVA_HOME"):
        pytest.skip("Spark needs Java 17, which is not installed")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        pyspark_sql.SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("jernih")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "40")
        .getOrCreate()
    )
    yield session
    session.stop()
