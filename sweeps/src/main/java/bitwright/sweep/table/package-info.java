/** Tables of points as files: CSV and Parquet. */
package bitwright.sweep.table;
