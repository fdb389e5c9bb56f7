package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A folder of maps with their record, and what {@code verify} says of it. */
final class RecordRun {
  private final CommandRun command;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  RecordRun(Path folder) {
    command = new CommandRun(folder);
  }

  Path random(String name, long... shape) throws IOException {
    return command.random(name, shape);
  }

  void explain(String... options) {
    List<String> all = new ArrayList<>(List.of("explain", "--quiet"));
    all.addAll(List.of(options));
    int exit = command.run(all.toArray(String[]::new));
    assertThat(exit).as(command.err.toString()).isZero();
  }

  Path results() {
    return command.results();
  }

  Path record() {
    return results().resolve("record.json");
  }

  JsonArray entries() throws IOException {
    return JsonParser.parseString(Files.readString(record())).getAsJsonArray();
  }

  /** Changes the first entry. */
  void change(Consumer<JsonObject> change) throws IOException {
    JsonArray entries = entries();
    change.accept(entries.get(0).getAsJsonObject());
    Files.writeString(record(), entries.toString());
  }

  int verify(String... options) {
    return verify(record(), options);
  }

  int verify(Path record, String... options) {
    List<String> all = new ArrayList<>(List.of("verify", record.toString()));
    all.addAll(List.of(options));
    out = new StringWriter();
    err = new StringWriter();
    return TfSaliency.run(
        new PrintWriter(out, true), new PrintWriter(err, true), all.toArray(String[]::new));
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** What the lines of differences begin with. */
  ImmutableList<String> differing() {
    return out()
        .lines()
        .filter(line -> line.contains(" differs"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  /** A copy of a model that may be changed. */
  static Path copy(Path model, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.sorted().toList()) {
        Path place = to.resolve(model.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(place);
        } else {
          Files.copy(file, place);
        }
      }
    }
    return to;
  }
}
