"""Runs jobs on a standalone cluster of this machine: a master, and workers of one core each."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pyspark

HERE = pathlib.Path(__file__).resolve().parent
MODULE = HERE.parents[2]
ROOT = MODULE.parents[1]
SPARK = pathlib.Path(pyspark.__file__).parent

# For jobs that end before the second compiler pays off.
SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"


def environment(threads=1):
    return {
        **os.environ,
        "SPARK_HOME": str(SPARK),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_ENABLE_ONEDNN_OPTS": "1",
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": str(threads),
    }


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Cluster:
    """A master and workers; all of them end with the block."""

    def __init__(self, workers, folder, short=False):
        self.count = workers
        self.java = SHORT if short else ""
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.processes = []

    def __enter__(self):
        port, self.page = free_ports(2)
        self.url = f"spark://127.0.0.1:{port}"
        try:
            self.start("master.Master", "--port", port, "--webui-port", self.page)
            self.wait_for(0)
            self.workers = [
                self.start(
                    "worker.Worker",
                    *("--cores", 1, "--memory", "1200m", "--webui-port", 0),
                    *("--work-dir", self.folder / f"work{i}", self.url),
                )
                for i in range(self.count)
            ]
            self.wait_for(self.count)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, role, *arguments):
        name = f"{role}{len(self.processes)}"
        with open(self.folder / f"{name}.log", "w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [
                    str(SPARK / "bin/spark-class"),
                    f"org.apache.spark.deploy.{role}",
                    "--host",
                    "127.0.0.1",
                    *map(str, arguments),
                ],
                env={**environment(), "SPARK_DAEMON_JAVA_OPTS": self.java},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def wait_for(self, workers):
        for _ in range(300):
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"http://127.0.0.1:{self.page}/json/") as page:
                    if json.load(page)["aliveworkers"] >= workers:
                        return
            time.sleep(0.1)
        raise SystemExit(f"The cluster did not start: {self.folder}")

    def __exit__(self, *failure):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(30)

    def submit(self, jars, *arguments, cores=None, submit=()):
        """Runs a job, and gives what it printed."""
        log = self.folder / "submit.log"
        command = [
            str(SPARK / "bin/spark-submit"),
            *("--master", self.url, "--jars", ",".join(map(str, jars))),
            *("--py-files", MODULE / "src/main/python/tf_saliency_spark.py"),
            *("--driver-memory", "800m", "--executor-memory", "800m"),
            *conf("spark.cores.max", cores or self.count),
            *conf("spark.ui.enabled", "false"),
            *conf("spark.driver.extraJavaOptions", self.java),
            *conf("spark.executor.extraJavaOptions", self.java),
            *conf("spark.sql.shuffle.partitions", 2),
            *conf("spark.driver.host", "127.0.0.1"),
            *conf("spark.sql.warehouse.dir", self.folder / "warehouse"),
            *submit,
            *arguments,
        ]
        with open(log, "w", encoding="utf-8") as errors:
            done = subprocess.run(
                list(map(str, command)),
                env=environment(),
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                timeout=1200,
                check=False,
            )
        if done.returncode:
            raise SystemExit("\n".join([done.stdout, *reasons(log)]))
        return done.stdout


def reasons(log):
    """What a job said when it ended: Python's traceback, or else its last lines."""
    text = log.read_text(encoding="utf-8")
    at = text.rfind("Traceback")
    return (text[at:] if at >= 0 else text).splitlines()[: 60 if at >= 0 else None][-60:]


def conf(key, value):
    return "--conf", f"{key}={value}"


def java(jars, source, *arguments, threads=1):
    done = subprocess.run(
        ["java", "-Xmx800m", "-cp", ":".join(map(str, jars)), str(HERE / source)]
        + list(map(str, arguments)),
        env=environment(threads),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def seconds(text):
    return float(re.search(r"([\d.]+) s$", text, re.MULTILINE).group(1))
