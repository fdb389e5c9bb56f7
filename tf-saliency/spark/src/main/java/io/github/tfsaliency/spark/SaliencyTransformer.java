package io.github.tfsaliency.spark;

import io.github.tfsaliency.message.Checks;
import java.util.UUID;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Explains a model's decision for each row. It adds a column with the map, the target, its score
 * and a record of the explanation. For a row that cannot be explained the column has the error.
 *
 * <p>A process has one copy of the model, and all its tasks share it. The model computes the rows
 * of a partition together, as many as {@link #memory()} allows, while the next stage requests them.
 *
 * <p>Mutable, like all classes of {@code spark.ml}: the setters change the transformer and return
 * it.
 *
 * @since 0.1.0
 */
public final class SaliencyTransformer extends Transformer implements DefaultParamsWritable {
  private static final long serialVersionUID = 1;

  private final String uid;
  private final Param<String> modelPath;
  private final Param<String> method;
  private final Param<String> target;
  private final Param<String> inputCol;
  private final Param<String> outputCol;
  private final Param<String> format;
  private final LongParam memory;

  /** A transformer with a new name. */
  public SaliencyTransformer() {
    this("saliency_" + UUID.randomUUID().toString().replace("-", "").substring(20));
  }

  /**
   * A transformer with a given name; Spark uses it for copies.
   *
   * @param uid the name
   */
  public SaliencyTransformer(String uid) {
    this.uid = uid;
    modelPath = text("modelPath", "the folder of the SavedModel, on every worker");
    method = text("method", "the method as on the command line: name or name:key=value,...");
    target = text("target", "the target, as on the command line");
    inputCol = text("inputCol", "the column with files, images or arrays of numbers");
    outputCol = text("outputCol", "the added column");
    format = text("format", "the form of the map: map, its values, or png, a picture");
    memory =
        new LongParam(
            uid,
            "memory",
            "how much memory the values of the rows in the model may take, in MiB; 0 for an eighth"
                + " of the machine's, at most 512");
    defaults();
  }

  private Param<String> text(String name, String doc) {
    return new Param<>(uid, name, doc);
  }

  private void defaults() {
    var unused = setDefault(method, "gradient");
    unused = setDefault(target, "top");
    unused = setDefault(inputCol, "content");
    unused = setDefault(outputCol, "saliency");
    unused = setDefault(format, Format.MAP.toString());
    unused = setDefault(memory, 0L);
  }

  /**
   * A reader of saved transformers.
   *
   * @return the reader
   */
  public static MLReader<SaliencyTransformer> read() {
    return new DefaultParamsReader<>();
  }

  /**
   * Reads a saved transformer.
   *
   * @param path the saved transformer's path
   * @return the transformer
   */
  public static SaliencyTransformer load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * The folder of the SavedModel. It must exist on every worker. A relative path starts at the
   * worker's working directory, where Spark puts archives ({@code --archives}).
   *
   * @return the parameter, without a default
   */
  public Param<String> modelPath() {
    return modelPath;
  }

  /**
   * The method in its text form, as on the command line, for example {@code
   * lrp:composite=epsilon-plus}.
   *
   * @return the parameter, {@code gradient} by default
   */
  public Param<String> method() {
    return method;
  }

  /**
   * The target in its text form, as on the command line: {@code top}, an index, a label, ...
   *
   * @return the parameter, {@code top} by default
   */
  public Param<String> target() {
    return target;
  }

  /**
   * The explained column. Its type decides its content. {@code binary} is the content of picture
   * files. The struct of Spark's data source {@code image} is a decoded picture. Arrays of numbers
   * are a sample in the model's own units, nested like the model's input {@code [...]}, or in one
   * array in row-major order.
   *
   * @return the parameter, {@code content} by default
   */
  public Param<String> inputCol() {
    return inputCol;
  }

  /**
   * The added column.
   *
   * @return the parameter, {@code saliency} by default
   */
  public Param<String> outputCol() {
    return outputCol;
  }

  /**
   * The form of the map: {@code map}, the values, or {@code png}, a picture of them.
   *
   * @return the parameter, {@code map} by default
   */
  public Param<String> format() {
    return format;
  }

  /**
   * The memory for the values of rows in the model, in MiB, in each task. It limits how many rows
   * are computed together.
   *
   * @return the parameter; 0 by default, which means an eighth of the machine's memory, at most 512
   *     MiB
   */
  public LongParam memory() {
    return memory;
  }

  /**
   * Sets {@link #modelPath()}.
   *
   * @param value the folder
   * @return this
   */
  public SaliencyTransformer setModelPath(String value) {
    return with(modelPath, value);
  }

  /**
   * Sets {@link #method()}.
   *
   * @param value the method
   * @return this
   */
  public SaliencyTransformer setMethod(String value) {
    return with(method, value);
  }

  /**
   * Sets {@link #target()}.
   *
   * @param value the target
   * @return this
   */
  public SaliencyTransformer setTarget(String value) {
    return with(target, value);
  }

  /**
   * Sets {@link #inputCol()}.
   *
   * @param value the column
   * @return this
   */
  public SaliencyTransformer setInputCol(String value) {
    return with(inputCol, value);
  }

  /**
   * Sets {@link #outputCol()}.
   *
   * @param value the column
   * @return this
   */
  public SaliencyTransformer setOutputCol(String value) {
    return with(outputCol, value);
  }

  /**
   * Sets {@link #format()}.
   *
   * @param value {@code map} or {@code png}
   * @return this
   */
  public SaliencyTransformer setFormat(String value) {
    return with(format, value);
  }

  /**
   * Sets {@link #memory()}.
   *
   * @param mebibytes in MiB
   * @return this
   */
  public SaliencyTransformer setMemory(long mebibytes) {
    return with(memory, mebibytes);
  }

  private <T> SaliencyTransformer with(Param<T> param, T value) {
    var unused = set(param, value);
    return this;
  }

  /**
   * Adds the column.
   *
   * @param dataset a data set with the input column; not of Spark Connect
   * @return its rows, each with an explanation, computed on demand; a model that cannot be loaded
   *     ends the job
   * @throws IllegalArgumentException if a parameter is wrong, the input column is missing or has
   *     another type, or the output column already exists
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    Dataset<Row> rows = dataset.toDF();
    StructType schema = rows.schema();
    return rows.mapPartitions(
        new ExplainRows(settings(), InputColumn.of(schema, getOrDefault(inputCol))),
        Encoders.row(transformSchema(schema)));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    settings().check();
    var unused = InputColumn.of(schema, getOrDefault(inputCol));
    return ResultColumn.addTo(schema, getOrDefault(outputCol));
  }

  private Settings settings() {
    Checks.checkArgument(
        isDefined(modelPath),
        "The transformer %s has no model.\nMaybe call setModelPath(folder of a SavedModel).",
        uid);
    return new Settings(
        getOrDefault(modelPath),
        getOrDefault(method),
        getOrDefault(target),
        Format.of(getOrDefault(format)),
        (Long) getOrDefault(memory));
  }

  @Override
  public SaliencyTransformer copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
