package io.kuotu.gateway.board;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;
import com.github.luben.zstd.ZstdDictTrainer;
import com.github.luben.zstd.ZstdException;
import io.kuotu.common.wire.JsonCodec;
import java.util.Arrays;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Views as few bytes: their JSON, by Zstandard with a dictionary that is trained on views of the
 * time. JSON rather than a form of our own: what jobs get new fields for later is packed without a
 * word here. One thread packs and trains; any thread unpacks. Bytes of another instance cannot be
 * unpacked.
 */
final class Packing {
    private static final Logger LOG = LoggerFactory.getLogger(Packing.class);
    private static final int LEVEL = 3;
    private static final int DICTIONARY_BYTES = 8 << 10;
    private static final int SAMPLES_BYTES = 1 << 20;
    private static final int LEAST_SAMPLES = 100;
    private static final int MOST_DICTIONARIES = 100;

    private final ZstdCompressCtx context = new ZstdCompressCtx();

    /** The first byte of what is packed is an index into this; 0 is none. Replaced, not changed. */
    private volatile ZstdDictDecompress[] dictionaries = {};

    Packing() {
        context.setLevel(LEVEL);
        context.setChecksum(false);
        context.setDictID(false);
    }

    /** What was packed before stays readable. Takes some ten milliseconds. */
    void train(Collection<JobView> typical) {
        if (dictionaries.length >= MOST_DICTIONARIES || typical.size() < LEAST_SAMPLES) {
            return;
        }
        ZstdDictTrainer trainer = new ZstdDictTrainer(SAMPLES_BYTES, DICTIONARY_BYTES);
        for (JobView view : typical) {
            if (!trainer.addSample(JsonCodec.encode(view))) {
                break;
            }
        }
        try {
            byte[] trained = trainer.trainSamples();
            ZstdDictDecompress[] all = Arrays.copyOf(dictionaries, dictionaries.length + 1);
            all[dictionaries.length] = new ZstdDictDecompress(trained);
            dictionaries = all;
            context.loadDict(new ZstdDictCompress(trained, LEVEL));
        } catch (ZstdException e) {
            LOG.warn("no dictionary comes of {} jobs: {}", typical.size(), e.getMessage());
        }
    }

    byte[] pack(JobView view) {
        byte[] json = JsonCodec.encode(view);
        byte[] out = new byte[1 + (int) Zstd.compressBound(json.length)];
        out[0] = (byte) dictionaries.length;
        int length = context.compressByteArray(out, 1, out.length - 1, json, 0, json.length);
        return Arrays.copyOf(out, 1 + length);
    }

    JobView unpack(byte[] packed) {
        byte[] json = new byte[(int) Zstd.getFrameContentSize(packed, 1, packed.length - 1, false)];
        int index = packed[0];
        if (index == 0) {
            Zstd.decompressByteArray(json, 0, json.length, packed, 1, packed.length - 1);
        } else {
            Zstd.decompressFastDict(json, 0, packed, 1, packed.length - 1, dictionaries[index - 1]);
        }
        return JsonCodec.decode(json, JobView.class);
    }
}
