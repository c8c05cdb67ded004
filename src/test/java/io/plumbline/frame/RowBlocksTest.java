package io.plumbline.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;

class RowBlocksTest {

  private static final StructType SHAPE =
      new StructType().add("n", DataTypes.IntegerType).add("text", DataTypes.StringType);
  private static final int MEBIBYTE = 1 << 20;

  @Test
  void rowsComeBackInTheirOrderOverManyBlocks() {
    List<InternalRow> rows = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      rows.add(row(i, i % 7 == 0 ? null : "deal-" + "x".repeat(i % 211)));
    }
    // One that is longer than a block, and one behind it.
    rows.add(row(-1, "y".repeat(3 * MEBIBYTE)));
    rows.add(row(-2, ""));

    List<RowBlocks.Block> blocks = blocks(rows);

    assertThat(blocks).hasSizeGreaterThan(3);
    assertThat(blocks.stream().mapToLong(block -> block.compressed().length).sum())
        .isLessThan(2L * MEBIBYTE);
    assertThat(texts(RowBlocks.read(blocks.iterator(), 0, SHAPE.size())))
        .isEqualTo(texts(rows.iterator()));
  }

  @Test
  void rowsInTheFormOfSparkAreTakenAsTheyAre() {
    UnsafeProjection projection = UnsafeProjection.create(SHAPE);
    // The projection fills the same row each time, as operators do.
    Iterator<InternalRow> reused =
        IntStream.range(0, 100)
            .<InternalRow>mapToObj(i -> projection.apply(row(i, "t" + i)))
            .iterator();

    List<RowBlocks.Block> blocks = new ArrayList<>();
    RowBlocks.write(reused, SHAPE).forEachRemaining(blocks::add);

    assertThat(blocks).hasSize(1);
    assertThat(texts(RowBlocks.read(blocks.iterator(), 0, SHAPE.size())))
        .isEqualTo(IntStream.range(0, 100).mapToObj(i -> i + " t" + i).toList());
  }

  @Test
  void noRowsAreNoBlocks() {
    assertThat(blocks(List.of())).isEmpty();
    Iterator<InternalRow> none =
        RowBlocks.read(List.<RowBlocks.Block>of().iterator(), 0, SHAPE.size());
    assertThat(none.hasNext()).isFalse();
    assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
  }

  /** As of a union of tables: each row is of one of them. */
  @Test
  void rowsOfEachKindComeBackInTheirOrder() {
    StructType number = new StructType().add("n", DataTypes.IntegerType);
    StructType union =
        new StructType()
            .add("table", DataTypes.StringType)
            .add("numbers", number)
            .add("texts", SHAPE)
            .add("none", SHAPE);
    List<InternalRow> rows = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      boolean isText = i % 3 == 0;
      rows.add(
          new GenericInternalRow(
              new Object[] {
                UTF8String.fromString("x".repeat(40)),
                isText ? null : new GenericInternalRow(new Object[] {i}),
                isText ? row(i, "deal-" + "y".repeat(i % 300)) : null,
                null
              }));
    }

    List<RowBlocks.Block> blocks = new ArrayList<>();
    RowBlocks.writeByKind(rows.iterator(), union, 1).forEachRemaining(blocks::add);

    List<Integer> numbers = new ArrayList<>();
    RowBlocks.read(blocks.iterator(), 0, 1).forEachRemaining(row -> numbers.add(row.getInt(0)));
    assertThat(numbers)
        .isEqualTo(IntStream.range(0, 20_000).filter(i -> i % 3 != 0).boxed().toList());
    assertThat(texts(RowBlocks.read(blocks.iterator(), 1, 2)))
        .isEqualTo(
            IntStream.range(0, 20_000)
                .filter(i -> i % 3 == 0)
                .mapToObj(i -> i + " deal-" + "y".repeat(i % 300))
                .toList());
    assertThat(RowBlocks.read(blocks.iterator(), 2, 2).hasNext()).isFalse();
  }

  private static List<RowBlocks.Block> blocks(List<InternalRow> rows) {
    List<RowBlocks.Block> blocks = new ArrayList<>();
    RowBlocks.write(rows.iterator(), SHAPE).forEachRemaining(blocks::add);
    return blocks;
  }

  private static InternalRow row(int n, String text) {
    return new GenericInternalRow(new Object[] {n, UTF8String.fromString(text)});
  }

  private static List<String> texts(Iterator<InternalRow> rows) {
    List<String> texts = new ArrayList<>();
    rows.forEachRemaining(row -> texts.add(row.getInt(0) + " " + row.getUTF8String(1)));
    return texts;
  }
}
