package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;
import bitwright.sim.memory.OffChip;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * The prefetcher's feature bank: one fetch tag a nodeslot, and read masters, one a memory bank, that serve one request at a
 * time. Follows {@code prefetcher_fetch_tag}, {@code prefetcher_streaming_manager} and {@code axi_read_master} of the RTL
 * register by register, as far as time goes:
 *
 * <ul>
 *   <li>a request of b beats holds its master for L + b + 1 cycles, L being the cycles from the address to the first beat;
 *   <li>words of 32 bits are taken from a beat one a cycle, 16 of them and one cycle for the next beat, during which the
 *       master waits;
 *   <li>scale factors come in requests of 127 words; the last beat of each but the last is left after its first word,
 *       and the words that were not counted there are waited for at the end;
 *   <li>features are fetched for one neighbour after the other.
 * </ul>
 *
 * A list that is longer than the address queue is fetched in segments of its length, each with its scale factors: an
 * inference, since this does not work in the published RTL.
 */
final class FeatureBank {
    /** What a tag fetches. */
    private enum Fetch {
        LIST,
        SCALES,
        MESSAGE
    }

    private static final int WORDS_OF_BEAT = 16;
    private static final int WORDS_OF_SCALE_REQUEST = 127;
    private static final int BEAT_BITS = 512;

    private final Beat beat;
    private final OffChip memory;
    private final Addresses addresses;
    private final Occupancy masters;
    private final Nodeslots slots;
    private final int latency;
    private final int addressQueue;
    private final int messageQueueBeats;
    private final int[] beatsOfMessage;
    private final int[] bankOf;
    private final int[] placeInBank;
    private final int[][] slotsOfBank;

    // Of each tag.
    private final Fetch[] fetch;
    private final int[] listed; // addresses fetched so far, all segments
    private final int[] fetched; // messages fetched so far
    private final int[] scaleWords; // scale factors of the segment that no request was made for yet
    private final int[] scalePushes; // words that are still to be counted
    private final boolean[] paused; // the message queue is full
    private final boolean[] answered; // the scoreboard knows of messages
    private final boolean[] streaming; // the aggregation engine takes messages while more are fetched
    private final int[] taken; // messages that the aggregation engine has taken
    private final long[] earliestEnd; // of its request that is under way

    // Of each bank.
    private final Arbiter[] waiting;
    private final int[] underWay;
    private final boolean[] deciding;
    private final long[] lastGrant;
    private final long[] portFree; // when the beats of all accepted requests have come, at the earliest
    private final int outstanding;

    private final Handler want = this::want;
    private final Handler decide = this::decide;
    private final Handler crossed = this::crossed;
    private final Handler complete = this::complete;
    private final Handler answer = this::answer;

    private LongConsumer listFetched;
    private LongConsumer scalesFetched;
    private LongConsumer messagesFetched;
    private LongConsumer messageArrived;
    private long readBits;
    private long requests;
    private int busyMasters;

    /** What a bank needs to know beyond its neighbours. */
    record Shape(
            int latency,
            int addressQueue,
            int messageQueueBeats,
            int[] beatsOfMessage,
            int banks,
            int[] bankOf,
            int outstanding,
            Arbitration arbitration) {}

    FeatureBank(Beat beat, OffChip memory, Addresses addresses, Nodeslots slots, Occupancy masters, Shape shape) {
        this.beat = beat;
        this.memory = memory;
        this.addresses = addresses;
        this.masters = masters;
        this.slots = slots;
        latency = shape.latency();
        addressQueue = shape.addressQueue();
        messageQueueBeats = shape.messageQueueBeats();
        beatsOfMessage = shape.beatsOfMessage();
        bankOf = shape.bankOf();
        int count = slots.count();
        placeInBank = new int[count];
        slotsOfBank = new int[shape.banks()][0];
        for (int slot = 0; slot < count; slot++) {
            int[] mates = slotsOfBank[bankOf[slot]];
            placeInBank[slot] = mates.length;
            slotsOfBank[bankOf[slot]] = Arrays.copyOf(mates, mates.length + 1);
            slotsOfBank[bankOf[slot]][mates.length] = slot;
        }
        fetch = new Fetch[count];
        listed = new int[count];
        fetched = new int[count];
        scaleWords = new int[count];
        scalePushes = new int[count];
        paused = new boolean[count];
        answered = new boolean[count];
        streaming = new boolean[count];
        taken = new int[count];
        waiting = new Arbiter[shape.banks()];
        for (int bank = 0; bank < waiting.length; bank++) {
            waiting[bank] = new Arbiter(Math.max(1, slotsOfBank[bank].length), shape.arbitration());
        }
        outstanding = shape.outstanding();
        underWay = new int[shape.banks()];
        deciding = new boolean[shape.banks()];
        portFree = new long[shape.banks()];
        lastGrant = new long[shape.banks()];
        Arrays.fill(lastGrant, -1);
        earliestEnd = new long[count];
    }

