package io.github.tfsaliency.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A message's lines are ours, whatever its values are. */
class MessageTest {
  @Test
  void valuesAreEscapedAndTheTemplateKeepsItsLines() {
    assertThat(Message.of("The node '%s' is %s.\nMaybe %.2f.", "a\nMaybe b", null, 1.5))
        .isEqualTo("The node 'a\\nMaybe b' is null.\nMaybe 1.50.");
  }

  @Test
  void itemsOfListsAndMapsAreEscapedOneByOne() {
    assertThat(Message.of("%s", List.of("a\nb", "c".repeat(1_000))))
        .isEqualTo("[a\\nb, " + "c".repeat(200) + "...]");
    assertThat(Message.of("%s", Map.of("a\n", "b\u202e"))).isEqualTo("{a\\n=b\\u202e}");
    assertThat(Message.of("%s", Message.names(List.of("a\n", "b")))).isEqualTo("a\\n, b");
  }

  @Test
  void ofManyItemsTheFirstAreShown() {
    assertThat(Message.of("%s", Collections.nCopies(10_000, "x")))
        .endsWith("x, x, and 9900 more]")
        .hasSizeLessThan(350);
  }

  @Test
  void partsAreOursAndReasonsAreNot() {
    assertThat(Message.of("%s", Message.part("a\nMaybe b"))).isEqualTo("a\nMaybe b");
    assertThat(Message.of("%s", Message.reason(new IllegalStateException("a\nMaybe b\u001b"))))
        .isEqualTo("a Maybe b\\u001b");
    assertThat(Message.of("%s", new IllegalStateException("a\nb")))
        .isEqualTo("java.lang.IllegalStateException: a b");
  }

  @Test
  void aPathKeepsItsEnd() {
    assertThat(Message.of("%s", Path.of("a".repeat(250), "b\u202e")))
        .isEqualTo("a".repeat(250) + Path.of("/") + "b\\u202e");
  }

  @Test
  void checksThrowTheirMessage() {
    assertThatThrownBy(() -> Checks.checkArgument(false, "Not '%s'.", "a\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Not 'a\\n'.");
    assertThatThrownBy(() -> Checks.checkState(false, "Not '%s'.", "a\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Not 'a\\n'.");
  }

  @Test
  void anExceptionGuardsWhatWasPutTogetherByHand() {
    assertThat(new SaliencyException("The name " + "\u001b[2J".repeat(10_000)))
        .hasMessageStartingWith("The name \\u001b[2J\\u001b[2J")
        .extracting(Throwable::getMessage, org.assertj.core.api.InstanceOfAssertFactories.STRING)
        .hasSizeLessThanOrEqualTo(20_003);
  }
}
