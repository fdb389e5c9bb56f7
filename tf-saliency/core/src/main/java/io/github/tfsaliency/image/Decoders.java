package io.github.tfsaliency.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import io.github.tfsaliency.message.Message;
import java.io.EOFException;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.spi.ServiceRegistry;
import javax.imageio.stream.ImageInputStream;

/**
 * The decoders of picture files: the JDK's, and TwelveMonkeys' for JPEG and WebP.
 *
 * <p>ImageIO finds plug-ins by the context class loader of whichever thread asks first, and its
 * registry belongs to the whole process. A registry of our own depends on neither.
 */
final class Decoders {
  private static final ServiceRegistry REGISTRY = registry();

  private Decoders() {}

  /**
   * The decoder that recognises a stream, with the stream as its input. The JDK's decoder never
   * stands in for a missing one: it gives some pictures other pixels.
   */
  static Optional<ImageReader> find(ImageInputStream stream, Message.Part picture)
      throws IOException {
    PictureLibrary.decoding(stream).ifPresent(library -> library.require(picture));
    Iterator<ImageReaderSpi> providers = REGISTRY.getServiceProviders(ImageReaderSpi.class, true);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      if (recognises(provider, stream)) {
        ImageReader reader = provider.createReaderInstance();
        reader.setInput(stream, true, false);
        return Optional.of(reader);
      }
    }
    return Optional.empty();
  }

  private static boolean recognises(ImageReaderSpi provider, ImageInputStream stream)
      throws IOException {
    stream.seek(0);
    try {
      return provider.canDecodeInput(stream);
    } catch (EOFException e) {
      // The file is shorter than the signature of this format.
      return false;
    }
  }

  private static ServiceRegistry registry() {
    ServiceRegistry registry =
        new ServiceRegistry(List.<Class<?>>of(ImageReaderSpi.class).iterator());
    IIORegistry.getDefaultInstance()
        .getServiceProviders(
            ImageReaderSpi.class,
            provider -> provider.getClass().getModule() == ImageIO.class.getModule(),
            false)
        .forEachRemaining(registry::registerServiceProvider);
    // The JPEG decoder delegates to the JDK's, which it looks up when it is registered.
    if (PictureLibrary.JPEG.isPresent()) {
      registry.registerServiceProvider(Jpeg.provider());
    }
    if (PictureLibrary.WEBP.isPresent()) {
      registry.registerServiceProvider(Webp.provider());
    }
    return registry;
  }

  /** Apart, because the class is not loaded where the library is missing. */
  private static final class Jpeg {
    private Jpeg() {}

    static ImageReaderSpi provider() {
      return new JPEGImageReaderSpi();
    }
  }

  /** Apart, because the class is not loaded where the library is missing. */
  private static final class Webp {
    private Webp() {}

    static ImageReaderSpi provider() {
      return new WebPImageReaderSpi();
    }
  }
}
