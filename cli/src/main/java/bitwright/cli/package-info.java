/** The bitwright command: the only room that prints, exits and knows all. */
package bitwright.cli;
