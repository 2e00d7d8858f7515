package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import bitwright.accel.pim.Mapping.Kind;
import bitwright.accel.pim.Mapping.Place;
import bitwright.accel.pim.Mapping.Region;
import bitwright.workload.WorkloadException;
import bitwright.workload.transformer.Transformer;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MappingTest {
    // Rows of 64 values, buffers of 64: vectors of 90 and 180 values are cut, and no length is a round number of banks.
    private static final PimMemory MEMORY = new PimMemory(3, 4, 4000, 128, 16, 8, 128, 2);
    private static final Transformer MODEL = new Transformer(2, 5, 90, 180, 101, 150);

    @Test
    void everyValueHasAPlaceOfItsOwn() {
        var mapping = new Mapping(MEMORY, MODEL);
        var taken = new BitSet();
        long values = 0;
        for (Region region : mapping.regions()) {
            int end = region.firstRow() + region.layout().rows();
            for (int output = 0; output < region.layout().outputs(); output++) {
                for (int input = 0; input < region.layout().inputs(); input++) {
                    Place place = mapping.place(region, output, input);
                    boolean inside = place.channel() >= 0
                            && place.channel() < 3
                            && place.bank() >= 0
                            && place.bank() < 4
                            && place.row() >= region.firstRow()
                            && place.row() < end
                            && place.element() >= 0
                            && place.element() < 64;
                    int number = ((place.row() * 64 + place.element()) * 4 + place.bank()) * 3 + place.channel();
                    if (!inside || taken.get(number)) {
                        fail(region + " output " + output + " input " + input + " lies in " + place);
                    }
                    taken.set(number);
                    values++;
                }
            }
        }
        assertThat(taken.cardinality()).isEqualTo((int) values);
        assertThat(values).isGreaterThanOrEqualTo(MODEL.blockWeights() + MODEL.headWeights());
    }

    @Test
    void banksShareAMatrixEvenlyButForOneOfItsRows() {
        var mapping = new Mapping(MEMORY, MODEL);
        for (Region region : mapping.regions()) {
            Map<Integer, Integer> ofBanks = new HashMap<>();
            for (int bank = 0; bank < 12; bank++) {
                ofBanks.put(bank, 0);
            }
            for (int output = 0; output < region.layout().outputs(); output++) {
                Place place = mapping.place(region, output, 0);
                ofBanks.merge(place.channel() * 4 + place.bank(), 1, Integer::sum);
            }
            int most = ofBanks.values().stream().max(Integer::compare).orElseThrow();
            int least = ofBanks.values().stream().min(Integer::compare).orElseThrow();
            assertThat(most - least).as("%s", region).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void rowsOfWeightsAreFullButForTheLastOfAChunk() {
        var mapping = new Mapping(MEMORY, MODEL);
        var region = mapping.region(Kind.FEED_FORWARD_2, 1); // 90 outputs, 180 inputs in chunks of 64, 64 and 52
        Map<Integer, Integer> inRows = new HashMap<>();
        for (int output = 0; output < 90; output++) {
            for (int input = 0; input < 180; input++) {
                Place place = mapping.place(region, output, input);
                if (place.channel() == 0 && place.bank() == 0) {
                    inRows.merge(place.row() - region.firstRow(), 1, Integer::sum);
                }
            }
        }
        // 23 lines, of which channel 0 has 8; two chunks fill 8 rows each, the third takes 8 times 56 values of padded
        // lines,
        // that is seven rows with 52 of each 56 values in use.
        assertThat(region.layout().rows()).isEqualTo(8 + 8 + 7);
        for (int row = 0; row < 16; row++) {
            assertThat(inRows.get(row)).isEqualTo(64);
        }
        assertThat(inRows.entrySet().stream()
                        .filter(e -> e.getKey() >= 16)
                        .mapToInt(Map.Entry::getValue)
                        .sum())
                .isEqualTo(8 * 52);
    }

    @Test
    void aKeyIsOnePieceOfOneBankAndAValueIsOneElementOfManyRows() {
        var mapping = new Mapping(MEMORY, MODEL);
        var keys = mapping.region(Kind.KEYS, 0); // heads of 18 values padded to 24, two of them in a chunk
        Place first = mapping.place(keys, 77, 0);
        for (int input = 0; input < 36; input++) {
            Place place = mapping.place(keys, 77, input);
            assertThat(place.channel()).isEqualTo(first.channel());
            assertThat(place.bank()).isEqualTo(first.bank());
            int at = (place.row() - first.row()) * 64 + place.element() - first.element();
            assertThat(at).isEqualTo(input / 18 * 24 + input % 18);
        }
        var values = mapping.region(Kind.VALUES, 0);
        Set<Place> ofToken = new HashSet<>();
        for (int output = 0; output < 90; output++) {
            Place place = mapping.place(values, output, 77);
            assertThat(place.element() % 64).isEqualTo(77 % 64); // the second chunk of 64 tokens
            ofToken.add(new Place(place.channel(), place.bank(), place.row(), 0));
        }
        assertThat(ofToken).hasSize(90);
    }

    @Test
    void programsOpenTheRowsThatTheMappingFills() {
        var mapping = new Mapping(MEMORY, MODEL);
        var compiler = new Compiler(MEMORY, ChannelPrograms.asic(1000), MODEL, false, true);
        int position = 70; // in the second chunk of tokens
        var rows = new HashMap<Operation, long[]>();
        for (Instruction instruction : compiler.token(position, true)) {
            if (instruction.operation().isProduct()) {
                long[] ofChannels = new long[3];
                for (int channel = 0; channel < 3; channel++) {
                    ofChannels[channel] = rowsOpened(instruction.programs().get(channel));
                }
                rows.putIfAbsent(instruction.operation(), ofChannels);
            }
        }
        assertThat(rows.get(Operation.QKV)).containsExactly(used(mapping, Kind.QKV, 270, 90));
        assertThat(rows.get(Operation.PROJECTION)).containsExactly(used(mapping, Kind.PROJECTION, 90, 90));
        assertThat(rows.get(Operation.FEED_FORWARD_1)).containsExactly(used(mapping, Kind.FEED_FORWARD_1, 180, 90));
        assertThat(rows.get(Operation.FEED_FORWARD_2)).containsExactly(used(mapping, Kind.FEED_FORWARD_2, 90, 180));
        assertThat(rows.get(Operation.SCORE)).containsExactly(used(mapping, Kind.KEYS, 71, 90));
        long[] values = used(mapping, Kind.VALUES, 90, 71);
        for (int channel = 0; channel < 3; channel++) {
            // Lines of two heads are gone over twice.
            assertThat(rows.get(Operation.CONTEXT)[channel]).isBetween(values[channel], values[channel] + 2 * 4);
        }
    }

    private static long rowsOpened(ChannelProgram program) {
        var quiet = new PimTiming(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        var run = new ChannelRun(quiet.at(bitwright.sim.engine.Frequency.ofMHz(1000), 1), 2, false);
        ChannelPrograms.run(run, program, 0);
        return run.count(PimCommand.ACTIVATE_ALL);
    }

    /** Rows of each channel that hold one of the first outputs and inputs. */
    private static long[] used(Mapping mapping, Kind kind, int outputs, int inputs) {
        var region = mapping.region(kind, 0);
        var rows = new HashSet<Place>();
        for (int output = 0; output < outputs; output++) {
            for (int input = 0; input < inputs; input++) {
                Place place = mapping.place(region, output, input);
                rows.add(new Place(place.channel(), 0, place.row(), 0));
            }
        }
        long[] ofChannels = new long[3];
        rows.forEach(row -> ofChannels[row.channel()]++);
        return ofChannels;
    }

    @Test
    void aModelThatDoesNotFitIsRefused() {
        var small = new PimMemory(3, 4, 100, 128, 16, 8, 128, 2);
        assertThatThrownBy(() -> new Mapping(small, MODEL))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("rows of every bank")
                .hasMessageEndingWith("the memory's banks have 100");
    }

    @Test
    void theMappingIsPrinted() throws IOException {
        var text = new StringBuilder();
        new Mapping(MEMORY, MODEL).print(text);
        assertThat(text.toString().lines().toList())
                .hasSize(1 + 2 * 7 + 2 + 1)
                .contains("qkv                  0      270       90       0      35  23 23 22");
    }
}
