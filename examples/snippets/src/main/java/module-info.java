/** The code that README and docs show, and a custom rule and method. */
module io.github.tfsaliency.examples {
  requires transitive io.github.tfsaliency;

  exports io.github.tfsaliency.examples;
  exports io.github.tfsaliency.examples.own;

  provides io.github.tfsaliency.spec.MethodProvider with
      io.github.tfsaliency.examples.own.OwnMethods;
}
