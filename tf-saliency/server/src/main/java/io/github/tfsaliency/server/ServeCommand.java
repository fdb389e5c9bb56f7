package io.github.tfsaliency.server;

import com.google.common.collect.ImmutableList;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.cli.Subcommand;
import io.github.tfsaliency.cli.common.DeviceOptions;
import io.github.tfsaliency.cli.common.LinkOptions;
import io.github.tfsaliency.cli.common.MemoryOption;
import io.github.tfsaliency.cli.common.MethodConverter;
import io.github.tfsaliency.cli.common.MethodSpec;
import io.github.tfsaliency.cli.common.StartUpLines;
import io.github.tfsaliency.cli.common.TalkOptions;
import io.github.tfsaliency.cli.common.TimeoutOption;
import io.github.tfsaliency.message.Message;
import io.github.tfsaliency.server.model.ServedModel;
import io.github.tfsaliency.server.model.ServedModels;
import io.github.tfsaliency.server.work.WorkQueue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves models over HTTP. */
@Command(
    name = "serve",
    preprocessor = KserveArguments.class,
    description = {
      "Serves models over HTTP: predictions and saliency maps by KServe's protocol V1 and the Open"
          + " Inference Protocol V2, metrics for Prometheus at /metrics, and at / a page that shows"
          + " maps of a picture.",
      "For TLS, authentication and CORS put a proxy in front. No data of requests is kept. After"
          + " SIGTERM the server answers running requests and ends, within 15 seconds."
    })
public final class ServeCommand implements Subcommand {
  private static final int MEBIBYTE = 1 << 20;
  private static final int MOST_PORT = 65_535;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-M", "--model"},
      required = true,
      arity = "1..*",
      paramLabel = "DIR",
      description =
          "The SavedModels' folders. A model has the name of its folder; inputs, labels and the"
              + " encoding of pictures come from its saliency.json.")
  private List<Path> folders;

  @Option(
      names = {"--model-name", "--model_name"},
      paramLabel = "NAME",
      description = "The model's name in requests, if there is one model.")
  private @Nullable String modelName;

  @Option(
      names = {"-m", "--method"},
      arity = "1..*",
      paramLabel = "SPEC",
      converter = MethodConverter.class,
      description =
          "Methods. The first is the default of requests ('gradient' by default), and the page"
              + " offers all of them. A request may name any other method that reads no file.  "
              + MethodConverter.HELP)
  private List<MethodSpec> methods = List.of(MethodSpec.parse("gradient"));

  @Option(
      names = {"--port", "--http_port"},
      paramLabel = "PORT",
      defaultValue = "8080",
      description = "The port; 0 for any free port (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The address (default: ${DEFAULT-VALUE}, which only this machine can reach); 0.0.0.0 for"
              + " all addresses.")
  private String host;

  @Option(
      names = "--queue",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "The largest number of waiting requests (default: ${DEFAULT-VALUE}); more are refused"
              + " immediately with the status 429.")
  private int queue;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "The number of computations at the same time (default: ${DEFAULT-VALUE}). Waiting"
              + " requests with the same model, method and shape are computed together.")
  private int workers;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "300",
      converter = TimeoutOption.Seconds.class,
      description =
          "The time limit of a request, including waiting (default: ${DEFAULT-VALUE}); after it the"
              + " status is 504.")
  private Duration timeout;

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      defaultValue = "64",
      description =
          "The largest size of a request, in MiB (default: ${DEFAULT-VALUE}); larger requests get"
              + " the status 413.")
  private int mostBody;

  @Option(
      names = "--poll",
      paramLabel = "SECONDS",
      converter = TimeoutOption.Seconds.class,
      description =
          "The interval of checks whether a model's files have changed; changed files are loaded."
              + " No checks by default. POST /v2/repository/models/NAME/load loads them"
              + " immediately.")
  private @Nullable Duration poll;

  @Option(
      names = "--predictor_host",
      paramLabel = "HOST",
      description = "Accepted because KServe gives it, but ignored: the models are computed here.")
  private @Nullable String predictorHost;

  @Mixin private final MemoryOption memory = new MemoryOption();

  @Mixin private final LinkOptions links = new LinkOptions();

  @Mixin private final DeviceOptions devices = new DeviceOptions();

  @Mixin private final TalkOptions talk = new TalkOptions();

  private final List<String> unknown = new ArrayList<>();

  /** Names options that were not read. */
  void setAside(List<String> options) {
    unknown.addAll(options);
  }

  @Override
  public Integer call() {
    requireRange("--port", port, 0, MOST_PORT);
    requireRange("--queue", queue, 1, 1_000_000);
    requireRange("--workers", workers, 1, 1024);
    requireRange("--max-body", mostBody, 1, 1024);
    warn();
    Serving.Options options =
        new Serving.Options(
            host,
            port,
            mostBody * MEBIBYTE,
            new WorkQueue.Limits(
                workers, queue, memory.bytes().orElse(Saliency.defaultMemory()), timeout),
            ImmutableList.copyOf(methods),
            Optional.ofNullable(poll),
            talk.out(),
            spec.commandLine().getErr());
    try (ServedModels models = new ServedModels(models())) {
      return serve(options, models);
    }
  }

  private int serve(Serving.Options options, ServedModels models) {
    PrintWriter out = talk.out();
    try (Serving serving = Serving.start(options, models)) {
      Thread end = new Thread(serving::close, "stop");
      Runtime.getRuntime().addShutdownHook(end);
      try {
        out.print(Message.of("Listening at http://%s:%s%n", host, serving.port()));
        out.flush();
        StartUpLines.keepBack();
        devices.warnOfUnused();
        serving.load();
        out.print(Message.of("Serving %s%n", models.names()));
        out.flush();
        serving.awaitEnd();
      } finally {
        removeHook(end);
      }
    }
    return 0;
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs.
      return;
    }
  }

  private void requireRange(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          Message.of(
              "Invalid value '%s' for option '%s': it must be from %s to %s.",
              value, option, least, most));
    }
  }

  private void warn() {
    PrintWriter warnings = talk.checked().warnings();
    for (String option : unknown) {
      warnings.print(Message.of("Warning: the option '%s' is not known, and not used.%n", option));
    }
    if (predictorHost != null) {
      warnings.print(
          Message.of(
              "Warning: the option '--predictor_host' is not used: the models are computed"
                  + " here.%n"));
    }
    warnings.flush();
  }

  private List<ServedModel> models() {
    if (modelName != null && folders.size() > 1) {
      throw new ParameterException(
          spec.commandLine(),
          Message.of(
              "--model_name gives one name to %s models.\nMaybe leave it out: each is called as its"
                  + " folder is.",
              folders.size()));
    }
    List<ServedModel> models = new ArrayList<>();
    for (Path folder : folders) {
      models.add(
          new ServedModel(
              modelName == null ? name(folder) : modelName,
              devices.chosenFor(links.allowedFor(Model.from(folder)))));
    }
    return models;
  }

  private static String name(Path folder) {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "model" : name.toString();
  }
}
