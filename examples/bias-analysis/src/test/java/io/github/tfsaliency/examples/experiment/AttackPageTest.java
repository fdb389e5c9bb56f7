package io.github.tfsaliency.examples.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.cli.report.MeanInterval;
import io.github.tfsaliency.cli.report.Page;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttackPageTest {
  private static AttackResult attack(AttackGoal goal, boolean reached) {
    AttackResult.Similarity similarity = new AttackResult.Similarity(0.5, 0.4);
    return new AttackResult(
        "cup.png",
        goal,
        reached,
        2,
        4,
        2,
        1.5,
        new AttackResult.ClassLogits(504, "coffee mug", 9, 7),
        new AttackResult.ClassLogits(967, "espresso", 8, 7.5),
        "(pixel - 127) / 128",
        "data:clean",
        "data:attacked",
        "data:change",
        List.of(
            new AttackResult.MethodSimilarities("Gradient", similarity, similarity, similarity)),
        List.of(new AttackResult.Maps("Gradient", "data:1", "data:2", "data:3", "data:4")));
  }

  private static String attackPage(AttackResult... results) {
    return Page.render("attack.jte", AttackPage.of(List.of(results), 1));
  }

  @Test
  void thePageOfAttacksShowsMapsOfBothClasses() {
    assertThat(attackPage(attack(AttackGoal.SECOND, true), attack(AttackGoal.SECOND, false)))
        .contains("1 of 2 attacks reached their class")
        .contains("coffee mug\" becomes \"espresso\"")
        .contains("src=\"data:1\"", "src=\"data:4\"")
        .doesNotContain("the least likely class");
  }

  @Test
  void anAttackThatDidNotReachItsClassIsListedOnly() {
    assertThat(attackPage(attack(AttackGoal.LEAST_LIKELY, false)))
        .contains("0 of 1 attacks reached their class.", "<td>no</td>")
        .doesNotContain("data:1");
  }

  private static String finding(double attackedNew, double attackedOld, double cleanNew) {
    MeanInterval unused = of(Double.NaN);
    return new AttackPage.Row(
            "Gradient", of(attackedNew), of(attackedOld), of(cleanNew), unused, unused, unused)
        .finding();
  }

  private static MeanInterval of(double mean) {
    return new MeanInterval(mean, mean, mean, 2, 0);
  }

  @Test
  void whatMovesAMapIsReadOffTheFigures() {
    assertThat(finding(0.95, 0.95, 0.95)).startsWith("the order of the pixels hardly changes");
    assertThat(finding(0.3, 0.95, 0.3)).startsWith("the map moves with the class; the pixels");
    assertThat(finding(0.3, 0.5, 0.95)).startsWith("the map moves with the pixels; the class");
    assertThat(finding(0.3, 0.3, 0.4)).startsWith("the map moves about as much for the old class");
    assertThat(finding(0.3, 0.6, 0.4)).endsWith("with the class more than with the pixels");
    assertThat(finding(0.3, 0.4, 0.6)).endsWith("with the pixels more than with the class");
    assertThat(finding(0.3, 0.6, 0.6)).endsWith("about as much as with the pixels");
    assertThat(finding(Double.NaN, 0.4, 0.6)).contains("nothing can be said");
  }

  @Test
  void allGoalsHaveTheirGroup() {
    assertThat(
            AttackPage.of(
                    ImmutableList.of(
                        attack(AttackGoal.LEAST_LIKELY, true), attack(AttackGoal.SECOND, true)),
                    1)
                .groups())
        .extracting(AttackPage.Group::goal)
        .containsExactly(AttackGoal.SECOND, AttackGoal.LEAST_LIKELY);
  }
}
