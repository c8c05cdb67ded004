/**
 * Every setting once: key, type, default, unit, range and meaning; reads the YAML file and lists
 * all of its problems together, before any Spark job.
 */
package io.plumbline.config;
