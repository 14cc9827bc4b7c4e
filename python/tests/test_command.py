"""The command that is installed with the package is the binary."""

import subprocess
import sys
from pathlib import Path

from conftest import ROOT


def command(*arguments, **options):
    installed = Path(sys.executable).parent / "jernih"
    return subprocess.run([installed, *arguments], capture_output=True, text=True, cwd=ROOT, **options)


def test_it_prints_what_the_binary_prints(binary):
    for arguments in (
        ["--version"], ["--help"], ["stages"], ["diff", "examples/raw"], ["explain", "boilerplate.id.byline"],
        ["clean", "examples/raw", "--check"], ["diff", "--nonsense"], ["diff", "no-such-file"],
    ):
        ours = command(*arguments)
        theirs = subprocess.run([binary, *arguments], capture_output=True, text=True, cwd=ROOT)
        assert (ours.returncode, ours.stdout, ours.stderr) == (theirs.returncode, theirs.stdout, theirs.stderr)


def test_a_run_can_be_undone(tmp_path):
    out, back = tmp_path / "out", tmp_path / "back"
    assert command("clean", "examples/raw", "--out", out).returncode == 0
    assert command("undo", out, "--to", back).returncode == 0
    raw = ROOT / "examples/raw/taman.txt"
    assert (back / "taman.txt").read_bytes() == raw.read_bytes() != (out / "taman.txt").read_bytes()
