/** Integer reference arithmetic: what every accelerator's outputs are compared with. */
package bitwright.workload.reference;
