package bitwright.workload.transformer;

import bitwright.workload.Content;
import bitwright.workload.ContentHash;
import java.nio.charset.StandardCharsets;

/**
 * A transformer that reads a prompt and generates tokens, one at a time.
 *
 * <p>Every token but the last generated one passes through the model once: the prompt's tokens first, then each generated
 * token in its turn. The pass of the prompt's last token gives the first generated one. So there are {@code promptTokens
 * + generatedTokens − 1} passes, of which the last {@code generatedTokens} have an output.
 *
 * @param name the model's name
 * @param model its dimensions
 * @param promptTokens tokens that are given, at least 1: a start token, if nothing else
 * @param generatedTokens tokens to generate, at least 1
 */
@Content.Kind("a transformer that generates tokens")
public record TransformerRun(String name, Transformer model, int promptTokens, int generatedTokens) implements Content {
    public TransformerRun {
        if (promptTokens < 1) {
            throw new IllegalArgumentException("promptTokens must be at least 1, got " + promptTokens);
        }
        if (generatedTokens < 1) {
            throw new IllegalArgumentException("generatedTokens must be at least 1, got " + generatedTokens);
        }
        long passes = (long) promptTokens + generatedTokens - 1;
        if (passes > model.context()) {
            throw new IllegalArgumentException("generatedTokens must leave at most " + model.context()
                    + " tokens to pass, as many as the model has positions, got " + passes);
        }
    }

    /** Tokens that pass through the model. */
    public int passes() {
        return promptTokens + generatedTokens - 1;
    }

    /** Whether the pass of a token, counted from 0, gives a generated token. */
    public boolean hasOutput(int token) {
        return token >= promptTokens - 1;
    }

    @Override
    public String origin() {
        return "dimensions alone, no weights";
    }

    @Override
    public String contentHash() {
        return new ContentHash()
                .add(
                        "transformer",
                        (name + " " + model + " " + promptTokens + " " + generatedTokens)
                                .getBytes(StandardCharsets.UTF_8))
                .hex();
    }
}
