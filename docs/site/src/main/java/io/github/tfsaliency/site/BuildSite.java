package io.github.tfsaliency.site;

import io.github.tfsaliency.cli.CommandReader;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the site; a command, because the model of all commands is one of its sources. */
@Command(
    name = "build-site",
    hidden = true,
    description = "Makes the pages of the documentation and checks their links and code.")
public final class BuildSite implements CommandReader {
  @Spec private CommandSpec spec;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "DIR",
      description = "The root of the repository.")
  private Path root;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The folder of the site, which is deleted first.")
  private Path out;

  /** As a service is made. */
  public BuildSite() {}

  @Override
  public Integer call() {
    List<Finding> findings =
        new Site(Repository.at(root.normalize()), spec.root()).write(new SiteFolder(out));
    findings.forEach(finding -> spec.commandLine().getErr().println(finding));
    if (!findings.isEmpty()) {
      return ExitCode.SOFTWARE;
    }
    spec.commandLine().getOut().printf("The first page is %s.%n", out.resolve("index.html"));
    return ExitCode.OK;
  }
}
