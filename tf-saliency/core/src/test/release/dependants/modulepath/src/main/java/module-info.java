/** An application that names the library alone; its dependencies are found on the module path. */
module dependant {
  requires io.github.tfsaliency;
}
