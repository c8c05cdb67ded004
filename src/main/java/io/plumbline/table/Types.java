package io.plumbline.table;

import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The column types that more than one contract uses. */
public final class Types {

  /** Money: two decimals, sixteen digits before them. */
  public static final DataType AMOUNT = DataTypes.createDecimalType(18, 2);

  /** A list of short texts. */
  public static final ArrayType TEXTS = DataTypes.createArrayType(DataTypes.StringType);

  private Types() {}
}
