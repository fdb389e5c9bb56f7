package io.github.tfsaliency.server.v1;

import com.google.common.collect.ImmutableList;
import com.google.gson.stream.JsonWriter;
import io.github.tfsaliency.Model;
import io.github.tfsaliency.Saliency;
import io.github.tfsaliency.attribution.Target;
import io.github.tfsaliency.explain.AttributionMethod;
import io.github.tfsaliency.server.answer.Answer;
import io.github.tfsaliency.server.answer.JsonText;
import io.github.tfsaliency.server.answer.Refusal;
import io.github.tfsaliency.server.model.ServedModel;
import io.github.tfsaliency.server.protocol.NestedNumbers;
import io.github.tfsaliency.server.protocol.Service;
import io.github.tfsaliency.server.work.Result;
import io.github.tfsaliency.server.work.Sample;
import io.github.tfsaliency.server.work.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * KServe's protocol V1.
 *
 * @param service computes
 */
public record V1(Service service) {
  /** {@code GET /v1/models}. */
  public Answer models() {
    return JsonText.of(
        json -> {
          json.beginObject().name("models").beginArray();
          for (String name : service.models().names()) {
            json.value(name);
          }
          json.endArray().endObject();
        });
  }

  /** {@code GET /v1/models/N}. */
  public Answer model(String name) {
    ServedModel model = service.models().get(name);
    boolean ready = model.isReady();
    return JsonText.of(
            json ->
                json.beginObject().name("name").value(name).name("ready").value(ready).endObject())
        .withStatus(ready ? 200 : Refusal.UNAVAILABLE);
  }

  /** {@code POST /v1/models/N:predict}. */
  public Answer predict(String name, byte[] body) {
    ServedModel served = service.models().get(name);
    return served.use(
        model -> {
          V1Request request = V1Request.read(body, service.pictures());
          requireSignature(request, model);
          List<Sample> samples = new ArrayList<>();
          for (int i = 0; i < request.instances().size(); i++) {
            samples.add(Sample.of(request.instances().get(i).resolve(model, i).inputs()));
          }
          ImmutableList<Result> results = service.queue().compute(Task.predict(model), samples);
          return JsonText.of(json -> writePredictions(json, results));
        });
  }

  private static void writePredictions(JsonWriter json, List<Result> results) throws IOException {
    json.beginObject().name("predictions").beginArray();
    for (Result result : results) {
      NestedNumbers.write(json, result.output().orElseThrow());
    }
    json.endArray().endObject();
  }

  /** {@code POST /v1/models/N:explain}. */
  public Answer explain(String name, byte[] body) {
    ServedModel served = service.models().get(name);
    return served.use(
        model -> {
          V1Request request = V1Request.read(body, service.pictures());
          requireSignature(request, model);
          ExplainParameters parameters = request.parameters();
          int count = request.instances().size();
          ImmutableList<Target> targets = parameters.choices().targetsOf(count);
          List<Instance.Resolved> instances = new ArrayList<>();
          List<Sample> samples = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            Instance.Resolved instance = request.instances().get(i).resolve(model, i);
            instances.add(instance);
            samples.add(new Sample(instance.inputs(), targets.get(i)));
          }
          AttributionMethod method = parameters.choices().method().orElse(service.method());
          Task task = Task.explain(model, method);
          ImmutableList<Result> results =
              service
                  .queue()
                  .compute(parameters.recorded() ? task.askingForProbabilities() : task, samples);
          Saliency saliency = Saliency.of(model).method(method).memory(service.queue().memory());
          ExplanationWriter writer =
              new ExplanationWriter(model, parameters, served.recorder(model), saliency);
          return JsonText.of(
              json -> {
                json.beginObject().name("explanations").beginArray();
                for (int i = 0; i < count; i++) {
                  writer.write(json, results.get(i), instances.get(i), targets.get(i));
                }
                json.endArray().endObject();
              });
        });
  }

  /** A signature is chosen when a model is loaded, so a request can only name that one. */
  private static void requireSignature(V1Request request, Model model) {
    if (request.signature().isPresent() && !request.signature().get().equals(model.signature())) {
      throw Refusal.badRequest(
          "The request asks for the signature '%s', but the model is served by '%s'.",
          request.signature().get(), model.signature());
    }
  }
}
