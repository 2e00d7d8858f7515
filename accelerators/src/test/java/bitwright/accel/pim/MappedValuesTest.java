package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Part;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.Mapping.Kind;
import bitwright.accel.pim.Mapping.Place;
import bitwright.accel.pim.Mapping.Region;
import bitwright.workload.transformer.Transformer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Values through the banks: matrices are stored where the mapping says, programs are carried out MAC by MAC on whatever the
 * banks hold, and the sums must be those of the plain product. What no value has its place in holds rubbish.
 */
class MappedValuesTest {
    private static final int POSITION = 70;

    private final PimMemory memory = new PimMemory(3, 4, 4000, 128, 16, 8, 128, 2);
    private final Transformer model = new Transformer(1, 5, 90, 180, 101, 150);
    private final Mapping mapping;
    private final List<Instruction> instructions;
    private final long[][][] banks; // by channel and bank, all rows one behind the other
    private final Random random = new Random(1);

    MappedValuesTest() {
        mapping = new Mapping(memory, model);
        var compiler = new Compiler(memory, ChannelPrograms.asic(1000), model, false, true);
        instructions = compiler.token(POSITION, true);
        banks = new long[memory.channels()][memory.banks()][mapping.rows() * memory.rowValues()];
        for (long[][] channel : banks) {
            for (long[] bank : channel) {
                for (int i = 0; i < bank.length; i++) {
                    bank[i] = random.nextInt(1000) - 500;
                }
            }
        }
    }

    private List<ChannelProgram> programs(Operation operation) {
        return instructions.stream()
                .filter(instruction -> instruction.operation() == operation)
                .findFirst()
                .orElseThrow()
                .programs();
    }

    private long[][] store(Region region) {
        long[][] values = new long[region.layout().outputs()][region.layout().inputs()];
        for (int output = 0; output < values.length; output++) {
            for (int input = 0; input < values[output].length; input++) {
                values[output][input] = random.nextInt(200) - 100;
                Place place = mapping.place(region, output, input);
                banks[place.channel()][place.bank()][place.row() * memory.rowValues() + place.element()] =
                        values[output][input];
            }
        }
        return values;
    }

    private long[] vector(int length) {
        return random.longs(length, -100, 100).toArray();
    }

    /** The sum of a bank that begins at an element: so many MACs with what the buffer holds from a place on. */
    private long sum(int channel, int bank, long element, int macs, long[] buffer, int from) {
        long sum = 0;
        for (int i = 0; i < macs * memory.macWidth(); i++) {
            sum += banks[channel][bank][(int) element + i] * (from + i < buffer.length ? buffer[from + i] : 0);
        }
        return sum;
    }

