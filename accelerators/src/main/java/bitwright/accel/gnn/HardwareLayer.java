package bitwright.accel.gnn;

/**
 * A layer as the hardware runs it: every node gathers a list, and its sum goes through one matrix.
 *
 * @param name as timelines know it
 * @param lists what each node gathers; nodes with an empty list are not run
 * @param inputs features of a message
 * @param outputs features of a result
 * @param precisions of nodes: bits of a feature, each
 * @param precisionOf the precision of each node, or null: all the first
 */
record HardwareLayer(String name, MessageLists lists, int inputs, int outputs, int[] precisions, byte[] precisionOf) {}
