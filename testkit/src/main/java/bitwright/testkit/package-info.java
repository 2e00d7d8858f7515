/** Contracts as JUnit tests: a class that implements one inherits its tests. */
package bitwright.testkit;
