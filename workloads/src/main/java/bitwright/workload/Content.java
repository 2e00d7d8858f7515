package bitwright.workload;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a machine runs: layers with their operands, a transformer that generates tokens, … */
public interface Content {
    /** What a kind of content is called where users read it. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface Kind {
        String value();
    }

    /** What content of a type is called. */
    static String kind(Class<?> type) {
        Kind kind = type.getAnnotation(Kind.class);
        return kind == null ? type.getSimpleName() : kind.value();
    }

    /** The workload's name. */
    String name();

    /** Where its operands come from, in a sentence; it says {@code synthetic} where they are. */
    String origin();

    /** SHA-256 in hex over everything that can change a result. */
    String contentHash();
}
