package io.plumbline.view;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless Chromium for tests. No name resolves in it, so nothing that it tries goes out. */
public final class Chromium {

  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final int TIMEOUT_SECONDS = 120;

  private final Path program;
  private final Path folder;

  private Chromium(Path program, Path folder) {
    this.program = program;
    this.folder = folder;
  }

  /** The browser on the PATH, if any, that keeps its profile and logs in the folder. */
  public static Optional<Chromium> onPath(Path folder) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");

    return Stream.of(path.split(Pattern.quote(File.pathSeparator), -1))
        .filter(directory -> !directory.isEmpty())
        .flatMap(directory -> NAMES.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new Chromium(program, folder));
  }

  /**
   * What became of a page.
   *
   * @param dom the document after its scripts ran
   * @param console the lines that the page wrote to the console, errors included
   * @param requests the http and https addresses that a page asked for, not the browser itself
   */
  public record Visit(String dom, List<String> console, List<String> requests) {}

  /** Opens a page from its file and returns its document after the scripts ran. */
  public Visit visit(Path page) throws IOException, InterruptedException {
    Path netLog = Files.createTempFile(folder, "net", ".json");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    String dom = run(page, errors, List.of("--dump-dom", "--log-net-log=" + netLog));
    List<String> console =
        Files.readAllLines(errors, StandardCharsets.UTF_8).stream()
            .filter(line -> line.contains(":CONSOLE"))
            .toList();

    return new Visit(dom, console, requests(netLog));
  }

  /** Takes a picture of a page's first screen. */
  public void picture(Path page, Path png, int width, int height, String... more)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("--screenshot=" + png);
    options.add("--window-size=" + width + "," + height);
    options.add("--hide-scrollbars");
    run(page, Files.createTempFile(folder, "errors", ".txt"), options);
  }

  /** A page's request names its initiator; the browser's own say "not an origin". */
  private static List<String> requests(Path netLog) throws IOException {
    Pattern request =
        Pattern.compile("\"initiator\":\"(?!not an origin).*?\"url\":\"(https?://[^\"]*)\"");

    return request
        .matcher(Files.readString(netLog))
        .results()
        .map(match -> match.group(1))
        .distinct()
        .toList();
  }

  private String run(Path page, Path errors, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--allow-file-access-from-files",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
            "--virtual-time-budget=8000",
            "--user-data-dir=" + Files.createTempDirectory(folder, "profile")));
    command.addAll(options);
    command.add(page.toUri().toString());

    Path output = Files.createTempFile(folder, "dom", ".html");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();

    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();

      throw new IOException(
          "Chromium did not finish within " + TIMEOUT_SECONDS + " s: " + String.join(" ", command));
    }

    return Files.readString(output);
  }
}
