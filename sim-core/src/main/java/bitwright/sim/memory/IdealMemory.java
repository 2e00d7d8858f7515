package bitwright.sim.memory;

import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.parameter.Doc;
import bitwright.sim.trace.Timeline;
import java.util.Optional;

/** Memory that delivers everything at once; its traffic is still counted and priced. */
@Doc("Memory that delivers everything at once; its traffic is still counted and priced.")
public record IdealMemory(
        @Doc("The action that off-chip bits are priced as, e.g. dram.lpddr4.")
        String energyKind) implements Memory {
    @Override
    public Optional<Action> pricedAs() {
        return Optional.of(new Action(energyKind, 1));
    }

    @Override
    public OffChip plug(Engine engine, Clock machine, Timeline timeline) {
        return new OffChip() {
            private long moved;

            @Override
            public void transfer(Direction direction, long address, long bits, Handler done, long argument) {
                moved(bits);
                engine.at(engine.now(), Phase.REACT, done, argument);
            }

            @Override
            public boolean isInstant() {
                return true;
            }

            @Override
            public void moved(long bits) {
                moved += bits;
            }

            @Override
            public void charge(Ledger ledger) {
                ledger.count(COMPONENT, new Action(energyKind, 1), moved);
            }
        };
    }
}
