package io.github.tfsaliency.cli;

import io.github.tfsaliency.file.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** A command that writes into a folder, and the files around it. */
final class CommandRun {
  static final String MODELS = "../core/src/test/resources/models/";
  static final String EFFICIENTNET = "../../savedmodels/efficientnet-lite0";

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  private final Path folder;

  CommandRun(Path folder) {
    this.folder = folder;
  }

  int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--out", results().toString()));
    return TfSaliency.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  Path results() {
    return folder.resolve("results");
  }

  List<CSVRecord> csv(String name) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(results().resolve(name))) {
      return format.parse(reader).getRecords();
    }
  }

  String text(String name) throws IOException {
    return Files.readString(results().resolve(name));
  }

  Path random(String name, long... shape) throws IOException {
    FloatNdArray values = NdArrays.ofFloats(Shape.of(shape));
    Random random = new Random(name.hashCode());
    values.scalars().forEach(value -> value.setFloat(random.nextFloat() * 2 - 1));
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Npy.write(file, values);
    return file;
  }
}
