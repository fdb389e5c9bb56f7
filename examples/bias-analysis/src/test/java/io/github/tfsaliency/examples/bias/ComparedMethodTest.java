package io.github.tfsaliency.examples.bias;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ComparedMethodTest {
  @Test
  void noTwoMethodsKeepTheirNumbersUnderTheSameName() {
    assertThat(ComparedMethod.WITH_COSTLY)
        .extracting(ComparedMethod::id)
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
  }
}
