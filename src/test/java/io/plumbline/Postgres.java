package io.plumbline;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.postgresql.PGConnection;

/**
 * A PostgreSQL server of its own on a free loopback port, empty, with the roles {@code postgres},
 * {@code reader}, who needs no password, and {@code locked}, who has {@link #PASSWORD}. A server
 * refuses to run as root, so that there it runs as the user postgres.
 */
public final class Postgres implements AutoCloseable {

  /** Of the role {@code locked}. */
  public static final String PASSWORD = "correct-horse";

  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

  private final Path programs;
  private final Path folder;
  private final int port;

  private Postgres(Path programs, Path folder, int port) {
    this.programs = programs;
    this.folder = folder;
    this.port = port;
  }

  /** Whether this machine has the programs; .ci/run installs them. */
  public static boolean isInstalled() {
    return programs().isPresent();
  }

  /** Makes a cluster and starts it. */
  public static Postgres start() throws IOException, InterruptedException, SQLException {
    Path folder = Files.createTempDirectory("plumbline-postgres");
    Postgres server = new Postgres(programs().orElseThrow(), folder, freePort());
    if (isRoot()) {
      server.execute(List.of("chown", "postgres", folder.toString()));
    }
    server.run(
        "initdb", "-D", server.data(), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8");
    Files.writeString(
        Path.of(server.data(), "pg_hba.conf"),
        """
        host all locked 127.0.0.1/32 scram-sha-256
        host all all 127.0.0.1/32 trust
        """);
    server.run(
        "pg_ctl",
        "-D",
        server.data(),
        "-l",
        folder.resolve("log").toString(),
        "-w",
        "-o",
        "-p "
            + server.port
            + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
            + " -c shared_buffers=16MB -c max_connections=30",
        "start");
    server.sql("CREATE ROLE reader LOGIN", "CREATE ROLE locked LOGIN PASSWORD '" + PASSWORD + "'");
    return server;
  }

  /** Where clients connect to. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  /** Carries out statements as the owner of everything. */
  public void sql(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Statement statement = connection.createStatement()) {
      for (String text : statements) {
        statement.execute(text);
      }
    }
  }

  /** Fills a table from a CSV file with a header; an empty cell is null. */
  public void load(String table, Path csv) throws SQLException, IOException {
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "");
        Reader text = Files.newBufferedReader(csv)) {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER)", text);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    FileUtils.deleteDirectory(folder.toFile());
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    execute(command);
  }

  private void execute(List<String> command) throws IOException, InterruptedException {
    Path said = Files.createTempFile("plumbline-postgres", ".log");
    // A server keeps what it inherits open, so that a pipe would never end.
    Process process =
        new ProcessBuilder(command)
            .directory(folder.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    int exit = process.waitFor();
    String text = Files.readString(said);
    Files.delete(said);
    if (exit != 0) {
      throw new IOException(command + " ended with " + exit + ": " + text);
    }
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> programs() {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }
}