    /** Who is told of responses, in the cycle in which they are valid, with the slot. */
    void connect(LongConsumer list, LongConsumer scales, LongConsumer messages, LongConsumer arrival) {
        listFetched = list;
        scalesFetched = scales;
        messagesFetched = messages;
        messageArrived = arrival;
    }

    /** Accepts the request for a slot's list in the present cycle; the tag is allocated in one more. */
    void fetchList(int slot) {
        listed[slot] = 0;
        fetched[slot] = 0;
        taken[slot] = 0;
        streaming[slot] = false;
        paused[slot] = false;
        answered[slot] = false;
        fetch[slot] = Fetch.LIST;
        beat.arrive(beat.cycle() + 2, want, slot);
    }

    /** Accepts the request for a slot's scale factors, or those of its first segment. */
    void fetchScales(int slot) {
        startScales(slot, segment(slot, 0));
    }

    /** Accepts the request for a slot's messages. */
    void fetchMessages(int slot) {
        listed[slot] = segment(slot, 0);
        fetch[slot] = Fetch.MESSAGE;
        beat.arrive(beat.cycle() + 1, want, slot);
    }

    /** Entries of the segment that begins at one. */
    private int segment(int slot, int from) {
        return Math.min(addressQueue, slots.messages[slot] - from);
    }

    private void startScales(int slot, int words) {
        fetch[slot] = Fetch.SCALES;
        scaleWords[slot] = words;
        scalePushes[slot] = words;
        beat.arrive(beat.cycle() + 1, want, slot);
    }

    /** Whether a tag cannot hold all messages of its slot at once. */
    boolean isPartial(int slot) {
        return slots.messages[slot] > addressQueue
                || (long) slots.messages[slot] * beatsOfMessage[slot] > messageQueueBeats;
    }

    /** Messages of a slot that have arrived. */
    int fetched(int slot) {
        return fetched[slot];
    }

    /** From now on messages are taken one by one while more come. */
    void stream(int slot) {
        streaming[slot] = true;
    }

    /** The aggregation engine has taken a message of a stream, which makes room. */
    void take(int slot) {
        taken[slot]++;
        if (paused[slot] && hasRoom(slot)) {
            paused[slot] = false;
            beat.arrive(beat.cycle() + 1, want, slot);
        }
    }

    /** Once the aggregation engine may begin, the slot shows what that does. */
    private void show(int slot, SlotPhase phase) {
        if (!answered[slot]) {
            slots.enter(slot, phase);
        }
    }

    private boolean hasRoom(int slot) {
        return (long) (fetched[slot] - taken[slot]) * beatsOfMessage[slot] < messageQueueBeats;
    }

    /** A tag's request reaches the arbiter of its bank. */
    private void want(long slot) {
        ask((int) slot);
    }

    private void ask(int slot) {
        int bank = bankOf[slot];
        waiting[bank].request(placeInBank[slot]);
        show(slot, SlotPhase.BANK);
        wake(bank);
    }

    private void wake(int bank) {
        if (underWay[bank] < outstanding && !deciding[bank] && !waiting[bank].isEmpty()) {
            deciding[bank] = true;
            beat.decide(Math.max(beat.cycle(), lastGrant[bank] + 1), decide, bank);
        }
    }

