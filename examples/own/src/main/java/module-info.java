/** A rule and a method of one's own, which the command line knows by their names. */
module io.github.tfsaliency.examples.own {
  requires transitive io.github.tfsaliency;

  exports io.github.tfsaliency.examples.own;

  provides io.github.tfsaliency.spec.MethodProvider with
      io.github.tfsaliency.examples.own.OwnMethods;
}
