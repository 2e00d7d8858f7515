package bitwright.workload.real;

/** An attribute of an operator. */
public sealed interface Attribute {
    record Whole(long value) implements Attribute {}

    record Real(float value) implements Attribute {}

    record Text(String value) implements Attribute {}

    record Wholes(long[] values) implements Attribute {}

    record Reals(float[] values) implements Attribute {}

    record Constant(Value value) implements Attribute {}
}
