"""Explains a folder of pictures on a cluster, and says how long that took.

With --kill the worker of that process id and its executor are killed once half of the tasks are
done. With --maps each map is compared with the one that PlainMaps.java wrote.
"""

import argparse
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time

import numpy
from pyspark.sql import SparkSession

from tf_saliency_spark import SaliencyTransformer

# docs/accuracy.md: a sample alone against in a batch, of the largest value.
TOLERANCE = 1e-5


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("method")
    parser.add_argument("pictures")
    parser.add_argument("--kill", type=int)
    parser.add_argument("--maps", type=pathlib.Path)
    parser.add_argument("--per-task", type=int, default=20)
    parser.add_argument("--out", required=True)
    return parser.parse_args()


def kill_half_way(context, worker):
    """Waits until half of the running stage is done, and kills."""
    tracker = context.statusTracker()
    while True:
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info and info.numTasks > 4 and 2 * info.numCompletedTasks >= info.numTasks:
                executors = subprocess.run(
                    ["pgrep", "-P", str(worker)], capture_output=True, text=True
                ).stdout.split()
                for process in [worker, *map(int, executors)]:
                    os.kill(process, signal.SIGKILL)
                print(
                    f"killed a worker and {len(executors)} process(es) of it at"
                    f" {info.numCompletedTasks} of {info.numTasks} tasks",
                    flush=True,
                )
                return
        time.sleep(0.02)


def executors(context):
    return context._jsc.sc().getExecutorMemoryStatus().size() - 1


def compare(rows, folder):
    expected = {}
    for line in (folder / "targets.tsv").read_text().splitlines():
        name, target, score = line.split("\t")
        expected[name] = (target, score)
    largest = 0.0
    for row in rows:
        name = row.path.rsplit("/", 1)[1]
        target, score = expected.pop(name)
        if not target:
            assert row.error and row.map is None and row.record is None, name
            continue
        assert row.error is None, (name, row.error)
        assert row.target == int(target), (name, row.target, target)
        assert abs(row.score - float(score)) <= 1e-4 * abs(float(score)), name
        ours = numpy.asarray(row.map, dtype=numpy.float32).reshape(row.shape)
        theirs = numpy.load(folder / (name + ".npy"))
        assert ours.shape == theirs.shape, name
        error = numpy.abs(ours - theirs).max() / numpy.abs(theirs).max()
        largest = max(largest, float(error))
        assert error <= TOLERANCE, (name, error)
        assert '"tf-saliency"' in row.record, name
    assert not expected, f"no rows for {sorted(expected)}"
    return largest


def main():
    options = arguments()
    spark = SparkSession.builder.appName("saliency").getOrCreate()
    # As many files as a task shall have, without a shuffle: files count as at least this large.
    spark.conf.set("spark.sql.files.openCostInBytes", "4m")
    spark.conf.set("spark.sql.files.maxPartitionBytes", str((4 << 20) * options.per_task))
    transformer = SaliencyTransformer(modelPath=options.model, method=options.method)
    files = spark.read.format("binaryFile").load(options.pictures).select("path", "content")
    explained = transformer.transform(files).select("path", "saliency.*")

    # The model is loaded and its graph built wherever a task ran.
    workers = int(spark.conf.get("spark.cores.max", "0"))
    while executors(spark.sparkContext) < workers:
        time.sleep(0.1)
    warm = spark.read.format("binaryFile").load(options.pictures).limit(40).repartition(4)
    transformer.transform(warm).select("saliency.score").collect()

    if options.kill:
        killer = threading.Thread(
            target=kill_half_way, args=(spark.sparkContext, options.kill), daemon=True
        )
        killer.start()
    start = time.time()
    explained.write.mode("overwrite").parquet(options.out)
    seconds = time.time() - start
    if options.kill:
        killer.join(1)
        assert not killer.is_alive(), "the job ended before anything was killed"
    written = spark.read.parquet(options.out)
    errors = written.filter("error is not null").count()
    count = written.count()
    print(f"{count} rows, {errors} of them with an error: {seconds:.2f} s", flush=True)
    if options.maps:
        largest = compare(written.toLocalIterator(), options.maps)
        print(f"all maps as in one process, to {largest:.1e} of the largest value", flush=True)
    spark.stop()


if __name__ == "__main__":
    sys.exit(main())
