package bitwright.accel.pim;

import bitwright.accel.pim.Mapping.Place;

/**
 * How one matrix lies in the banks. Its outputs are cut into lines, one output a bank; each line lies in one channel, in a
 * slot that its banks share. The inputs are cut into chunks, each with rows of its own.
 */
public sealed interface Layout {
    /** Outputs of the matrix: values of its product with a vector. */
    int outputs();

    /** Inputs of the matrix: values of the vector. */
    int inputs();

    /** Rows that it takes of every bank. */
    int rows();

    /** Where a value lies, its row counted from the matrix's first. */
    Place place(int output, int input);

    /** Lines of a channel. */
    int lines(int channel);

    /**
     * A matrix of weights. Line n lies in channel n mod channels; in a channel and chunk the lines follow one another without
     * a gap, over the ends of rows, so that all rows but the last are full.
     */
    record Weights(PimMemory memory, int outputs, int inputs) implements Layout {
        /** How many chunks there are. */
        public int chunks() {
            return PimMemory.up(inputs, memory.chunkValues());
        }

        /** Inputs of a chunk. */
        public int width(int chunk) {
            return Math.min(memory.chunkValues(), inputs - chunk * memory.chunkValues());
        }

        @Override
        public int lines(int channel) {
            int lines = PimMemory.up(outputs, memory.banks());
            return PimMemory.up(Math.max(0, lines - channel), memory.channels());
        }

        private int rows(int chunk) {
            return Mapping.rows((long) lines(0) * memory.padded(width(chunk)), memory);
        }

        @Override
        public int rows() {
            return firstRow(chunks());
        }

        private int firstRow(int chunk) {
            int row = 0;
            for (int before = 0; before < chunk; before++) {
                row += rows(before);
            }
            return row;
        }

        @Override
        public Place place(int output, int input) {
            int line = output / memory.banks();
            int chunk = input / memory.chunkValues();
            long at = (long) (line / memory.channels()) * memory.padded(width(chunk)) + input % memory.chunkValues();
            return new Place(
                    line % memory.channels(),
                    output % memory.banks(),
                    firstRow(chunk) + (int) (at / memory.rowValues()),
                    (int) (at % memory.rowValues()));
        }
    }

    /**
     * Keys, a row of the matrix a token, with its heads one behind the other, each padded: a new key is one piece a chunk in
     * one bank. Chunks are as many whole heads as the buffer holds. A line is as many tokens as a channel has banks; line n
     * lies in channel n mod channels.
     */
    record Keys(PimMemory memory, int tokens, int heads, int dHead) implements Layout {
        public Keys {
            if (memory.padded(dHead) > memory.chunkValues()) {
                throw new IllegalArgumentException(
                        "a head of " + dHead + " values does not fit into the buffer of " + memory.chunkValues());
            }
        }

        @Override
        public int outputs() {
            return tokens;
        }

        @Override
        public int inputs() {
            return heads * dHead;
        }

        /** Values of a head with its padding. */
        public int paddedHead() {
            return memory.padded(dHead);
        }

        private int headsPerChunk() {
            return memory.chunkValues() / paddedHead();
        }

        public int chunks() {
            return PimMemory.up(heads, headsPerChunk());
        }

        /** Heads of a chunk. */
        public int heads(int chunk) {
            return Math.min(headsPerChunk(), heads - chunk * headsPerChunk());
        }

        /** Values of a token in a chunk, with their padding. */
        public int width(int chunk) {
            return heads(chunk) * paddedHead();
        }

        @Override
        public int lines(int channel) {
            return lines(channel, tokens);
        }

        /** Lines of a channel when there are so many tokens. */
        public int lines(int channel, int present) {
            int lines = PimMemory.up(present, memory.banks());
            return PimMemory.up(Math.max(0, lines - channel), memory.channels());
        }

        /** The channel of a token. */
        public int channel(int token) {
            return token / memory.banks() % memory.channels();
        }

        /** Values of a chunk's rows before a token's. */
        public long before(int token, int chunk) {
            return (long) (token / memory.banks() / memory.channels()) * width(chunk);
        }

        @Override
        public int rows() {
            return firstRow(chunks());
        }

        private int firstRow(int chunk) {
            int row = 0;
            for (int before = 0; before < chunk; before++) {
                row += Mapping.rows((long) lines(0) * width(before), memory);
            }
            return row;
        }

        @Override
        public Place place(int token, int input) {
            int head = input / dHead;
            int chunk = head / headsPerChunk();
            long at = before(token, chunk) + (long) (head % headsPerChunk()) * paddedHead() + input % dHead;
            return new Place(
                    channel(token), token % memory.banks(), firstRow(chunk) + (int) (at / memory.rowValues()), (int)
                            (at % memory.rowValues()));
        }
    }

    /**
     * Values of the attention, a column of the matrix a token, so that a new value is one element of each of the matrix's
     * rows. Neighbouring lines lie in one channel, so that a channel needs the weights of few heads. A line has room for all
     * tokens of a chunk, and never crosses the end of a row.
     */
    record Values(PimMemory memory, int outputs, int tokens) implements Layout {
        @Override
        public int inputs() {
            return tokens;
        }

        public int chunks() {
            return PimMemory.up(tokens, memory.chunkValues());
        }

        /** Room of a line in a chunk, in values. */
        public int room(int chunk) {
            return memory.padded(Math.min(memory.chunkValues(), tokens - chunk * memory.chunkValues()));
        }

        /** Lines that share a row. */
        public int linesPerRow(int chunk) {
            return memory.rowValues() / room(chunk);
        }

        private int allLines() {
            return PimMemory.up(outputs, memory.banks());
        }

        @Override
        public int lines(int channel) {
            return firstLine(channel + 1) - firstLine(channel);
        }

        /** The first line of a channel; that of the number of channels is the number of lines. */
        public int firstLine(int channel) {
            int each = allLines() / memory.channels();
            int withOneMore = allLines() % memory.channels(); // the last ones: the very last line may not be full
            return channel * each + Math.max(0, channel - (memory.channels() - withOneMore));
        }

        @Override
        public int rows() {
            return firstRow(chunks());
        }

        private int firstRow(int chunk) {
            int row = 0;
            for (int before = 0; before < chunk; before++) {
                row += PimMemory.up(lines(memory.channels() - 1), linesPerRow(before));
            }
            return row;
        }

        @Override
        public Place place(int output, int token) {
            int line = output / memory.banks();
            int channel = 0;
            while (firstLine(channel + 1) <= line) {
                channel++;
            }
            int slot = line - firstLine(channel);
            int chunk = token / memory.chunkValues();
            int perRow = linesPerRow(chunk);
            return new Place(
                    channel,
                    output % memory.banks(),
                    firstRow(chunk) + slot / perRow,
                    slot % perRow * room(chunk) + token % memory.chunkValues());
        }
    }
}
