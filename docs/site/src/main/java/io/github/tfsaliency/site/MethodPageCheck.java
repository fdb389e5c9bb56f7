package io.github.tfsaliency.site;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether each method of the table has a page with all that such a page says. */
final class MethodPageCheck {
  private MethodPageCheck() {}

  /**
   * Looks at all pages.
   *
   * @param methods the rows of the table
   * @param texts Markdown by its file
   */
  static List<Finding> of(ImmutableList<MethodPage> methods, Map<String, String> texts) {
    List<Finding> findings = new ArrayList<>();
    for (MethodPage method : methods) {
      String text = texts.get(method.file());
      if (text == null) {
        findings.add(new Finding(method.file(), "The method has no page."));
        continue;
      }
      for (String chapter : MethodPage.CHAPTERS) {
        if (!text.contains("\n## " + chapter + "\n")) {
          findings.add(new Finding(method.file(), "There is no chapter '" + chapter + "'."));
        }
      }
      if (!text.contains("](../images/methods/" + method.name() + ".jpg)")) {
        findings.add(new Finding(method.file(), "The picture of the method is not shown."));
      }
      if (!text.startsWith("# `" + method.name() + "`\n")) {
        findings.add(new Finding(method.file(), "The title is not the method's name."));
      }
    }
    return findings;
  }
}
