package io.github.tfsaliency.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a wrong command line is told. */
@ExtendWith(Surroundings.class)
class UsageErrorsTest {
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --method gradient gradiant | '--method' (SPEC): There is no method 'gradiant'.
          --method=gradient lrp      | '--method' (SPEC): LRP takes a composite or a rule.
          -m gradient rise:samples=0 | '--method' (SPEC): The number of masks (0) must be positive.
          """)
  void laterValueOfAnOptionIsRefusedAsTheFirstOneIs(String options, String refusal) {
    int exit =
        TfSaliency.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err, true),
            Splitter.on(' ')
                .splitToStream("explain --model m --input i --out o " + options)
                .toArray(String[]::new));

    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("Invalid value for option " + refusal)
        .endsWith("Try 'tf-saliency explain --help'\n");
  }
}
