package io.github.tfsaliency.cli.common;

/** The help text of {@code --target}. */
public final class TargetHelp {
  public static final String KINDS =
      "'top', the largest score; an index into the sample's flattened output; a label (or"
          + " label:LABEL); pixel:row=R,column=C,class=K; the mean over mask:file=FILE,class=K; or"
          + " how a layer compares with a vector, the dot product"
          + " direction:layer=NAME,vector=FILE.npy or the cosine"
          + " similarity:layer=NAME,vector=FILE.npy. A vector of the layer's channels is compared"
          + " with the mean of its places, with their sum by over=sum, or with one place by"
          + " row=R,column=C; one of the layer's whole shape with all values. Or one value"
          + " of a layer, unit:layer=NAME,index=I/J/K, or the mean of a channel over its places,"
          + " unit:layer=NAME,channel=K.";

  private TargetHelp() {}
}
