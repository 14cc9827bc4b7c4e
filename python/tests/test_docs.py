"""The pages do what they say: their commands and examples run, in order."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

NEEDS = {
    "python": ["pyarrow", "polars", "duckdb", "datasets"],
    "spark": ["pyspark", "pandas"],
    "ray": ["ray.data"],
    "datatrove": ["datatrove", "orjson"],
}


@pytest.mark.parametrize("page", NEEDS)
def test_the_commands_and_examples_of_a_page_run(page, tmp_path):
    for module in NEEDS[page]:
        pytest.importorskip(module, reason=f"{module} is not installed")
    if page == "spark" and not shutil.which("java"):
        pytest.skip("Spark needs Java 17, which is not installed")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    text = (ROOT / f"docs/{page}.md").read_text()
    blocks = re.findall(r"^```(\w+)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    script = "import subprocess\n" + "\n".join(runnable(kind, code) for kind, code in blocks)
    assert script.count("jernih") > 3
    # As in an environment that was activated.
    env = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def runnable(kind: str, code: str) -> str:
    """A block as Python: commands in the place where the page has them."""
    if kind == "python":
        return code
    assert kind == "sh"
    jernih = str(Path(sys.executable).parent / "jernih")
    commands = [line.split() for line in code.splitlines() if not line.startswith("pip ")]
    assert all(command[0] == "jernih" for command in commands)
    return "\n".join(f"subprocess.run({[jernih, *command[1:]]!r}, check=True)" for command in commands)
