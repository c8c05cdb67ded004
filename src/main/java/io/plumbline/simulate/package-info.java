/** A synthetic CRM export with known true stage probabilities, written as canonical files. */
package io.plumbline.simulate;
