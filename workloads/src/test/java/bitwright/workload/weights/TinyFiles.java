package bitwright.workload.weights;

import bitwright.workload.gguf.GgmlEncoder;
import bitwright.workload.gguf.GgmlType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The tiny transformer in the formats of several tools, written here from their descriptions. */
public final class TinyFiles {
    private TinyFiles() {}

    private static final class Out {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Out u32(long value) {
            bytes.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt((int) value)
                    .array());
            return this;
        }

        Out u64(long value) {
            bytes.writeBytes(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(value)
                    .array());
            return this;
        }

        Out f32(float value) {
            return u32(Float.floatToRawIntBits(value));
        }

        Out text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            u64(utf8.length);
            bytes.writeBytes(utf8);
            return this;
        }

        Out floats(float[] values) {
            for (float value : values) {
                f32(value);
            }
            return this;
        }

        void align(int to) {
            while (bytes.size() % to != 0) {
                bytes.write(0);
            }
        }
    }

    /** GGUF version 3; matrices in the given type, vectors as floats. */
    public static byte[] gguf(TinyLlama model, GgmlType type, int typeNumber) {
        var out = new Out();
        out.u32(0x46554747).u32(3).u64(model.weights.size()).u64(10);
        out.text("general.architecture").u32(8).text("llama");
        Map<String, Integer> numbers = new LinkedHashMap<>();
        numbers.put("llama.block_count", TinyLlama.LAYERS);
        numbers.put("llama.embedding_length", TinyLlama.WIDTH);
        numbers.put("llama.feed_forward_length", TinyLlama.HIDDEN);
        numbers.put("llama.attention.head_count", TinyLlama.HEADS);
        numbers.put("llama.attention.head_count_kv", TinyLlama.KEYS);
        numbers.put("llama.context_length", 64);
        numbers.forEach((key, value) -> out.text(key).u32(4).u32(value));
        out.text("llama.attention.layer_norm_rms_epsilon").u32(6).f32(1e-5f);
        out.text("tokenizer.ggml.tokens").u32(9).u32(8).u64(2).text("a").text("b");
        out.text("general.alignment").u32(4).u32(64);
        long offset = 0;
        Map<String, byte[]> data = new LinkedHashMap<>();
        for (var entry : model.weights.entrySet()) {
            int[] shape = model.shapes.get(entry.getKey());
            boolean matrix = shape.length == 2;
            byte[] bytes = GgmlEncoder.encode(matrix ? type : GgmlType.F32, entry.getValue());
            out.text(entry.getKey()).u32(shape.length);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                out.u64(shape[axis]);
            }
            out.u32(matrix ? typeNumber : 0).u64(offset);
            data.put(entry.getKey(), bytes);
            offset = (offset + bytes.length + 63) / 64 * 64;
        }
        out.align(64);
        data.values().forEach(bytes -> {
            out.bytes.writeBytes(bytes);
            out.align(64);
        });
        return out.bytes.toByteArray();
    }

    /** What llama2.c's run.c reads. */
    public static byte[] llama2c(TinyLlama model) {
        boolean own = model.weights.containsKey("output.weight");
        var out = new Out();
        out.u32(TinyLlama.WIDTH)
                .u32(TinyLlama.HIDDEN)
                .u32(TinyLlama.LAYERS)
                .u32(TinyLlama.HEADS)
                .u32(TinyLlama.KEYS);
        out.u32(own ? -TinyLlama.VOCABULARY : TinyLlama.VOCABULARY).u32(16);
        out.floats(model.weights.get("token_embd.weight"));
        for (String part : new String[] {
            "attn_norm", "attn_q", "attn_k", "attn_v", "attn_output", "ffn_norm", "ffn_gate", "ffn_down", "ffn_up"
        }) {
            for (int layer = 0; layer < TinyLlama.LAYERS; layer++) {
                out.floats(model.weights.get("blk." + layer + "." + part + ".weight"));
            }
        }
        out.floats(model.weights.get("output_norm.weight"));
        out.floats(new float[16 * TinyLlama.HEAD]);
        if (own) {
            out.floats(model.weights.get("output.weight"));
        }
        return out.bytes.toByteArray();
    }

    /** Float32 tensors with the names that Hugging Face gives them. */
    public static byte[] safetensors(TinyLlama model) {
        var header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        var data = new Out();
        for (var entry : model.weights.entrySet()) {
            int[] shape = model.shapes.get(entry.getKey());
            int begin = data.bytes.size();
            data.floats(entry.getValue());
            header.append(",\"")
                    .append(huggingFace(entry.getKey()))
                    .append("\":{\"dtype\":\"F32\",\"shape\":")
                    .append(java.util.Arrays.toString(shape))
                    .append(",\"data_offsets\":[")
                    .append(begin)
                    .append(',')
                    .append(data.bytes.size())
                    .append("]}");
        }
        header.append("}  ");
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        var out = new Out().u64(json.length);
        out.bytes.writeBytes(json);
        out.bytes.writeBytes(data.bytes.toByteArray());
        return out.bytes.toByteArray();
    }

    private static String huggingFace(String name) {
        return name.replace("token_embd", "model.embed_tokens")
                .replace("blk.", "model.layers.")
                .replace("attn_norm", "input_layernorm")
                .replace("attn_output", "self_attn.o_proj")
                .replaceAll("attn_([qkv])", "self_attn.$1_proj")
                .replace("ffn_norm", "post_attention_layernorm")
                .replaceAll("ffn_(gate|up|down)", "mlp.$1_proj")
                .replace("output_norm", "model.norm")
                .replaceAll("^output\\.", "lm_head.");
    }
}
