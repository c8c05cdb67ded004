/** The vocabulary as small immutable types: as-of date, outcome, stage order, periods. JDK only. */
package io.plumbline.model;
