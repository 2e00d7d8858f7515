/** Many experiments from one file: chosen, run, kept, and made into tables. */
package bitwright.sweep;
