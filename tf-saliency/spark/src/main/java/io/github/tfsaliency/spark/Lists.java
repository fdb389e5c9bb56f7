package io.github.tfsaliency.spark;

import io.github.tfsaliency.message.Message;
import java.util.List;
import org.apache.spark.sql.RowFactory;

/** Spark's sequences, whose class is another one in each version of Scala, as Java's lists. */
final class Lists {
  private Lists() {}

  static List<?> of(Object sequence) {
    if (sequence instanceof List<?> list) {
      return list;
    }
    if (sequence instanceof scala.collection.Seq<?>) {
      // A row is what turns them around alike in all versions.
      return RowFactory.create(sequence).getList(0);
    }
    throw new IllegalArgumentException(
        Message.of("A value of the array is a %s, not a number.", sequence.getClass().getName()));
  }
}
