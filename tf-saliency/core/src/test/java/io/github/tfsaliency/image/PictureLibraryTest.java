package io.github.tfsaliency.image;

import static io.github.tfsaliency.image.Fixtures.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfsaliency.attribution.SaliencyException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in an application that has no jar of TwelveMonkeys. */
class PictureLibraryTest {
  private final ClassLoader loader = new WithoutTwelveMonkeys();
  private Method read;

  @BeforeEach
  void load() throws ReflectiveOperationException {
    read = loader.loadClass(Picture.class.getName()).getMethod("read", Path.class);
  }

  /** Defines the library's classes anew, so that they do not see those that the tests see. */
  private static final class WithoutTwelveMonkeys extends ClassLoader {
    WithoutTwelveMonkeys() {
      super(PictureLibraryTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("com.twelvemonkeys.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("io.github.tfsaliency.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? defined(name) : loaded;
      }
    }

    private Class<?> defined(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  @Test
  void noClassOfTheLibrariesIsSeen() {
    assertThatThrownBy(() -> loader.loadClass("com.twelvemonkeys.imageio.metadata.tiff.TIFFReader"))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb.png", "palette.png"})
  void aPngWithoutMetadataIsRead(String name) throws ReflectiveOperationException {
    assertThat(read.invoke(null, path(name))).hasToString(Picture.read(path(name)).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "cmyk.jpg, is a JPEG file, imageio-jpeg",
    "orientation-6.jpg, is a JPEG file, imageio-jpeg",
    "lossy.webp, is a WebP file, imageio-webp",
    "orientation-6.png, has metadata of a camera (EXIF), imageio-metadata",
    "orientation-6.tif, has metadata of a camera (EXIF), imageio-metadata"
  })
  void theDependencyToAddIsNamed(String name, String trait, String artifact) {
    assertThatThrownBy(() -> read.invoke(null, path(name)))
        .isInstanceOf(InvocationTargetException.class)
        .cause()
        .hasToString(
            SaliencyException.class.getName()
                + ": The picture '%s' %s, and the library that reads this is missing.\n"
                    .formatted(path(name), trait)
                + "Maybe add the dependency com.twelvemonkeys.imageio:%s:3.12.0."
                    .formatted(artifact));
  }
}
