package bitwright.sim.engine;

import java.util.List;

/**
 * Members that tick as one event at each edge of their clock, in {@link Phase#TICK}, for as long as any of them has
 * something to do. When none has, the group sleeps and costs nothing until it is woken.
 *
 * <p>Woken before the phase of an edge, it ticks at that edge; woken in or after the phase, at the next one, whether or
 * not it has ticked already. So the order of groups within a tick does not matter either.
 */
public final class TickGroup implements Sleeper {
    private final Engine engine;
    private final Clock clock;
    private final Ticked[] members;
    private final Handler handler = this::tick;
    private boolean awake;
    private long lastWanted; // the latest edge that was asked for
    private long nextEdge; // the first edge that has not ticked
    private long ticks;

    /** A group, asleep, whose members tick in the given order. */
    public TickGroup(Engine engine, Clock clock, List<? extends Ticked> members) {
        this.engine = engine;
        this.clock = clock;
        this.members = members.toArray(Ticked[]::new);
    }

    @Override
    public void wake() {
        lastWanted = Math.max(nextEdge, clock.edge(engine.earliest(Phase.REACT)));
        if (!awake) {
            awake = true;
            engine.at(lastWanted, Phase.TICK, handler, 0);
        }
    }

    /** Whether the group ticks at the next edge. */
    public boolean isAwake() {
        return awake;
    }

    /** Edges at which the group has ticked. */
    public long ticks() {
        return ticks;
    }

    private void tick(long argument) {
        ticks++;
        nextEdge = engine.now() + clock.period();
        for (var member : members) {
            member.compute();
        }
        boolean active = false;
        for (var member : members) {
            active |= member.commit();
        }
        awake = active || lastWanted == nextEdge;
        if (awake) {
            engine.at(nextEdge, Phase.TICK, handler, 0);
        }
    }
}
