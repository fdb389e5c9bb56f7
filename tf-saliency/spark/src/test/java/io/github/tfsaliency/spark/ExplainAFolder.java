package io.github.tfsaliency.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The code that docs/spark.md shows; the test on a cluster runs it. */
public final class ExplainAFolder {
  private ExplainAFolder() {}

  /** Folder of a SavedModel, pictures, and where the maps go. */
  public static void main(String[] args) {
    SparkSession spark = SparkSession.builder().appName("explain").getOrCreate();
    explain(spark, args[0], args[1], args[2]);
    spark.stop();
  }

  static void explain(SparkSession spark, String model, String pictures, String results) {
    // tag::explain[]
    SaliencyTransformer transformer =
        new SaliencyTransformer()
            .setModelPath(model)
            .setMethod("lrp:composite=epsilon-plus")
            .setOutputCol("saliency");

    Dataset<Row> files = spark.read().format("binaryFile").load(pictures);
    Dataset<Row> explained =
        transformer.transform(files.select("path", "content")).select("path", "saliency.*");

    explained.write().parquet(results);
    spark.read().parquet(results).filter("error is not null").select("path", "error").show(false);
    // end::explain[]
  }
}
