package io.github.tfsaliency.examples.retraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tfsaliency.examples.training.Classifier;
import io.github.tfsaliency.examples.training.Dataset;
import io.github.tfsaliency.examples.training.ToyPictures;
import io.github.tfsaliency.examples.training.Training;
import io.github.tfsaliency.method.Gradient;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RankingMethodTest {
  private static final Dataset DATA = ToyPictures.of(100, 1);
  @AutoClose private static ExplainedModel explained;

  @BeforeAll
  static void train() {
    try (Classifier classifier = Classifier.train(DATA, Training.of(4, 1))) {
      explained = ExplainedModel.of(classifier);
    }
  }

  static List<RankingMethod> methods() {
    return RankingMethod.ALL;
  }

  @ParameterizedTest
  @MethodSource("methods")
  void aMethodExplainsAClassifierThatWasTrainedHere(RankingMethod method) {
    float[] maps = Ranking.of(method, explained::model, 1).maps(DATA);

    assertThat(maps).hasSize(Math.toIntExact(DATA.pictures().size()));
    assertThat(maps).isNotEqualTo(DATA.copyOfValues());
    for (int i = 0; i < DATA.size(); i++) {
      assertThat(anyRelevance(maps, i, maps.length / DATA.size())).isTrue();
    }
  }

  private static boolean anyRelevance(float[] maps, int picture, int size) {
    boolean any = false;
    for (int k = 0; k < size; k++) {
      any |= maps[picture * size + k] != 0;
    }
    return any;
  }

  @Test
  void rectGradsProportionalVariantFindsTheMaxPoolingOfAClassifierThatWasTrainedHere() {
    float[][] maps =
        RankingMethod.ALL.stream()
            .filter(method -> List.of("rectgrad", "rectgrad-proportional").contains(method.name()))
            .map(method -> Ranking.of(method, explained::model, 1).maps(DATA))
            .toArray(float[][]::new);

    assertThat(maps[0]).isNotEqualTo(maps[1]);
  }

  @Test
  void chanceIsTheSameEachTime() {
    Ranking ranking = Ranking.of(RankingMethod.RANDOM, explained::model, 1);

    assertThat(ranking.maps(DATA)).isEqualTo(ranking.maps(DATA));
  }

  @Test
  void everyMethodHasAFileOfItsOwn() {
    assertThat(RankingMethod.ALL).extracting(RankingMethod::name).doesNotHaveDuplicates();
    assertThat(RankingMethod.ALL).extracting(RankingMethod::spec).doesNotHaveDuplicates();
  }

  @Test
  void aNameThatIsNoneForFilesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RankingMethod.of("LRP-ε+", "LRP", Gradient.of()))
        .withMessageContaining("'LRP-ε+'");
  }
}
