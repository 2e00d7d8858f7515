/** Networks in the folders of DNNsim, the bit-serial designs' authors' own simulator, read as they are. */
package bitwright.workload.dnnsim;
