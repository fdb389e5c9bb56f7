package io.github.tfsaliency.image;

import com.google.common.base.Throwables;
import com.google.common.collect.ImmutableSet;
import io.github.tfsaliency.attribution.SaliencyException;
import io.github.tfsaliency.header.HeaderReader;
import io.github.tfsaliency.header.PictureHeader;
import io.github.tfsaliency.message.Message;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.imageio.IIOException;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataFormatImpl;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Decodes pictures, whole and upright, within the limits of {@link Picture}. */
final class PictureDecoder {
  /** What libjpeg says where a file lacks data; it fills the rest with grey and goes on. */
  private static final Pattern DAMAGE =
      Pattern.compile("Truncated File|premature end|bad Huffman code");

  private static final ImmutableSet<String> WRAPPERS = ImmutableSet.of("tif", "tiff", "bmp");

  private static final ImmutableSet<String> DEEP = ImmutableSet.of("png", "tif", "tiff");

  private static final int RIFF = 0x46464952;
  private static final int RIFF_HEADER = 8;

  private final PictureSource source;

  PictureDecoder(PictureSource source) {
    this.source = source;
  }

  /** What is done with an image; decoders fail in many ways. */
  private interface Step<T> {
    T take() throws IOException;
  }

  Picture read() {
    return tried(
        () -> {
          checkScans();
          BufferedImage image = decode(3);
          return orientation().apply(image.getWidth(), image.getHeight(), Samples.rgb(image));
        });
  }

  Bands bands() {
    Bands bands =
        tried(
            () -> {
              checkScans();
              BufferedImage image = decode(Integer.MAX_VALUE);
              Orientation orientation = orientation();
              Bands upright = Bands.of(image.getRaster());
              return orientation.equals(Orientation.UPRIGHT)
                  ? upright
                  : upright.turned(orientation);
            });
    if (!bands.isFinite()) {
      throw new SaliencyException(
          Message.of(
              "The %s has values that are no numbers.\nMaybe fill its gaps first.", picture()));
    }
    return bands;
  }

  /** Whether there are more bits than bytes have, in one band or three without transparency. */
  boolean isFine() {
    return tried(
        () -> {
          try (InputStream file = source.open();
              ImageInputStream stream = new MemoryCacheImageInputStream(file)) {
            Optional<ImageReader> reader = Decoders.find(stream, picture());
            if (reader.isEmpty()) {
              return false;
            }
            try {
              String format = reader.get().getFormatName().toLowerCase(Locale.ROOT);
              return DEEP.contains(format) && isFine(reader.get().getRawImageType(0));
            } finally {
              reader.get().dispose();
            }
          }
        });
  }

  private static boolean isFine(@Nullable ImageTypeSpecifier type) {
    if (type == null) {
      return false;
    }
    ColorModel colours = type.getColorModel();
    boolean deep =
        colours.getTransferType() == DataBuffer.TYPE_USHORT
            || colours.getTransferType() == DataBuffer.TYPE_FLOAT;
    boolean whole = type.getNumBands() == 1 || type.getNumBands() == 3;
    return deep && whole && !colours.hasAlpha() && colours instanceof ComponentColorModel;
  }

  private <T> T tried(Step<T> step) {
    try {
      return step.take();
    } catch (IOException | RuntimeException e) {
      // Decoders meet damaged files with unchecked exceptions of many kinds.
      Throwables.throwIfInstanceOf(e, SaliencyException.class);
      throw new SaliencyException(
          Message.of(
              "The %s cannot be read: %s.\nMaybe the file is damaged or incomplete.",
              picture(), Message.part(reason(e))),
          e);
    }
  }

  private Message.Part picture() {
    return Message.part("picture" + source.name());
  }

  /** Counts the bands where there may be more than so many. */
  private BufferedImage decode(int most) throws IOException {
    try (InputStream file = source.open();
        ImageInputStream stream = new MemoryCacheImageInputStream(file)) {
      checkRiffLength(stream);
      ImageReader reader =
          Decoders.find(stream, picture())
              .orElseThrow(
                  () ->
                      new SaliencyException(
                          Message.of(
                              "The file%s is not a picture of a known format.\n"
                                  + "Maybe convert it to PNG, JPEG or WebP.",
                              Message.part(source.name()))));
      try {
        checkSize(reader.getWidth(0), reader.getHeight(0));
        if (most > 3) {
          checkBands(reader);
        }
        checkWrappedScans(reader);
        StringBuilder damage = new StringBuilder();
        reader.addIIOReadWarningListener(
            (source, warning) -> {
              if (DAMAGE.matcher(warning).find()) {
                damage.append(damage.isEmpty() ? "" : ", ").append(warning);
              }
            });
        BufferedImage image = reader.read(0, storedColours(reader));
        if (!damage.isEmpty()) {
          throw new IIOException(damage.toString());
        }
        return image;
      } finally {
        reader.dispose();
      }
    }
  }

