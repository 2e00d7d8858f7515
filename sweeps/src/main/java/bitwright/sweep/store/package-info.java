/** Where results lie: an SQLite file a sweep, one writer at a time, whole after any crash. */
package bitwright.sweep.store;
