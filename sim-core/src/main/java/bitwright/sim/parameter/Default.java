package bitwright.sim.parameter;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The value, written as YAML, that a key takes when a file leaves it out. A component without one must be given, so that
 * a typo never falls back silently. Use it where leaving the key out is the ordinary case.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    String value();
}
