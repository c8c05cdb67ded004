package io.plumbline.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.error.Errors;
import io.plumbline.error.PlumblineException;
import io.plumbline.lake.Location;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.apache.spark.sql.errors.QueryExecutionErrors;
import org.junit.jupiter.api.Test;

class FailureTest {

  private static final Location WORKSPACE = Location.of(Path.of("/data/ws"));

  @Test
  void aFullDiskIsTheWorkspacesHoweverDeepItLies() {
    IOException full = new IOException("No space left on device");

    PlumblineException explained =
        explained(Errors.internal("writing", new ExecutionException(new RuntimeException(full))));

    assertThat(explained.code()).isEqualTo("workspace.unwritable");
    assertThat(explained).hasMessageContaining("/data/ws: No space left on device.");
    assertThat(explained(new AccessDeniedException("/data/ws/x")).code())
        .isEqualTo("workspace.unwritable");
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    IOException damaged = new IOException("can not read class PageHeader");

    assertThat(explained(unread("file:///data/in/deals.parquet", damaged)))
        .hasMessageStartingWith("/data/in/deals.parquet cannot be read: can not read class")
        .extracting(PlumblineException::code)
        .isEqualTo("input.unreadable");
    assertThat(explained(unread("file:///data/ws/tables/stage/part-0.parquet", damaged)))
        .hasMessageStartingWith("Table 'stage' at /data/ws/tables/stage/part-0.parquet")
        .extracting(PlumblineException::code)
        .isEqualTo("workspace.table_unreadable");
  }

  @Test
  void tooLittleMemoryIsNoDefect() {
    assertThat(explained(new RuntimeException(new OutOfMemoryError("Java heap space"))).code())
        .isEqualTo("memory");
  }

  @Test
  void whatIsExplainedStaysAndWhatIsUnknownIsInternal() {
    PlumblineException known = Errors.inputChanged("a.csv");

    assertThat(explained(known)).isSameAs(known);
    assertThat(explained(new IllegalStateException("odd")).code()).isEqualTo("internal");
  }

  private static Throwable unread(String file, IOException origin) {
    return QueryExecutionErrors.cannotReadFilesError(origin, file);
  }

  private static PlumblineException explained(Throwable failure) {
    return Failure.explained(failure, WORKSPACE);
  }
}
