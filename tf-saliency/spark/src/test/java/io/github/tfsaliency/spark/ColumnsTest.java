package io.github.tfsaliency.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The column that is explained, and the one that is added. */
class ColumnsTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("content", DataTypes.BinaryType)
          .add("flat", DataTypes.createArrayType(DataTypes.FloatType))
          .add("nested", DataTypes.createArrayType(DataTypes.createArrayType(DataTypes.DoubleType)))
          .add("words", DataTypes.createArrayType(DataTypes.StringType))
          .add("pair", new StructType().add("data", DataTypes.BinaryType))
          .add(
              "image",
              new StructType()
                  .add("origin", DataTypes.StringType)
                  .add("height", DataTypes.IntegerType)
                  .add("width", DataTypes.IntegerType)
                  .add("nChannels", DataTypes.IntegerType)
                  .add("mode", DataTypes.IntegerType)
                  .add("data", DataTypes.BinaryType));

  @ParameterizedTest
  @CsvSource({"content, FILE", "image, IMAGE", "flat, NUMBERS", "nested, NUMBERS"})
  void theTypeOfAColumnSaysWhatItHolds(String name, InputColumn.Kind kind) {
    assertThat(InputColumn.of(SCHEMA, name).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({"path, string", "words, array<string>", "pair, struct<data:binary>"})
  void anotherColumnIsRefusedByItsType(String name, String type) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputColumn.of(SCHEMA, name))
        .withMessageContaining("'" + name + "'")
        .withMessageContaining(type);
  }

  @Test
  void aColumnNobodyKnowsIsRefusedByName() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> InputColumn.of(SCHEMA, "picture"))
        .withMessageContaining("'picture'")
        .withMessageContaining("content");
  }

  @Test
  void theAddedColumnComesLastWithItsTenFields() {
    StructType schema = ResultColumn.addTo(SCHEMA, "why");

    assertThat(schema.fieldNames()).endsWith("image", "why");
    assertThat(schema.apply("why").dataType().catalogString())
        .isEqualTo(
            "struct<map:array<float>,shape:array<int>,png:binary,target:bigint,label:string,"
                + "score:double,gap:double,warnings:array<string>,record:string,error:string>");
  }

  @Test
  void aColumnIsNotReplaced() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ResultColumn.addTo(SCHEMA, "path"))
        .withMessageContaining("outputCol");
  }
}
