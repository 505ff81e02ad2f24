package io.kuotu.worker.djl;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.kuotu.worker.bundle.Bundle;
import io.kuotu.worker.bundle.BundleManifest.Text;
import io.kuotu.worker.bundle.InvalidBundle;
import io.kuotu.worker.pipeline.Prompt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokenizer and text encoder of one bundle, on the device's thread. A text is encoded by itself and
 * remembered for a while: a job's variants and passes, and all jobs without a negative prompt,
 * share one run.
 */
final class DjlText implements AutoCloseable {
    private static final int REMEMBERED = 64;

    private final Text description;
    private final HuggingFaceTokenizer tokenizer;
    private final DjlModule encoder;
    private final Map<String, float[]> remembered = new LinkedHashMap<>(16, 0.75f, true);

    private DjlText(Text description, HuggingFaceTokenizer tokenizer, DjlModule encoder) {
        this.description = description;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
    }

    static DjlText load(DjlDevice device, Bundle bundle, Text description, Precision precision) {
        HuggingFaceTokenizer tokenizer = tokenizer(bundle, description);
        try {
            DjlModule encoder = DjlModule.load(device, bundle, "text_encoder", precision);
            return new DjlText(description, tokenizer, encoder);
        } catch (RuntimeException e) {
            tokenizer.close();
            throw e;
        }
    }

    private static HuggingFaceTokenizer tokenizer(Bundle bundle, Text description) {
        try {
            return HuggingFaceTokenizer.builder()
                    .optTokenizerPath(bundle.file("tokenizer.json"))
                    .optTruncation(true)
                    .optMaxLength(description.tokens())
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            throw new InvalidBundle(
                    bundle.folder(), "tokenizer.json cannot be loaded: " + e.getMessage(), e);
        }
    }

    /**
     * What the network is told for a prompt: rows of features, the wanted last. One row where the
     * prompt is not guided, or wanted and unwanted are the same.
     *
     * @param scope of what it takes
     * @param owner of the result
     */
    NDArray features(DjlScope scope, NDManager owner, Prompt prompt) {
        NDArray features = features(scope, prompt).duplicate();
        features.attach(owner);
        return features;
    }

    private NDArray features(DjlScope scope, Prompt prompt) {
        float[] wanted = features(scope, prompt.text());
        float[] unwanted =
                prompt.isGuided() ? unwanted(scope, prompt.negative(), wanted.length) : wanted;
        if (Arrays.equals(wanted, unwanted)) {
            return scope.tensor(wanted, new Shape(1, wanted.length));
        }
        float[] both = Arrays.copyOf(unwanted, 2 * wanted.length);
        System.arraycopy(wanted, 0, both, wanted.length, wanted.length);
        return scope.tensor(both, new Shape(2, wanted.length));
    }

    private float[] unwanted(DjlScope scope, String negative, int length) {
        return negative.isEmpty() && description.emptyNegative() == Text.EmptyNegative.ZEROS
                ? new float[length]
                : features(scope, negative);
    }

    private float[] features(DjlScope scope, String text) {
        float[] known = remembered.get(text);
        if (known != null) {
            return known;
        }
        NDArray ids = scope.tensor(ids(text), new Shape(1, description.tokens()));
        float[] made = encoder.forward(ids).toFloatArray();
        remember(text, made);
        return made;
    }

    private void remember(String text, float[] features) {
        remembered.put(text, features);
        if (remembered.size() > REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
    }

    /**
     * Cut to the encoder's length, the end mark kept; what is no character becomes a question mark.
     */
    long[] ids(String text) {
        String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        long[] found = tokenizer.encode(valid).getIds();
        long[] ids = Arrays.copyOf(found, description.tokens());
        if (found.length < ids.length) {
            Arrays.fill(ids, found.length, ids.length, description.pad());
        }
        return ids;
    }

    @Override
    public void close() {
        encoder.close();
        tokenizer.close();
    }
}
