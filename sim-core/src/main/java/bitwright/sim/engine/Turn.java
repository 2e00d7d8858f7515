package bitwright.sim.engine;

/**
 * A component's turn to act, in {@link Phase#REACT}. However many causes ask for it, it comes once; a cause that turns up
 * after the turn has come, even in the same tick, brings another one. Asked for when the phase has passed, it comes in
 * the next tick.
 */
public final class Turn implements Sleeper {
    private final Engine engine;
    private final Handler handler;
    private boolean asked;

    /** A turn in which the action runs. */
    public Turn(Engine engine, Runnable action) {
        this.engine = engine;
        this.handler = argument -> {
            asked = false;
            action.run();
        };
    }

    @Override
    public void wake() {
        if (!asked) {
            asked = true;
            engine.at(engine.earliest(Phase.REACT), Phase.REACT, handler, 0);
        }
    }
}
