package io.github.tfsaliency.spark;

import io.github.tfsaliency.message.Checks;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The column that is added. */
final class ResultColumn {
  private static final StructType TYPE =
      new StructType()
          .add("map", DataTypes.createArrayType(DataTypes.FloatType, false))
          .add("shape", DataTypes.createArrayType(DataTypes.IntegerType, false))
          .add("png", DataTypes.BinaryType)
          .add("target", DataTypes.LongType)
          .add("label", DataTypes.StringType)
          .add("score", DataTypes.DoubleType)
          .add("gap", DataTypes.DoubleType)
          .add("warnings", DataTypes.createArrayType(DataTypes.StringType, false))
          .add("record", DataTypes.StringType)
          .add("error", DataTypes.StringType);

  private ResultColumn() {}

  /**
   * Adds the column.
   *
   * @throws IllegalArgumentException if there is one of that name
   */
  static StructType addTo(StructType schema, String name) {
    Checks.checkArgument(
        !Arrays.asList(schema.fieldNames()).contains(name),
        "There is a column '%s' already.\nMaybe set another outputCol.",
        name);
    StructField[] fields = Arrays.copyOf(schema.fields(), schema.size() + 1);
    fields[schema.size()] = DataTypes.createStructField(name, TYPE, false);
    return DataTypes.createStructType(fields);
  }

  static Row addTo(Row row, Result result) {
    Object[] values = new Object[row.size() + 1];
    for (int i = 0; i < row.size(); i++) {
      values[i] = row.get(i);
    }
    values[row.size()] =
        RowFactory.create(
            result.map(),
            result.shape(),
            result.png(),
            result.target(),
            result.label(),
            result.score(),
            result.gap(),
            result.warnings() == null ? null : result.warnings().toArray(String[]::new),
            result.record(),
            result.error());
    return RowFactory.create(values);
  }
}
