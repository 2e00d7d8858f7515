/** From a YAML file to records: reading, the library, references and settings, binding, and every error with its place. */
package bitwright.config;
