package io.github.tfsaliency.examples.part;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.message.Message;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps each finished part in a file of its own, which appears whole or not at all: a line that
 * says what it is and a line with the result, both JSON. A kept part counts only if it was made
 * under the same circumstances and settings and its checksum fits.
 */
public final class PartFolder {
  private static final Gson GSON =
      new GsonBuilder().serializeSpecialFloatingPointValues().disableHtmlEscaping().create();
  private static final int LINES = 2;

  private final Path folder;
  private final JsonElement circumstances;

  /**
   * Uses a folder.
   *
   * @param folder created when there is something to keep
   * @param circumstances what all results depend on, such as checksums of the program and the
   *     models
   */
  public PartFolder(Path folder, Object circumstances) {
    this.folder = folder;
    this.circumstances = GSON.toJsonTree(circumstances);
  }

  /**
   * The result of a part: kept, or worked for now and then kept.
   *
   * @param part which
   * @param beforeEachStep is told what comes next, as many times as the part has steps
   * @param <R> its result
   * @return as it was read from its file, so that a run that was interrupted ends with the same
   *     figures as one that was not
   * @throws SaliencyException if it cannot be read or kept
   */
  public <R> R finish(Part<R> part, Consumer<String> beforeEachStep) {
    Optional<R> kept = kept(part);
    if (kept.isEmpty()) {
      return keep(part, part.run(beforeEachStep));
    }
    for (int i = 0; i < part.steps(); i++) {
      beforeEachStep.accept(part.name() + " (kept)");
    }
    return kept.get();
  }

  private <R> Optional<R> kept(Part<R> part) {
    Path file = file(part);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      List<String> lines = Splitter.on('\n').splitToList(Files.readString(file));
      return lines.size() == LINES && lines.get(0).equals(header(part, lines.get(1)))
          ? Optional.of(GSON.fromJson(lines.get(1), part.result()))
          : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The finished part '%s' cannot be read: %s.", file, e), e);
    }
  }

  private <R> R keep(Part<R> part, R result) {
    String json = GSON.toJson(result);
    Path file = file(part);
    try {
      Files.createDirectories(folder);
      Path unfinished = folder.resolve("." + part.name() + ".unfinished");
      Files.writeString(unfinished, header(part, json) + "\n" + json);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new SaliencyException(
          Message.of("The finished part '%s' cannot be kept: %s.", file, e), e);
    }
    return GSON.fromJson(json, part.result());
  }

  private Path file(Part<?> part) {
    return folder.resolve(part.name() + ".json");
  }

  private String header(Part<?> part, String result) {
    JsonObject header = new JsonObject();
    header.addProperty("part", part.name());
    header.add("circumstances", circumstances);
    header.add("settings", GSON.toJsonTree(part.settings()));
    header.addProperty("sha256", Hashing.sha256().hashString(result, UTF_8).toString());
    return GSON.toJson(header);
  }
}
