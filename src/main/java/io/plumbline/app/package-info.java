/** Wiring and the command line; the only package that imports rooms. */
package io.plumbline.app;
