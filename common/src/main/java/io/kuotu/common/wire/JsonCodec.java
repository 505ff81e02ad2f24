package io.kuotu.common.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.kuotu.common.fleet.WorkerStatus;
import io.kuotu.common.job.ChainWay;
import io.kuotu.common.job.DriftFigures;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobEvent;
import io.kuotu.common.job.JobId;
import io.kuotu.common.job.JobOutput;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * Records to JSON and back: snake_case names, ISO instants, lower-case enums, a {@code type} where
 * an interface is sealed. Fields that a reader does not know are ignored, so that an older process
 * reads what a newer one wrote. Thread safe.
 */
public final class JsonCodec {
    private static final ObjectMapper MAPPER = mapper();

    private JsonCodec() {}

    public static byte[] encode(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be written as JSON: " + value, e);
        }
    }

    /**
     * Throws {@link IllegalArgumentException} for what is not JSON of this type, or breaks its
     * rules.
     */
    public static <T> T decode(byte[] json, Class<T> type) {
        try {
            T value = MAPPER.readValue(json, type);
            if (value == null) {
                throw new IllegalArgumentException("null is no " + type.getSimpleName());
            }
            return value;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "not a " + type.getSimpleName() + ": " + e.getMessage(), e);
        }
    }

    /** For those who read JSON of no record's form. */
    public static ObjectMapper mapper() {
        return JsonMapper.builder()
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .addModule(ours())
                .addMixIn(JobSpec.class, SpecTypes.class)
                .addMixIn(JobSpec.Expansion.class, ExpansionFields.class)
                .addMixIn(ChainWay.class, WayTypes.class)
                .addMixIn(DriftFigures.class, DriftFields.class)
                .addMixIn(JobEvent.class, EventTypes.class)
                .addMixIn(JobEvent.Failed.class, KeptOutputs.class)
                .addMixIn(JobEvent.Cancelled.class, KeptOutputs.class)
                .addMixIn(JobCommand.class, CommandTypes.class)
                .addMixIn(WorkerCommand.class, WorkerCommandTypes.class)
                .addMixIn(Switch.class, SwitchTypes.class)
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(
                                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .build();
    }

    private static SimpleModule ours() {
        return new SimpleModule("kuotu")
                .addSerializer(JobId.class, ToStringSerializer.instance)
                .addDeserializer(JobId.class, fromText(JobId::new))
                .addSerializer(TenantId.class, ToStringSerializer.instance)
                .addDeserializer(TenantId.class, fromText(TenantId::new))
                .addDeserializer(Instant.class, new Instants())
                .addDeserializer(ErrorCode.class, fromText(text -> known(text, ErrorCode.INTERNAL)))
                .addDeserializer(
                        WorkerStatus.State.class,
                        fromText(text -> known(text, WorkerStatus.State.DRAINING)))
                .addSerializer(new LowerCaseEnums());
    }

    /**
     * A value that only a newer version has is read as one that is safe: a job that failed has
     * failed whatever the reason, and a worker in an odd state is not counted on.
     */
    private static <E extends Enum<E>> E known(String text, E otherwise) {
        for (E value : otherwise.getDeclaringClass().getEnumConstants()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        return otherwise;
    }

    private static <T> JsonDeserializer<T> fromText(Function<String, T> make) {
        return new JsonDeserializer<>() {
            @Override
            public T deserialize(JsonParser parser, DeserializationContext context)
                    throws IOException {
                return make.apply(parser.getText());
            }
        };
    }

    @SuppressWarnings("rawtypes") // Enum is the type that Jackson asks for
    private static final class LowerCaseEnums extends JsonSerializer<Enum> {
        @Override
        public Class<Enum> handledType() {
            return Enum.class;
        }

        @Override
        public void serialize(Enum value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(value.name().toLowerCase(Locale.ROOT));
        }
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = JobSpec.Expansion.class, name = "expansion"),
        @JsonSubTypes.Type(value = JobSpec.Upscale.class, name = "upscale"),
        @JsonSubTypes.Type(value = JobSpec.Chain.class, name = "chain"),
        @JsonSubTypes.Type(value = JobSpec.Enhancement.class, name = "enhancement")
    })
    private interface SpecTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = ChainWay.Expand.class, name = "expand"),
        @JsonSubTypes.Type(value = ChainWay.Recreate.class, name = "recreate")
    })
    private interface WayTypes {}

    interface KeptOutputs { // Jackson alone calls it
        /** Only of chains: other jobs' ends are what they always were. */
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<JobOutput> outputs();
    }

    interface ExpansionFields { // Jackson alone calls it
        /** Only where it is wanted: other jobs' records are what they always were. */
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean preview();
    }

    interface DriftFields { // Jackson alone calls it
        /** Written for readers; follows from the figures, so it is not read back. */
        @JsonProperty(access = JsonProperty.Access.READ_ONLY)
        List<String> words();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = JobEvent.Started.class, name = "started"),
        @JsonSubTypes.Type(value = JobEvent.Progressed.class, name = "progress"),
        @JsonSubTypes.Type(value = JobEvent.Previewed.class, name = "preview"),
        @JsonSubTypes.Type(value = JobEvent.Framed.class, name = "frame"),
        @JsonSubTypes.Type(value = JobEvent.Requeued.class, name = "requeued"),
        @JsonSubTypes.Type(value = JobEvent.Succeeded.class, name = "succeeded"),
        @JsonSubTypes.Type(value = JobEvent.Failed.class, name = "failed"),
        @JsonSubTypes.Type(value = JobEvent.Cancelled.class, name = "cancelled"),
        @JsonSubTypes.Type(value = JobEvent.Claimed.class, name = "claimed"),
        @JsonSubTypes.Type(value = JobEvent.Left.class, name = "left")
    })
    private interface EventTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = JobCommand.Cancel.class, name = "cancel"))
    private interface CommandTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = WorkerCommand.Drain.class, name = "drain"))
    private interface WorkerCommandTypes {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes(@JsonSubTypes.Type(value = Switch.TierSwitch.class, name = "tier"))
    private interface SwitchTypes {}
}
