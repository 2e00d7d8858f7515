package bitwright.accel.pim.value;

import bitwright.accel.pim.Mapping;
import bitwright.accel.pim.Mapping.Place;
import bitwright.accel.pim.Mapping.Region;
import bitwright.accel.pim.PimMemory;
import bitwright.accel.pim.asic.Bfloat16;

/** What the banks hold: bfloat16 codes where a mapping places them, and the MAC units beside them. */
final class Banks {
    private final PimMemory memory;
    private final Mapping mapping;
    private final MacUnit unit;
    /** Rows one behind the other, by channel and bank. */
    private final short[][] cells;

    private final float[] tree;

    Banks(PimMemory memory, Mapping mapping, MacUnit unit) {
        this.memory = memory;
        this.mapping = mapping;
        this.unit = unit;
        this.cells = new short[memory.channels() * memory.banks()][mapping.rows() * memory.rowValues()];
        this.tree = new float[unit.width()];
    }

    private short[] bank(Place place) {
        return cells[place.channel() * memory.banks() + place.bank()];
    }

    private int cell(Place place) {
        return place.row() * memory.rowValues() + place.element();
    }

    /** Writes a bfloat16 number to a matrix. */
    void store(Region region, int output, int input, float value) {
        Place place = mapping.place(region, output, input);
        bank(place)[cell(place)] = (short) Bfloat16.code(value);
    }

    /** Reads a number of a matrix. */
    float read(Region region, int output, int input) {
        Place place = mapping.place(region, output, input);
        return Bfloat16.ofCode(bank(place)[cell(place)]);
    }

    /**
     * The sum of products of an output's neighbouring values and a vector's, by the bank's MAC unit. They lie one behind the
     * other as long as they are of one chunk, over the ends of rows.
     */
    float dot(Region region, int output, int input, float[] x, int with, int count) {
        Place place = mapping.place(region, output, input);
        return unit.dot(bank(place), cell(place), x, with, count, tree);
    }
}
