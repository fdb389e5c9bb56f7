import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Makes pictures by cutting, turning and lighting photographs, the same ones at every run. */
final class MakePictures {
  private MakePictures() {}

  /** Folder of photographs, folder of pictures, how many, how many broken ones beside them. */
  public static void main(String[] args) throws IOException {
    List<Path> photos;
    try (Stream<Path> files = Files.list(Path.of(args[0]))) {
      photos = files.filter(file -> file.toString().matches(".*\\.(png|jpg)")).sorted().toList();
    }
    Path folder = Files.createDirectories(Path.of(args[1]));
    BufferedImage[] read = new BufferedImage[photos.size()];
    for (int i = 0; i < read.length; i++) {
      read[i] = ImageIO.read(photos.get(i).toFile());
    }
    int count = Integer.parseInt(args[2]);
    for (int i = 0; i < count; i++) {
      Random random = new Random(i);
      BufferedImage picture = vary(read[i % read.length], random);
      String kind = i % 5 == 0 ? "png" : "jpg";
      ImageIO.write(picture, kind, folder.resolve("%04d.%s".formatted(i, kind)).toFile());
    }
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      byte[] whole = Files.readAllBytes(folder.resolve("%04d.jpg".formatted(1 + 5 * i)));
      byte[] broken =
          switch (i % 3) {
            // Spark leaves out files without a byte.
            case 0 -> new byte[1];
            case 1 -> "no picture".getBytes(StandardCharsets.UTF_8);
            default -> Arrays.copyOf(whole, 20);
          };
      Files.write(folder.resolve("%04d-broken.jpg".formatted(70 * i + 13)), broken);
    }
  }

  private static BufferedImage vary(BufferedImage photo, Random random) {
    int side = Math.min(photo.getWidth(), photo.getHeight());
    int cut = side / 2 + random.nextInt(side / 2);
    int left = random.nextInt(photo.getWidth() - cut + 1);
    int top = random.nextInt(photo.getHeight() - cut + 1);
    int size = 240 + random.nextInt(60);
    BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    int first = random.nextBoolean() ? left : left + cut;
    graphics.drawImage(
        photo, 0, 0, size, size, first, top, 2 * left + cut - first, top + cut, null);
    graphics.dispose();
    return new RescaleOp(0.7f + 0.5f * random.nextFloat(), 0, null).filter(picture, null);
  }
}
