package io.github.tfsaliency.examples.chapter;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.examples.part.Part;
import io.github.tfsaliency.examples.part.PartFolder;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;

/** The results of a report's parts. */
public final class Finished {
  private final IdentityHashMap<Part<?>, Object> results = new IdentityHashMap<>();

  /** Nothing yet. */
  public Finished() {}

  /**
   * Finishes parts, or reads what was kept.
   *
   * @param parts which; those that are finished already are left out
   * @param folder keeps them
   * @param beforeEachStep is told what comes next
   */
  public void finish(
      List<? extends Part<?>> parts, PartFolder folder, Consumer<String> beforeEachStep) {
    for (Part<?> part : parts) {
      if (!results.containsKey(part)) {
        results.put(part, folder.finish(part, beforeEachStep));
      }
    }
  }

  /**
   * The result of a part.
   *
   * @param part one that is finished
   * @param <R> its result
   * @return what it gave
   */
  public <R> R of(Part<R> part) {
    return part.result()
        .cast(
            requireNonNull(
                results.get(part), () -> "The part '" + part.name() + "' is not finished."));
  }

  /**
   * The results of parts.
   *
   * @param parts that are finished
   * @param <R> their result
   * @return in their order
   */
  public <R> ImmutableList<R> all(List<? extends Part<R>> parts) {
    return parts.stream().map(this::of).collect(toImmutableList());
  }
}
