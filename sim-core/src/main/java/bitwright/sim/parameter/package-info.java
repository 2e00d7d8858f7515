/** What a configurable record says of its components, for checks, error messages, schema and documentation alike. */
package bitwright.sim.parameter;
