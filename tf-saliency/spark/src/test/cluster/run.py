"""What cluster.sh runs with each version of Spark."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import pyspark

from cluster import HERE, MODULE, ROOT, SPARK, Cluster, java, seconds

PICTURES = 400
BROKEN = 6


def main():
    jars = sys.argv[1:3]
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        print(f"Spark {pyspark.__version__}", flush=True)
        pictures = folder / "pictures"
        java(jars, "MakePictures.java", ROOT / "examples/photos", pictures, PICTURES, BROKEN)
        if "--figures" in sys.argv:
            figures(jars, pictures, folder)
        else:
            check(jars, pictures, folder)
    finally:
        shutil.rmtree(folder)


def say(what, text, since):
    print(f"| {what} | {'; '.join(text.strip().splitlines())} | {time.time() - since:.0f} s |", flush=True)


def check(jars, pictures, folder):
    model = ROOT / "savedmodels/garments"
    maps = folder / "maps"
    start = time.time()
    say("one process", java(jars, "PlainMaps.java", model, "gradient", pictures, maps), start)
    with Cluster(2, folder / "cluster") as cluster:
        start = time.time()
        classes = folder / "classes"
        source = MODULE / "src/test/java/io/github/tfsaliency/spark/ExplainAFolder.java"
        subprocess.run(
            ["javac", "-nowarn", "-cp", f"{jars[0]}:{SPARK}/jars/*", "-d", classes, source],
            check=True,
        )
        subprocess.run(
            ["jar", "cf", folder / "example.jar", "-C", classes, "."], check=True
        )
        say(
            "the example in Java",
            cluster.submit(
                jars,
                folder / "example.jar",
                *(ROOT / "savedmodels/garments", pictures / "000*", folder / "explained"),
                submit=("--class", "io.github.tfsaliency.spark.ExplainAFolder"),
            ),
            start,
        )
        start = time.time()
        say(
            "pipelines, images, arrays",
            cluster.submit(jars, HERE / "kinds.py", ROOT, pictures, folder / "saved"),
            start,
        )
        start = time.time()
        say(
            "two workers, one killed",
            cluster.submit(
                jars,
                *(HERE / "job.py", model, "gradient", pictures),
                *("--out", folder / "out", "--maps", maps, "--per-task", 10),
                *("--kill", cluster.workers[0].pid),
            ),
            start,
        )


def figures(jars, pictures, folder):
    model = ROOT / "savedmodels/efficientnet-lite0"
    maps = folder / "maps"
    print("| | seconds | pictures a second |\n|---|---|---|", flush=True)

    def row(what, text):
        print(f"| {what} | {seconds(text):.1f} | {PICTURES / seconds(text):.1f} |", flush=True)

    for threads in 1, 2:
        row(
            f"one process without Spark, {threads} thread(s)",
            java(jars, "PlainMaps.java", model, "gradient", pictures, threads=threads),
        )
    java(jars, "PlainMaps.java", model, "gradient", pictures, maps)
    for workers in 1, 2:
        with Cluster(workers, folder / f"cluster{workers}") as cluster:
            text = cluster.submit(
                jars,
                *(HERE / "job.py", model, "gradient", pictures),
                *("--out", folder / "out"),
                *(("--maps", maps) if workers == 2 else ()),
            )
            row(f"{workers} worker(s) of one core", text)
    with Cluster(2, folder / "killed") as cluster:
        killed = cluster.submit(
            jars,
            *(HERE / "job.py", model, "gradient", pictures),
            *("--out", folder / "out", "--maps", maps, "--kill", cluster.workers[0].pid),
        )
        row("2 workers, one killed half way", killed)
    print(text, killed, sep="\n", flush=True)


if __name__ == "__main__":
    main()
