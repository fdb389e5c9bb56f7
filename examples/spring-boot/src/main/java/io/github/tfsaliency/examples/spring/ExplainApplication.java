package io.github.tfsaliency.examples.spring;

import io.github.tfsaliency.Model;
import io.github.tfsaliency.ModelHolder;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A web application that explains pictures. */
// tag::application[]
@SpringBootApplication
public class ExplainApplication {
  /**
   * Starts the application.
   *
   * @param arguments such as {@code --saliency.model=savedmodels/efficientnet-lite0}
   */
  public static void main(String[] arguments) {
    SpringApplication.run(ExplainApplication.class, arguments);
  }

  @Bean(destroyMethod = "close")
  ModelHolder models(@Value("${saliency.model}") String folder) {
    return ModelHolder.of(Model.load(Path.of(folder)));
  }
}
// end::application[]
