/**
 * One exception family with a stable code, an exit code and a message of three parts: what is
 * wrong, why, and how to solve it.
 */
package io.plumbline.error;
