#!/usr/bin/env python3
"""jernih beside other cleaners, on one core and one corpus, in turn; prints one table.

    python3 benches/peers/compare.py [--mb 64] [--corpus FILE.jsonl] [--jernih BINARY]

Installs the others from PyPI into target/peers the first time, and builds the Python package. MB/s are
megabytes of text for a second of processor time (user and system, of all processes), which another
program on the machine does not change much; start-up and files are in it. A slow tool gets the beginning
of the corpus, of the size that the table says. The fastest of the rounds counts.
"""

import argparse, gzip, json, os, random, re, shutil, subprocess, sys, time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
WORK = ROOT / "target" / "peers"
# data-juicer 1.6.1 needs aiohttp and does not say so.
PACKAGES = [["orjson", "plsfix", "ftfy"], ["datatrove[processing]"], ["py-data-juicer", "aiohttp"]]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--mb", type=int, default=64, help="megabytes of text for the quick tools")
    options.add_argument("--corpus", type=Path, help="a JSONL file with a text in each record")
    options.add_argument("--jernih", type=Path, default=ROOT / "target/release/jernih")
    options.add_argument("--rounds", type=int, default=3)
    options = options.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    python = environment()
    corpus = slices(options.corpus, options.mb)
    rows = [(tool, measure(tool, options.rounds)) for tool in tools(options.jernih, python, corpus)]
    table(rows, python, options.jernih)


# ---------------------------------------------------------------- what is compared


def tools(jernih, python, corpus):
    """Name, package, codec, megabytes of text, command: `OUT` is where it writes."""
    large, middle = corpus
    clean = [jernih, "clean", "--jobs", "1", "--out", "OUT.jsonl"]
    rival = [python, HERE / "rival.py"]
    return [
        ("jernih, all stages", "jernih", "none", large, [*clean, large.path]),
        ("jernih in Python, `clean_arrow`", "jernih", "none", large,
         [python, HERE / "jernih_arrow.py", large.path, "OUT.parquet"]),
        ("orjson, plsfix, NFC, 30 lines", "plsfix", "none", large, [*rival, large.path, "OUT.jsonl"]),
        ("datatrove: ftfy, line rules", "datatrove", "none", middle,
         [python, HERE / "datatrove_lines.py", middle.path, "OUT"]),
        ("ftfy", "ftfy", "none", middle, [python, HERE / "ftfy_text.py", middle.path, "OUT.jsonl"]),
        ("data-juicer: ftfy, line rules", "py-data-juicer", "none", middle,
         [python.parent / "dj-process", "--config", HERE / "data-juicer.yaml",
          "--dataset_path", middle.path, "--export_path", "OUT/out.jsonl"]),
        ("jernih, all stages", "jernih", "gz -6", large, [*clean[:-1], "OUT.jsonl.gz", large.gz]),
        ("orjson, plsfix, NFC, 30 lines", "plsfix", "gz -6", middle, [*rival, middle.gz, "OUT.jsonl.gz"]),
        ("gzip alone, one way and back", "gzip", "gz -6", large,
         ["sh", "-c", 'gzip -dc "$0" | gzip -6 > OUT.jsonl.gz', large.gz]),
    ]


class Slice:
    """The beginning of the corpus, in a file and a compressed file."""

    def __init__(self, name, corpus, mb):
        self.path, self.gz, size = WORK / f"{name}.jsonl", WORK / f"{name}.jsonl.gz", 0
        # Nothing is kept: a child's peak memory starts with what its parent had.
        with self.path.open("wb") as plain, gzip.open(self.gz, "wb", compresslevel=6) as packed:
            for record in corpus.open("rb") if corpus else made():
                plain.write(record)
                packed.write(record)
                size += len(json.loads(record)["text"].encode())
                if size >= mb * 1e6:
                    break
        self.mb = size / 1e6


def slices(corpus, mb):
    return Slice("large", corpus, mb), Slice("middle", corpus, min(mb, 8))


