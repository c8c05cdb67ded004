/**
 * The contract of every table of a workspace: columns, types, units, keys, constraints. Rooms meet
 * only here.
 */
package io.plumbline.table;
