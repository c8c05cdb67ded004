package io.plumbline.connect;

/** What happens where a table or column of an export is not there. */
public enum Need {
  /** The export is refused. */
  REQUIRED,
  /** It is read without, and people are told what that costs. */
  RECOMMENDED,
  /** It is read without. */
  OPTIONAL
}
