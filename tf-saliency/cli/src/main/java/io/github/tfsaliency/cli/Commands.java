package io.github.tfsaliency.cli;

import io.github.tfsaliency.cli.compare.CompareCommand;
import io.github.tfsaliency.cli.concept.ConceptCommand;
import io.github.tfsaliency.cli.evaluate.EvaluateCommand;
import io.github.tfsaliency.cli.explain.ExplainCommand;
import io.github.tfsaliency.cli.gpu.CheckGpuCommand;
import io.github.tfsaliency.cli.inspect.InspectCommand;
import io.github.tfsaliency.cli.recommend.RecommendCommand;
import io.github.tfsaliency.cli.verify.VerifyCommand;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of one run. Most of the time that a short command takes would go into the options of
 * the others, so only commands that the arguments name have options; the others have a name and a
 * description, for the list and for suggestions.
 */
final class Commands {
  /** They write what they read of all the others. */
  private static final Set<Class<?>> READERS =
      Set.of(GenerateCompletion.class, ManPagesCommand.class);

  private final Set<String> named;
  private final boolean areAllNeeded;

  private Commands(String... arguments) {
    named = Set.of(Stream.of(arguments).distinct().toArray(String[]::new));
    areAllNeeded =
        Stream.concat(READERS.stream(), readers()).map(Commands::name).anyMatch(named::contains)
            // picocli reads arguments from the file.
            || named.stream().anyMatch(argument -> argument.startsWith("@"));
  }

  /** Those of other modules that read of all commands. */
  private static Stream<Class<?>> readers() {
    return others()
        .<Class<?>>map(ServiceLoader.Provider::type)
        .filter(CommandReader.class::isAssignableFrom);
  }

  private static Stream<ServiceLoader.Provider<Subcommand>> others() {
    return ServiceLoader.load(Subcommand.class, Commands.class.getClassLoader()).stream();
  }

  /** By name, those of other modules among them; then those about commands. */
  static List<CommandLine> of(String... arguments) {
    Commands commands = new Commands(arguments);
    Stream<CommandLine> own =
        Stream.of(
                ActivationsCommand.class,
                CheckGpuCommand.class,
                CompareCommand.class,
                ConceptCommand.class,
                EvaluateCommand.class,
                ExplainCommand.class,
                ExportCommand.class,
                InspectCommand.class,
                MethodsCommand.class,
                MetricsCommand.class,
                RecommendCommand.class,
                VerifyCommand.class)
            .map(commands::command);
    Stream<CommandLine> others =
        others().map(provider -> commands.command(provider.type(), provider));
    return Stream.concat(
            Stream.concat(own, others).sorted(Comparator.comparing(CommandLine::getCommandName)),
            Stream.of(HelpCommand.class, GenerateCompletion.class, ManPagesCommand.class)
                .map(commands::command))
        .toList();
  }

  private CommandLine command(Class<?> type) {
    return command(type, () -> type);
  }

  private CommandLine command(Class<?> type, Supplier<?> object) {
    return areAllNeeded || named.contains(name(type))
        ? new CommandLine(object.get())
        : new CommandLine(listed(type.getAnnotation(Command.class)));
  }

  private static String name(Class<?> type) {
    return type.getAnnotation(Command.class).name();
  }

  private static CommandSpec listed(Command command) {
    CommandSpec spec = CommandSpec.create().name(command.name());
    spec.usageMessage().header(command.header()).description(command.description());
    return spec;
  }
}