    private static long dot(long[] one, long[] other) {
        long sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private long element(Place place) {
        return (long) place.row() * memory.rowValues() + place.element();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QKV", "PROJECTION", "FEED_FORWARD_1", "FEED_FORWARD_2"})
    void productsWithWeightsComeOutOfTheBanks(String name) {
        Region region = mapping.region(Kind.valueOf(name), 0);
        long[][] weights = store(region);
        long[] vector = vector(region.layout().inputs());
        long[] sums = new long[weights.length];
        int chunkValues = memory.chunkValues();
        for (int channel = 0; channel < memory.channels(); channel++) {
            List<Part> parts = programs(Operation.valueOf(name)).get(channel).parts();
            for (int part = 0; part < parts.size(); part += 2) {
                int first = part / 2 * chunkValues;
                int width = Math.min(chunkValues, vector.length - first);
                assertThat(parts.get(part)).isEqualTo(new Buffer(PimMemory.up(width, memory.accessValues())));
                long[] buffer = Arrays.copyOfRange(vector, first, first + width);
                var rows = (Rows) parts.get(part + 1);
                assertThat(rows.perRow() * memory.macWidth()).isEqualTo(memory.rowValues());
                long begin = element(mapping.place(region, channel * memory.banks(), first));
                assertThat(begin % memory.rowValues()).isZero();
                for (int line = 0; line < rows.macs() / rows.sum(); line++) {
                    for (int bank = 0; bank < memory.banks(); bank++) {
                        int output = (line * memory.channels() + channel) * memory.banks() + bank;
                        if (output < sums.length) {
                            long at = begin + (long) line * rows.sum() * memory.macWidth();
                            sums[output] += sum(channel, bank, at, rows.sum(), buffer, 0);
                        }
                    }
                }
            }
        }
        for (int output = 0; output < sums.length; output++) {
            assertThat(sums[output]).as("output %d", output).isEqualTo(dot(weights[output], vector));
        }
    }

    @Test
    void scoresComeOutOfTheBanks() {
        Region region = mapping.region(Kind.KEYS, 0);
        var keys = (Layout.Keys) region.layout();
        long[][] stored = store(region);
        long[] query = vector(90);
        long[][] scores = new long[POSITION + 1][5];
        for (int channel = 0; channel < memory.channels(); channel++) {
            List<Part> parts = programs(Operation.SCORE).get(channel).parts();
            int firstHead = 0;
            for (int chunk = 0; chunk < parts.size() / 2; chunk++) {
                int heads = keys.heads(chunk);
                long[] buffer = new long[heads * keys.paddedHead()];
                for (int head = 0; head < heads; head++) {
                    System.arraycopy(query, (firstHead + head) * 18, buffer, head * keys.paddedHead(), 18);
                }
                var rows = (Rows) parts.get(2 * chunk + 1);
                long begin = element(mapping.place(region, channel * memory.banks(), firstHead * 18));
                for (int sum = 0; sum < rows.macs() / rows.sum(); sum++) {
                    int head = sum % heads;
                    for (int bank = 0; bank < memory.banks(); bank++) {
                        int token = (sum / heads * memory.channels() + channel) * memory.banks() + bank;
                        if (token <= POSITION) {
                            long at = begin + (long) sum * rows.sum() * memory.macWidth();
                            scores[token][firstHead + head] =
                                    sum(channel, bank, at, rows.sum(), buffer, head * keys.paddedHead());
                        }
                    }
                }
                firstHead += heads;
            }
            assertThat(firstHead).isEqualTo(5);
        }
        for (int token = 0; token <= POSITION; token++) {
            for (int head = 0; head < 5; head++) {
                long expected = 0;
                for (int i = head * 18; i < (head + 1) * 18; i++) {
                    expected += stored[token][i] * query[i];
                }
                assertThat(scores[token][head])
                        .as("token %d head %d", token, head)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void mixedValuesComeOutOfTheBanks() {
        Region region = mapping.region(Kind.VALUES, 0);
        var layout = (Layout.Values) region.layout();
        long[][] stored = store(region);
        long[][] weights = new long[5][];
        for (int head = 0; head < 5; head++) {
            weights[head] = vector(POSITION + 1);
        }
        long[] mixed = new long[90];
        int chunkValues = memory.chunkValues();
        for (int channel = 0; channel < memory.channels(); channel++) {
            List<Part> parts = programs(Operation.CONTEXT).get(channel).parts();
            int firstLine = layout.firstLine(channel);
            int firstOutput = firstLine * memory.banks();
            int endOutput = Math.min(90, layout.firstLine(channel + 1) * memory.banks());
            int part = 0;
            for (int chunk = 0; chunk * chunkValues <= POSITION; chunk++) {
                for (int head = firstOutput / 18; head * 18 < endOutput; head++) {
                    int end = Math.min(POSITION + 1, (chunk + 1) * chunkValues);
                    long[] buffer = Arrays.copyOfRange(weights[head], chunk * chunkValues, end);
                    var rows = (Rows) parts.get(part + 1);
                    part += 2;
                    int line = Math.max(firstOutput, head * 18) / memory.banks();
                    for (int sum = 0; sum < rows.macs() / rows.sum(); sum++, line++) {
                        for (int bank = 0; bank < memory.banks(); bank++) {
                            int output = line * memory.banks() + bank;
                            if (output / 18 == head && output < 90) {
                                long at = element(mapping.place(region, output, chunk * chunkValues));
                                mixed[output] += sum(channel, bank, at, rows.sum(), buffer, 0);
                            }
                        }
                    }
                }
            }
            assertThat(part).isEqualTo(parts.size());
        }
        for (int output = 0; output < 90; output++) {
            long expected = 0;
            for (int token = 0; token <= POSITION; token++) {
                expected += stored[output][token] * weights[output / 18][token];
            }
            assertThat(mixed[output]).as("output %d", output).isEqualTo(expected);
        }
    }
}
