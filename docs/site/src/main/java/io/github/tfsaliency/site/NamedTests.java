package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Whether a test that a page names is there. */
final class NamedTests {
  private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*Test)`");

  private final ImmutableSet<String> tests;

  NamedTests(Repository repository) {
    tests =
        repository.ending("Test.java").stream()
            .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - 5))
            .collect(ImmutableSet.toImmutableSet());
  }

  List<Finding> findings(String file, String markdown) {
    return TEST.matcher(markdown)
        .results()
        .map((MatchResult result) -> result.group(1))
        .distinct()
        .filter(name -> !tests.contains(name))
        .map(name -> new Finding(file, "There is no test '" + name + "'."))
        .toList();
  }
}