    /** A master accepts a request, one a cycle while it has not too many under way. */
    private void decide(long argument) {
        int bank = (int) argument;
        deciding[bank] = false;
        int place = waiting[bank].grant();
        if (place < 0) {
            return;
        }
        int slot = slotsOfBank[bank][place];
        underWay[bank]++;
        lastGrant[bank] = beat.cycle();
        masters.set(beat.cycle(), ++busyMasters);
        requests++;
        long address;
        int beats;
        long taking; // cycles from the first beat to the one after the last
        int node = slots.node[slot];
        switch (fetch[slot]) {
            case LIST -> {
                show(slot, SlotPhase.LIST);
                beats = beats(segment(slot, listed[slot]));
                address = addresses.list(node, listed[slot]);
                taking = 1 + (WORDS_OF_BEAT + 1L) * (beats - 1);
            }
            case SCALES -> {
                show(slot, SlotPhase.SCALES);
                beats = beats(Math.min(WORDS_OF_SCALE_REQUEST, scaleWords[slot]));
                address = addresses.scales(node, listed[slot] + segment(slot, listed[slot]) - scaleWords[slot]);
                taking = 1 + (WORDS_OF_BEAT + 1L) * (beats - 1);
            }
            default -> {
                show(slot, SlotPhase.MESSAGES);
                beats = beatsOfMessage[slot];
                address = addresses.features(node, fetched[slot]);
                taking = beats;
            }
        }
        earliestEnd[slot] = Math.max(beat.cycle() + latency + 1, portFree[bank]) + taking;
        portFree[bank] = earliestEnd[slot];
        readBits += (long) beats * BEAT_BITS;
        memory.transfer(OffChip.Direction.READ, address, (long) beats * BEAT_BITS, crossed, slot);
        wake(bank);
    }

    private static int beats(int words) {
        return (words + WORDS_OF_BEAT - 1) / WORDS_OF_BEAT;
    }

    /** The memory has delivered; the master is held at least as long as its registers take. */
    private void crossed(long slot) {
        beat.arrive(Math.max(earliestEnd[(int) slot], beat.cycle() + 1), complete, slot);
    }

    /** The cycle after the last beat was accepted: the master is idle again. */
    private void complete(long argument) {
        int slot = (int) argument;
        int bank = bankOf[slot];
        underWay[bank]--;
        masters.set(beat.cycle(), --busyMasters);
        switch (fetch[slot]) {
            case LIST -> {
                int words = segment(slot, listed[slot]);
                // The last beat's words, one a cycle, and one cycle to see that none is left.
                int rest = words - WORDS_OF_BEAT * (beats(words) - 1);
                show(slot, SlotPhase.LIST);
                beat.arrive(beat.cycle() + rest + 1, answer, slot);
            }
            case SCALES -> completeScales(slot);
            default -> completeMessage(slot);
        }
        wake(bank);
    }

    private void completeScales(int slot) {
        int words = Math.min(WORDS_OF_SCALE_REQUEST, scaleWords[slot]);
        int beats = beats(words);
        scaleWords[slot] -= words;
        show(slot, SlotPhase.SCALES);
        if (scaleWords[slot] > 0) {
            // All words of the beats before and one of the last, which is then left for the next request.
            scalePushes[slot] -= WORDS_OF_BEAT * (beats - 1) + 1;
            beat.arrive(beat.cycle() + 1, want, slot);
        } else {
            int rest = scalePushes[slot] - WORDS_OF_BEAT * (beats - 1);
            beat.arrive(beat.cycle() + rest + 1, answer, slot);
        }
    }

    private void completeMessage(int slot) {
        fetched[slot]++;
        if (streaming[slot]) {
            messageArrived.accept(slot);
        }
        boolean segmentDone = fetched[slot] == listed[slot];
        boolean full = !segmentDone && isPartial(slot) && !hasRoom(slot);
        if (segmentDone && listed[slot] < slots.messages[slot]) {
            fetch[slot] = Fetch.LIST;
            beat.arrive(beat.cycle() + 2, want, slot);
        } else if (full) {
            paused[slot] = true;
        } else if (!segmentDone) {
            ask(slot);
        }
        if ((segmentDone || full) && !answered[slot]) {
            answered[slot] = true; // all of it, or what unblocks the aggregation engine
            messagesFetched.accept(slot);
        }
    }

    /** A list's or a segment's words are all in their queue. */
    private void answer(long argument) {
        int slot = (int) argument;
        boolean first = fetched[slot] == 0;
        if (fetch[slot] == Fetch.LIST) {
            if (first) {
                listFetched.accept(slot);
            } else {
                startScales(slot, segment(slot, listed[slot]));
            }
        } else if (first) {
            scalesFetched.accept(slot);
        } else {
            listed[slot] += segment(slot, listed[slot]);
            fetch[slot] = Fetch.MESSAGE;
            beat.arrive(beat.cycle() + 1, want, slot);
        }
    }

    long readBits() {
        return readBits;
    }

    long requests() {
        return requests;
    }
}