WORDS = """harga beras pasar kapal dermaga pedagang warga desa sungai jembatan sekolah guru murid buku hujan
banjir pekan kemarin pagi petang akan telah sedang belum tidak juga dengan untuk dari pada oleh karena sehingga
menteri wali kota bupati camat rapat anggaran jalan pohon sawah padi jagung nelayan ikan laut pulau gunung
mengatakan membuka menutup membangun menjual membeli membawa menunggu menulis membaca melihat mendengar
lebih kurang banyak sedikit besar kecil baru lama tinggi rendah cepat lambat utara selatan timur barat"""


def made():
    """Records without end: articles of made-up prose, and below every fourth a case document of this
    project, with its furniture and its faults."""
    draw, number = random.Random(1), 0
    folders = [ROOT / "tests/cases" / name for name in ("boilerplate", "pipeline")]
    cases = [path.read_text("utf-8") for folder in folders for path in sorted(folder.glob("*.txt"))]
    while True:
        article = "\n\n".join(paragraph(draw) for _ in range(draw.randint(4, 12))) + "\n"
        text = f"{article}\n{draw.choice(cases)}" if number % 4 == 0 else article
        record = {"id": number, "url": f"https://example.com/{number}", "text": text}
        yield json.dumps(record, ensure_ascii=False).encode() + b"\n"
        number += 1


def paragraph(draw):
    words, sentences = WORDS.split(), []
    for _ in range(draw.randint(2, 5)):
        sentence = " ".join(draw.choices(words, k=draw.randint(8, 20))).capitalize()
        said = [f"{sentence}.", f"{sentence} {draw.randint(2, 900)} persen.", f"“{sentence},” kata Siti."]
        sentences.append(draw.choice(said))
    return " ".join(sentences)


# ---------------------------------------------------------------- measuring


def measure(tool, rounds):
    """Seconds of processor time, seconds by the clock and peak memory in megabytes; None if it fails."""
    best = None
    for _ in range(rounds):
        figures = once(tool[0], tool[4])
        if figures is None:
            return None
        best = min(best or figures, figures)
    return best


def once(name, command):
    folder = WORK / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    log = open(WORK / "log.txt", "wb")
    core = {min(os.sched_getaffinity(0))}
    quiet = {"TQDM_DISABLE": "1", "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
    start = time.monotonic()
    try:
        child = subprocess.Popen(
            [str(part) for part in command], cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, core), env={**os.environ, **quiet},
        )
    except FileNotFoundError as missing:
        print(f"{name}: not installed: {missing.filename}", file=sys.stderr)
        return None
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode or not any(path.is_file() for path in folder.rglob("*")):
        kept = WORK / f"{re.sub(r'[^a-z]+', '-', name)}.log"
        shutil.copy(WORK / "log.txt", kept)
        print(f"{name}: exit {child.returncode}, see {kept}", file=sys.stderr)
        return None
    return usage.ru_utime + usage.ru_stime, seconds, usage.ru_maxrss * 1024 / 1e6


def table(rows, python, jernih):
    first = {}
    print("| tool | version | codec in and out | MB in | MB/s | peak MB | jernih is faster by |")
    print("|---|---|---|---|---|---|---|")
    for (name, package, codec, part, _), figures in rows:
        head = f"| {name} | {version(package, python, jernih)} | {codec} | {part.mb:.0f} |"
        if figures is None:
            print(head, "did not run | | |")
            continue
        speed = part.mb / figures[0]
        ratio = first.setdefault(codec, speed) / speed
        print(head, f"{speed:.3g} | {figures[2]:.0f} | {'' if ratio == 1 else f'{ratio:.3g}'} |")


def version(package, python, jernih):
    if package == "gzip":
        return ran(["gzip", "--version"]).split()[1]
    if package == "jernih":
        return ran([jernih, "--version"]).split()[1]
    code = f"import importlib.metadata as m; print(m.version('{package}'))"
    return ran([python, "-c", code]).strip() or "not installed"


def ran(command):
    return subprocess.run(command, capture_output=True, text=True).stdout


def environment():
    """The Python of the virtual environment; what cannot be installed shows in the table."""
    python = WORK / "venv/bin/python3"
    is_new = not python.exists()
    if is_new:
        subprocess.run([sys.executable, "-m", "venv", WORK / "venv"], check=True)
    for packages in [*(PACKAGES if is_new else []), [ROOT / "python", "pyarrow"]]:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages])
    return python


if __name__ == "__main__":
    main()
