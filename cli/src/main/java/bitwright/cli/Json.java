package bitwright.cli;

import java.io.PrintWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Prints what {@code --json} asks for. */
final class Json {
    private Json() {}

    /** Prints maps, lists, strings and numbers as indented JSON. */
    static void print(PrintWriter out, Object value) {
        var mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        out.println(mapper.writeValueAsString(value));
        out.flush();
    }
}
