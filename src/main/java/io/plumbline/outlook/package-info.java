/**
 * What a pipeline will win: the distribution of a period from open deals, arrivals and past errors.
 * Pure; knows amounts and probabilities, never Spark.
 */
package io.plumbline.outlook;
