/** The code that README and docs show, with custom rules and a custom method. */
module io.github.tfsaliency.examples {
  requires transitive io.github.tfsaliency;

  exports io.github.tfsaliency.examples;
  exports io.github.tfsaliency.examples.own;
  exports io.github.tfsaliency.examples.shares;
  exports io.github.tfsaliency.examples.tutorials;

  provides io.github.tfsaliency.spec.MethodProvider with
      io.github.tfsaliency.examples.own.OwnMethods,
      io.github.tfsaliency.examples.shares.SharesProvider;
}
