"""What cluster.sh runs with each version of Spark."""

import pathlib
import shutil
import subprocess
import sys
import time

import pyspark

from cluster import HERE, MODULE, ROOT, SPARK, Cluster, java, seconds

PICTURES = 400
BROKEN = 6
METHOD = "gradient"


def main():
    jars = sys.argv[1:3]
    folder = pathlib.Path(sys.argv[3])
    pictures = folder / "pictures"
    if not pictures.exists():
        java(jars, "MakePictures.java", ROOT / "examples/photos", pictures, PICTURES, BROKEN)
    work = folder / pyspark.__version__
    work.mkdir()
    if "--figures" in sys.argv:
        small = "--garments" in sys.argv
        figures(jars, pictures, work, "garments" if small else "efficientnet-lite0")
    else:
        check(jars, pictures, work)
    shutil.rmtree(work)


def say(what, text, since):
    lines = "; ".join(text.strip().splitlines())
    print(
        f"| Spark {pyspark.__version__} | {what} | {lines} | {time.time() - since:.0f} s |",
        flush=True,
    )


def check(jars, pictures, folder):
    model = ROOT / "savedmodels/garments"
    maps = folder.parent / "maps"
    start = time.time()
    if not maps.exists():
        text = java(jars, "PlainMaps.java", model, METHOD, pictures, maps)
        say("one process without it", text, start)
    # The jars lie on this machine, so they need not be sent to the workers.
    jars = [f"local:{jar}" for jar in jars]
    with Cluster(2, folder / "cluster", short=True) as cluster:
        start = time.time()
        text = cluster.submit(
            jars,
            *(HERE / "job.py", model, METHOD, pictures),
            *("--out", folder / "out", "--maps", maps, "--per-task", 10),
            *("--kill", cluster.workers[0].pid),
        )
        say("two workers, one killed", text, start)
        # The same jar on both; what is the same of both is tried with one of them.
        if "--all" in sys.argv or pyspark.__version__ >= "4":
            start = time.time()
            text = cluster.submit(
                jars, HERE / "kinds.py", ROOT, pictures, folder / "saved", cores=1
            )
            say("pipelines, images, arrays", text, start)
            start = time.time()
            text = example(cluster, jars, pictures, folder)
            say("the example in Java", text, start)


def example(cluster, jars, pictures, folder):
    classes = folder / "classes"
    source = MODULE / "src/test/java/io/github/tfsaliency/spark/ExplainAFolder.java"
    subprocess.run(
        ["javac", "-nowarn", "-cp", f"{jars[0].removeprefix('local:')}:{SPARK}/jars/*", "-d", classes, source], check=True
    )
    subprocess.run(["jar", "cf", folder / "example.jar", "-C", classes, "."], check=True)
    text = cluster.submit(
        jars,
        folder / "example.jar",
        *(ROOT / "savedmodels/garments", pictures / "001*", folder / "explained"),
        cores=1,
        submit=("--class", "io.github.tfsaliency.spark.ExplainAFolder"),
    )
    assert "0013-broken.jpg" in text and text.count("file:") == 1, text
    return "10 pictures, 1 error"


def figures(jars, pictures, folder, name):
    model = ROOT / "savedmodels" / name
    maps = folder / "maps"
    print("| | seconds | pictures a second |\n|---|---|---|", flush=True)

    def row(what, text):
        print(f"| {what} | {seconds(text):.1f} | {PICTURES / seconds(text):.1f} |", flush=True)

    for threads in 1, 2:
        row(
            f"one process without Spark, {threads} thread(s)",
            java(jars, "PlainMaps.java", model, METHOD, pictures, threads=threads),
        )
    java(jars, "PlainMaps.java", model, METHOD, pictures, maps)
    for workers in 1, 2:
        with Cluster(workers, folder / f"cluster{workers}") as cluster:
            text = cluster.submit(
                jars,
                *(HERE / "job.py", model, METHOD, pictures),
                *("--out", folder / "out"),
                *(("--maps", maps) if workers == 2 else ()),
            )
            row(f"{workers} worker(s) of one core", text)
    with Cluster(2, folder / "killed") as cluster:
        killed = cluster.submit(
            jars,
            *(HERE / "job.py", model, METHOD, pictures),
            *("--out", folder / "out", "--maps", maps, "--kill", cluster.workers[0].pid),
        )
        row("2 workers, one killed half way", killed)
    print(text, killed, sep="\n", flush=True)


if __name__ == "__main__":
    main()
