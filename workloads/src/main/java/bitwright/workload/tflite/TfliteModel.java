package bitwright.workload.tflite;

import bitwright.workload.network.Network;

/**
 * An imported model.
 *
 * @param network the network
 * @param file the file's name
 * @param sha256 of the file, in hex
 */
public record TfliteModel(Network network, String file, String sha256) {}
