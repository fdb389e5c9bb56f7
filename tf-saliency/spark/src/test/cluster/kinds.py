"""What columns may hold, and pipelines: small checks on a cluster."""

import sys
import zlib

import numpy
from pyspark.ml import Pipeline, PipelineModel
from pyspark.ml.feature import SQLTransformer
from pyspark.sql import SparkSession
from pyspark.sql.functions import col

from tf_saliency_spark import SaliencyTransformer

COLUMNS = ["map", "shape", "png", "target", "label", "score", "gap", "warnings", "record", "error"]


def main(root, pictures, folder):
    spark = SparkSession.builder.appName("kinds").getOrCreate()
    model = root + "/savedmodels/garments"
    files = spark.read.format("binaryFile").load(pictures + "/000*").select("path", "content")

    explain = SaliencyTransformer(modelPath=model, method="integrated-gradients:steps=4", memory=64)
    pipeline = Pipeline(
        stages=[SQLTransformer(statement="SELECT path, content AS c FROM __THIS__"), explain]
    )
    explain.setInputCol("c").setOutputCol("why")
    pipeline.write().overwrite().save(folder + "/pipeline")
    fitted = Pipeline.load(folder + "/pipeline").fit(files)
    fitted.write().overwrite().save(folder + "/model")
    loaded = PipelineModel.load(folder + "/model")
    stage = loaded.stages[1]
    assert isinstance(stage, SaliencyTransformer)
    assert stage.getOrDefault(stage.memory) == 64
    assert stage.getOrDefault(stage.method) == "integrated-gradients:steps=4"
    out = loaded.transform(files)
    assert out.schema["why"].dataType.names == COLUMNS
    rows = out.collect()
    assert len(rows) == 10, len(rows)
    for row in rows:
        assert row.why.error is None, row.why.error
        assert row.why.shape == [32, 32, 3] and len(row.why.map) == 3072 and row.why.png is None
        assert row.why.label and row.why.gap is not None and row.why.warnings is not None

    single = SaliencyTransformer.load(save(explain, folder + "/single"))
    assert single.uid == explain.uid and single.getOrDefault(single.outputCol) == "why"

    images = spark.read.format("image").load(pictures + "/000*.png")
    png = SaliencyTransformer(modelPath=model, inputCol="image", format="png")
    of_images = png.transform(images).select(col("image.origin").alias("path"), "saliency.*")
    of_files = SaliencyTransformer(modelPath=model).transform(files).select("path", "saliency.*")
    scores = {name(row): row.score for row in of_files.collect()}
    for row in of_images.collect():
        assert row.error is None and row.map is None, row.error
        assert bytes(row.png).startswith(b"\x89PNG"), row.path
        # A PNG has the same pixels whoever decodes it.
        assert abs(row.score - scores[name(row)]) < 1e-5 * abs(row.score), row.path

    values = numpy.random.default_rng(zlib.crc32(b"arrays")).random((32, 32, 3), dtype="f4")
    broken = numpy.full((32, 32, 3), numpy.nan)
    flat = [(v,) for v in (values.ravel().tolist(), [1.0] * 7, broken.ravel().tolist(), None)]
    nested = [(values.tolist(),)]
    arrays = SaliencyTransformer(modelPath=model, inputCol="x", target="3")
    got = arrays.transform(spark.createDataFrame(flat, "x array<float>")).select("saliency.*")
    got = got.collect()
    deep = arrays.transform(spark.createDataFrame(nested, "x array<array<array<double>>>"))
    deep = deep.select("saliency.*").head()
    assert [row.error is None for row in got] == [True, False, False, False]
    assert got[0].target == 3 and got[0].map == deep.map and got[0].score == deep.score

    for wrong in (
        {"modelPath": model, "format": "gif"},
        {"modelPath": model, "method": "gradientt"},
        {"modelPath": model, "inputCol": "path"},
        {"method": "gradient"},
    ):
        try:
            SaliencyTransformer(**wrong).transform(files)
        except Exception as error:  # Of Java, whose class PySpark decides.
            assert "Maybe" in str(error), error
        else:
            raise AssertionError(wrong)
    print(f"{len(rows)} files, {len(scores)} images and arrays")
    spark.stop()


def name(row):
    return row.path.rsplit("/", 1)[1]


def save(transformer, folder):
    transformer.write().overwrite().save(folder)
    return folder


if __name__ == "__main__":
    main(*sys.argv[1:])
