/**
 * How the exports of CRMs are read: a YAML file per CRM that names its tables and columns, and SQL
 * that makes the canonical files of them. Knows names and headers only, and no data.
 */
package io.plumbline.connect;
