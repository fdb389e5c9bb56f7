package io.github.tfsaliency.cli.verify;

import com.google.common.collect.Sets;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.record.Circumstances;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Possible reasons for different numbers with the same files. */
final class OtherCircumstances {
  private OtherCircumstances() {}

  /** A sentence without its end; empty if nothing is another. */
  static Optional<String> between(Circumstances now, Circumstances recorded) {
    List<String> others = new ArrayList<>();
    for (String name : Sets.union(now.versions().keySet(), recorded.versions().keySet())) {
      add(name, now.versions().get(name), recorded.versions().get(name), others);
    }
    add("the number of threads", now.intraOpThreads(), recorded.intraOpThreads(), others);
    add("oneDNN", text(now.oneDnn()), text(recorded.oneDnn()), others);
    return others.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", others));
  }

  private static void add(
      String what, @Nullable Object now, @Nullable Object recorded, List<String> others) {
    if (!Objects.equals(now, recorded)) {
      others.add(Message.of("%s is %s now, %s in the record", what, now, recorded));
    }
  }

  private static String text(Optional<Boolean> isOn) {
    return isOn.map(on -> on ? "on" : "off").orElse("not chosen");
  }
}
