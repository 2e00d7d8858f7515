package bitwright.accel.number;

/**
 * A tensor as the registers of PEs hold it.
 *
 * @param codes one a value; the integers themselves where both operands of the PE are integers
 * @param values what the codes are worth to the PE, scales of blocks included
 * @param scales real = scale · (value − zeroPoint): one for the tensor, or one a filter
 * @param zeroCode the code of a zero
 * @param zeroPoint the value of the zero code
 */
public record CodedTensor(int[] codes, double[] values, double[] scales, int zeroCode, int zeroPoint) {
    double scale(int filter) {
        return scales.length == 1 ? scales[0] : scales[filter];
    }
}
