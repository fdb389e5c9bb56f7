package io.github.tfsaliency.server.protocol;

import com.google.common.collect.ImmutableList;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.spec.MethodSpecs;
import io.github.tfsaliency.spec.TargetSpecs;
import java.io.IOException;
import java.util.Optional;

/**
 * Which method and which targets a request chooses.
 *
 * @param method empty for the server's own
 * @param targets one for all instances, or one for each
 */
public record Choices(Optional<AttributionMethod> method, ImmutableList<Target> targets) {
  private static final int MOST_CHARACTERS = 10_000;

  /** The server's method, and the top class. */
  public static final Choices NONE = new Choices(Optional.empty(), ImmutableList.of(Target.top()));

  /** The same with another method. */
  public Choices withMethod(AttributionMethod other) {
    return new Choices(Optional.of(other), targets);
  }

  /** The same with other targets. */
  public Choices withTargets(ImmutableList<Target> others) {
    return new Choices(method, others);
  }

  /**
   * Reads a method.
   *
   * @throws Refusal if there is none such, or the text may name a file
   */
  public static AttributionMethod method(JsonReader json) throws IOException {
    String text = RequestJson.text(json);
    requireShort(text);
    if (MethodSpecs.mayNameFile(text)) {
      throw Refusal.badRequest(
          "The method '%s' names a file, which a request may not.\nMaybe start the server with"
              + " --method, and leave 'method' out.",
          text);
    }
    try {
      return MethodSpecs.parse(text);
    } catch (SaliencyException | IllegalArgumentException e) {
      throw Refusal.because(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads a target, or a list of them. */
  public static ImmutableList<Target> targets(JsonReader json) throws IOException {
    if (json.peek() != JsonToken.BEGIN_ARRAY) {
      return ImmutableList.of(target(json));
    }
    ImmutableList.Builder<Target> all = ImmutableList.builder();
    json.beginArray();
    while (json.hasNext()) {
      all.add(target(json));
    }
    json.endArray();
    return all.build();
  }

  private static Target target(JsonReader json) throws IOException {
    String text =
        json.peek() == JsonToken.NUMBER
            ? Long.toString(RequestJson.whole(json))
            : RequestJson.text(json);
    requireShort(text);
    if (TargetSpecs.namesFile(text)) {
      throw Refusal.badRequest(
          "The target '%s' names a file, which a request may not.\n"
              + "Maybe an index, a label, or pixel:row=R,column=C,class=K.",
          text);
    }
    try {
      return TargetSpecs.parse(text);
    } catch (SaliencyException | IllegalArgumentException e) {
      throw Refusal.because(Refusal.BAD_REQUEST, String.valueOf(e.getMessage()), e);
    }
  }

  private static void requireShort(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw Refusal.badRequest("The text %s is longer than %s characters.", text, MOST_CHARACTERS);
    }
  }

  /**
   * The target of each instance.
   *
   * @throws Refusal if there are neither as many targets as instances nor one
   */
  public ImmutableList<Target> targetsOf(int instances) {
    if (targets.size() == 1) {
      return targets.get(0).ofSamples(instances);
    }
    if (targets.size() != instances) {
      throw Refusal.badRequest(
          "There are %s targets for %s instances.\nMaybe give one for all, or one for each.",
          targets.size(), instances);
    }
    return targets;
  }
}
