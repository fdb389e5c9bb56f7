package io.github.tfsaliency.cli.common;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import io.github.tfsaliency.message.Shown;

/** JSON as the command line writes it: for people too, and harmless on a terminal. */
public final class Json {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private Json() {}

  /** A document. */
  public static String text(Object value) {
    return Shown.document(GSON.toJson(value));
  }

  /** A part of a document. */
  public static JsonElement tree(Object value) {
    return GSON.toJsonTree(value);
  }
}