  private void checkSize(int width, int height) {
    if ((long) width * height > Picture.MAX_PIXELS) {
      throw new SaliencyException(
          Message.of(
              "The %s (%s x %s) has more than %s pixels.\nMaybe shrink it first.",
              picture(), width, height, Picture.MAX_PIXELS));
    }
  }

  private void checkBands(ImageReader reader) throws IOException {
    ImageTypeSpecifier type = reader.getRawImageType(0);
    long bands = type == null ? 4 : type.getNumBands();
    if (bands * reader.getWidth(0) * reader.getHeight(0) > Bands.MAX_VALUES) {
      throw new SaliencyException(
          Message.of(
              "The %s (%s x %s) has %s bands, more than %s values together.\n"
                  + "Maybe shrink it first.",
              picture(), reader.getWidth(0), reader.getHeight(0), bands, Bands.MAX_VALUES));
    }
  }

  /** A progressive JPEG is decoded once for every scan, however few bytes a scan has. */
  private void checkScans() throws IOException {
    try (InputStream file = source.open()) {
      checkScans(HeaderReader.read(file).map(PictureHeader::scans).orElse(1));
    }
  }

  /** TIFF and BMP may wrap a JPEG. */
  private void checkWrappedScans(ImageReader reader) throws IOException {
    if (!WRAPPERS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
      return;
    }
    IIOMetadata metadata = reader.getImageMetadata(0);
    Node tree = metadata.getAsTree(IIOMetadataFormatImpl.standardMetadataFormatName);
    NodeList compressions = ((Element) tree).getElementsByTagName("CompressionTypeName");
    boolean wrapped = false;
    for (int i = 0; i < compressions.getLength(); i++) {
      wrapped |= ((Element) compressions.item(i)).getAttribute("value").contains("JPEG");
    }
    if (wrapped) {
      try (InputStream file = source.open()) {
        checkScans(HeaderReader.scanMarks(file));
      }
    }
  }

  private void checkScans(int scans) {
    if (scans > PictureHeader.MAX_SCANS) {
      throw new SaliencyException(
          Message.of(
              "The %s is a JPEG of %s scans, more than %s.\n"
                  + "Maybe it was made to take long: save it anew with another program.",
              picture(), scans, PictureHeader.MAX_SCANS));
    }
  }

  /** The WebP decoder takes missing data for zeros, so the length in the header has to tell. */
  private void checkRiffLength(ImageInputStream stream) throws IOException {
    long size = source.size();
    if (size < RIFF_HEADER) {
      return;
    }
    ByteOrder order = stream.getByteOrder();
    stream.setByteOrder(ByteOrder.LITTLE_ENDIAN);
    if (stream.readInt() == RIFF && stream.readUnsignedInt() + RIFF_HEADER > size) {
      throw new EOFException();
    }
    stream.setByteOrder(order);
    stream.seek(0);
  }

  /** Asks for the samples as stored, without a conversion by an embedded colour profile. */
  private static ImageReadParam storedColours(ImageReader reader) throws IOException {
    ImageReadParam param = reader.getDefaultReadParam();
    Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
    while (types.hasNext()) {
      ImageTypeSpecifier type = types.next();
      ColorSpace colours = type.getColorModel().getColorSpace();
      if (type.getColorModel() instanceof ComponentColorModel
          && colours.getType() == ColorSpace.TYPE_RGB
          && !colours.isCS_sRGB()) {
        param.setDestinationType(type);
        break;
      }
    }
    return param;
  }

  private Orientation orientation() throws IOException {
    try (InputStream file = source.open();
        ImageInputStream stream = new MemoryCacheImageInputStream(file)) {
      return Orientation.read(stream, picture());
    }
  }

  private static String reason(Exception e) {
    Throwable root = Throwables.getRootCause(e);
    if (root instanceof EOFException) {
      return "it ends too early";
    }
    return Message.reason(root).text();
  }
}
