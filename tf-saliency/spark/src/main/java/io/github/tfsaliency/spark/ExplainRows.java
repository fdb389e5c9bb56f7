package io.github.tfsaliency.spark;

import com.google.common.collect.Iterators;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.SharedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Explains the rows of a task.
 *
 * @param settings the model, the method and the target
 * @param input the explained column
 */
record ExplainRows(Settings settings, InputColumn input)
    implements MapPartitionsFunction<Row, Row> {
  @Override
  @SuppressWarnings("MustBeClosedChecker") // When the task ends, after its last row.
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    TaskContext task = TaskContext.get();
    SharedModel shared = SharedModels.borrow(folder(settings.modelPath()));
    TaskCompletionListener closing = ended -> shared.close();
    var unused = task.addTaskCompletionListener(closing);
    Model model = shared.model();
    Explainer explainer =
        new Explainer(
            model,
            settings.saliency(model).cancelWhen(task::isInterrupted),
            () -> SharedModels.recorder(model),
            settings.format());
    return Iterators.transform(
        explainer.explain(rows, row -> input.read(row, model)),
        explained -> ResultColumn.addTo(explained.row(), explained.result()));
  }

  /** A relative path may also be that of something which Spark brought to the worker. */
  private static Path folder(String modelPath) {
    Path named = Path.of(modelPath);
    if (named.isAbsolute() || Files.exists(named)) {
      return named;
    }
    Path brought = Path.of(SparkFiles.getRootDirectory()).resolve(named);
    return Files.exists(brought) ? brought : named;
  }
}
