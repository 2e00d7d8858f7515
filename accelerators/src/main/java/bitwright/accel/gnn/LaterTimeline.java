package bitwright.accel.gnn;

import bitwright.sim.trace.Timeline;

/** A timeline for what begins later than tick 0 of the layer that is shown. */
record LaterTimeline(Timeline shown, long from) implements Timeline {
    static Timeline of(Timeline shown, long from) {
        return from == 0 || !shown.isOn() ? shown : new LaterTimeline(shown, from);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void span(String track, String what, long begin, long end) {
        shown.span(track, what, from + begin, from + end);
    }

    @Override
    public void level(String track, long time, long value) {
        shown.level(track, from + time, value);
    }
}
