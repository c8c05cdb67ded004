/**
 * Copies of the tables of a database, and of exports that hold changes only, as Delta tables under
 * {@code landing} in the workspace. A marker that is written last says which versions belong
 * together.
 */
package io.plumbline.landing;
