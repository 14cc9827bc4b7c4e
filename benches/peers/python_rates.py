#!/usr/bin/env python3
"""How fast the Python package cleans beside the binary, and what Spark adds; prints one table.

    pip install ./python "pyspark>=4" pandas pyarrow
    python3 benches/peers/python_rates.py [--mb 64] [--corpus FILE.jsonl] [--jernih BINARY] [--spark]

Each row is one core: seconds of processor time, of which the least of the rounds counts. Rows of Spark are
seconds on the clock, without the start of the session, and want a quiet machine.
"""

import argparse, json, os, resource, subprocess, sys, tempfile, time
from pathlib import Path

import compare
import pyarrow as pa

import jernih

ROOT = Path(__file__).resolve().parents[2]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--mb", type=int, default=64, help="megabytes of text")
    options.add_argument("--corpus", type=Path, help="a JSONL file with a text in each record")
    options.add_argument("--jernih", type=Path, default=ROOT / "target/release/jernih")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--spark", action="store_true")
    options = options.parse_args()
    compare.WORK.mkdir(parents=True, exist_ok=True)
    options.corpus = compare.slices(options.corpus, options.mb)[0].path
    records = [json.loads(line) for line in open(options.corpus, encoding="utf-8")]
    names = [name for name in ("text", "lang", "url", "source") if name in records[0]]
    table = pa.table({name: [record.get(name) for record in records] for name in names})
    megabytes = sum(len(record["text"].encode()) for record in records) / 1e6
    print("| what | MB of text | seconds | MB/s | of the binary |\n|---|---|---|---|---|")
    rows = [("the binary, JSONL in and out, ledger", lambda: binary(options)), *rates(table, records)]
    first = None
    for what, run in rows:
        seconds = min(run() for _ in range(options.rounds))
        first = first or seconds
        print(f"| {what} | {megabytes:.0f} | {seconds:.2f} | {megabytes / seconds:.1f} | {first / seconds:.2f} |", flush=True)
    if options.spark:
        spark(table, options.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"\npeak of this process, the corpus twice in it: {peak:.0f} MB")


def binary(options):
    with tempfile.TemporaryDirectory() as folder:
        command = [options.jernih, "clean", "--jobs", "1", options.corpus, "--out", f"{folder}/out.jsonl"]
        child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime


def rates(table, records):
    pipeline = jernih.Pipeline()
    texts = [record["text"] for record in records]
    return [
        ("`clean_arrow`", lambda: timed(lambda: pipeline.clean_arrow(table, jobs=1))),
        ("`clean_arrow`, edits=False", lambda: timed(lambda: pipeline.clean_arrow(table, edits=False, jobs=1))),
        ("`clean_many`", lambda: timed(lambda: pipeline.clean_many(texts, jobs=1))),
        ("`clean`, one by one", lambda: timed(lambda: [held_or_clean(pipeline, text) for text in texts])),
    ]


def held_or_clean(pipeline, text):
    try:
        return pipeline.clean(text)
    except jernih.Held:
        return None


def timed(run):
    start = time.process_time()
    run()
    return time.process_time() - start


def spark(table, rounds):
    """What Spark takes for rows that are passed on, and for rows that jernih reads and writes."""
    from pyspark.sql import SparkSession

    import jernih.spark

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[1]").config("spark.driver.memory", "4g").config("spark.ui.enabled", "false").getOrCreate()
    with tempfile.TemporaryDirectory() as folder:
        session.createDataFrame(table.to_pandas()).repartition(8).write.parquet(f"{folder}/in")
        df = session.read.parquet(f"{folder}/in")
        nothing = jernih.Pipeline(stages=["none"])
        jobs = {
            "identity in mapInArrow": df.mapInArrow(lambda batches: batches, df.schema),
            "jernih.spark.clean without stages": jernih.spark.clean(df, pipeline=nothing),
            "jernih.spark.clean": jernih.spark.clean(df),
            "jernih.spark.clean, edits=True": jernih.spark.clean(df, edits=True),
        }
        print("\n| on Spark, one core | seconds |\n|---|---|")
        for what, job in jobs.items():
            seconds = min(clock(job) for _ in range(rounds + 1))
            print(f"| {what} | {seconds:.2f} |", flush=True)


def clock(job):
    start = time.monotonic()
    job.write.format("noop").mode("overwrite").save()
    return time.monotonic() - start


if __name__ == "__main__":
    main()
