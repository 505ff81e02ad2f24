package io.kuotu.containers;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips the class, with a line that says why, where the images cannot be tried. With {@code
 * KUOTU_CONTAINERS=required} in the environment it fails instead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsImages.Condition.class)
@interface NeedsImages {
    /** Asked once for the class, once for each of its tests. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isPresent()) {
                return ConditionEvaluationResult.enabled("its class is");
            }
            Optional<String> reason = reason();
            if (reason.isEmpty()) {
                return ConditionEvaluationResult.enabled("Docker and the images are there");
            }
            String line = "containers: skipped, " + reason.get();
            if ("required".equals(System.getenv("KUOTU_CONTAINERS"))) {
                throw new IllegalStateException(line);
            }
            System.out.println(line);
            return ConditionEvaluationResult.disabled(line);
        }

        private static Optional<String> reason() {
            try {
                return Images.named().whyNot();
            } catch (IOException e) {
                return Optional.of("Docker could not be asked: " + e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of("interrupted");
            }
        }
    }
}
