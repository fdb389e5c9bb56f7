package io.github.tfsaliency.cli;

import io.github.tfsaliency.cli.common.OutputFolder;
import io.github.tfsaliency.cli.common.TalkOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** The help of every command as pages of a manual. */
@Command(
    name = "generate-man-pages",
    description = {
      "Writes the help of every command as a man page in AsciiDoc.",
      "`asciidoctor --backend manpage DIR/*.adoc` turns the files into pages for `man`."
    })
final class ManPagesCommand implements Callable<Integer> {
  private static final String FIRST = "tf-saliency.adoc";

  @Spec private CommandSpec spec;

  @Mixin private final TalkOptions talk = new TalkOptions();

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description =
          "The folder of the pages. Files with the same names are replaced; others are kept.")
  private Path out;

  @Override
  public Integer call() {
    boolean isQuiet = talk.checked().isQuiet();
    try (OutputFolder folder = OutputFolder.at(out)) {
      write(folder.file("."));
      folder.publish(FIRST);
    }
    if (!isQuiet) {
      spec.commandLine().getOut().printf("The first page is %s.%n", out.resolve(FIRST));
    }
    return 0;
  }

  private void write(Path folder) {
    boolean[] saysNothing = {};
    try {
      ManPageGenerator.generateManPage(folder.toFile(), null, saysNothing, true, spec.root());
    } catch (IOException e) {
      throw OutputFolder.unwritable(out, e);
    }
  }
}
