/** From an experiment to its results; used alike by the command line, sweeps and clusters. */
package bitwright.runner;
