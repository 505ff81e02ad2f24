package io.kuotu.gateway.submit;

import io.kuotu.common.fleet.BundleInfo;
import io.kuotu.common.job.Canvas;
import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.JobSpec;
import io.kuotu.common.job.Problem;
import io.kuotu.common.picture.PictureLimits;
import io.kuotu.gateway.board.Fleet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Requests to specifications: every default filled in that does not depend on the worker, and what
 * can be refused by the request and the picture's size alone refused. Thread safe.
 */
public final class SpecResolver {
    /** Seeds that every client's numbers can hold. */
    private static final long SEEDS = 1L << 53;

    private final CanvasPlanner planner;
    private final PictureLimits limits;
    private final Fleet fleet;
    private final RandomGenerator random;

    public SpecResolver(PictureLimits limits, Fleet fleet, RandomGenerator random) {
        this.planner = new CanvasPlanner(limits);
        this.limits = limits;
        this.fleet = fleet;
        this.random = random;
    }

    /** Sizes in px, as the picture is seen. */
    public JobSpec resolve(Request request, int width, int height) {
        return switch (request) {
            case Request.Expansion expansion -> expansion(expansion, width, height);
            case Request.Upscale upscale -> upscale(upscale, width, height);
            case Request.Chain chain -> chain(chain, width, height);
            case Request.Enhancement enhancement -> enhancement(enhancement, width, height);
        };
    }

    private JobSpec chain(Request.Chain request, int width, int height) {
        Optional<BundleInfo> model = checkModel(request.common().model(), BundleInfo.Task.OUTPAINT);
        checkSteps(request.steps(), model);
        new ChainPlanner(limits).check(request.way(), request.times(), width, height);
        return new JobSpec.Chain(
                request.way(),
                request.times(),
                width,
                height,
                request.common().model(),
                request.seed().orElseGet(() -> random.nextLong(SEEDS)),
                request.steps(),
                request.common().rendition(),
                request.preview());
    }

    private JobSpec expansion(Request.Expansion request, int width, int height) {
        Optional<BundleInfo> model = checkModel(request.common().model(), BundleInfo.Task.OUTPAINT);
        checkSteps(request.steps(), model);
        model.ifPresent(known -> checkText(request.words(), known));
        Canvas canvas = planner.plan(request.framing(), width, height, request.upscale());
        long seed = request.seed().orElseGet(() -> random.nextLong(SEEDS));
        return new JobSpec.Expansion(
                canvas,
                request.common().model(),
                seed,
                request.steps(),
                request.creativity(),
                request.words().prompt(),
                request.words().negative(),
                request.words().guidance(),
                request.variants(),
                request.upscale(),
                request.common().rendition(),
                request.preview(),
                request.minConsistency(),
                request.post());
    }

    private static void checkSteps(OptionalInt steps, Optional<BundleInfo> model) {
        if (model.isPresent() && steps.orElse(1) > model.get().maxSteps()) {
            String detail =
                    model.get().name() + " takes at most " + model.get().maxSteps() + " steps";
            throw Problem.at("steps", ErrorCode.UNSUPPORTED_BY_MODEL, detail).asException();
        }
    }

    private static void checkText(Request.Words words, BundleInfo model) {
        Optional<String> field = words.firstField();
        if (field.isPresent() && !model.text()) {
            String detail = model.name() + " takes no text, so no " + field.get();
            throw Problem.at(field.get(), ErrorCode.UNSUPPORTED_BY_MODEL, detail).asException();
        }
    }

    private JobSpec upscale(Request.Upscale request, int width, int height) {
        Optional<BundleInfo> model = checkModel(request.common().model(), BundleInfo.Task.UPSCALE);
        if (request.common().model().isPresent()) { // else the worker takes one that fits
            model.ifPresent(info -> checkFactor(request.factor(), info));
        }
        limits.checkResult(
                        (long) width * request.factor(), (long) height * request.factor(), "factor")
                .ifPresent(
                        problem -> {
                            throw problem.asException();
                        });
        return new JobSpec.Upscale(
                request.factor(),
                width,
                height,
                request.common().model(),
                request.common().rendition());
    }

    private JobSpec enhancement(Request.Enhancement request, int width, int height) {
        if (request.retouch().colourise()) {
            checkModel(request.common().model(), BundleInfo.Task.COLOURISE);
            checkServed(BundleInfo.Task.COLOURISE, "colourise");
        }
        request.retouch().style().ifPresent(this::checkStyle);
        return new JobSpec.Enhancement(
                width,
                height,
                request.retouch(),
                request.seed(),
                request.common().model(),
                request.common().rendition());
    }

    private void checkStyle(String name) {
        checkServed(BundleInfo.Task.STYLE, "style");
        List<String> names = names(BundleInfo.Task.STYLE);
        if (!names.isEmpty() && !names.contains(name)) {
            String detail = "'" + name + "' is none of " + String.join(", ", names);
            throw Problem.at("style", ErrorCode.MODEL_UNKNOWN, detail).asException();
        }
    }

    private List<String> names(BundleInfo.Task task) {
        return fleet.models().stream()
                .map(Fleet.Model::info)
                .filter(i -> i.task() == task)
                .map(BundleInfo::name)
                .toList();
    }

    /** Where workers have told of models, but of none for this: no worker would ever take it. */
    private void checkServed(BundleInfo.Task task, String field) {
        if (!fleet.models().isEmpty() && names(task).isEmpty()) {
            throw Problem.at(field, ErrorCode.MODEL_UNKNOWN, "no worker has a model for this")
                    .asException();
        }
    }

    private static void checkFactor(int factor, BundleInfo model) {
        if (!model.reaches(factor)) {
            throw Problem.at(
                            "factor",
                            ErrorCode.UNSUPPORTED_BY_MODEL,
                            "'"
                                    + model.name()
                                    + "' enlarges by "
                                    + model.factor()
                                    + ", which does not lead to "
                                    + factor)
                    .asException();
        }
    }

    /**
     * The model that will be used, as far as workers have told. Before any has, every name is
     * taken, and a worker refuses it later.
     */
    private Optional<BundleInfo> checkModel(Optional<String> name, BundleInfo.Task task) {
        List<Fleet.Model> known =
                fleet.models().stream().filter(m -> m.info().task() == task).toList();
        if (name.isEmpty()) {
            return known.stream().filter(Fleet.Model::isDefault).map(Fleet.Model::info).findFirst();
        }
        Optional<BundleInfo> found =
                known.stream()
                        .map(Fleet.Model::info)
                        .filter(i -> i.name().equals(name.get()))
                        .findFirst();
        if (found.isEmpty() && !known.isEmpty()) {
            String names =
                    known.stream().map(m -> m.info().name()).collect(Collectors.joining(", "));
            throw Problem.at(
                            "model",
                            ErrorCode.MODEL_UNKNOWN,
                            "'" + name.get() + "' is none of " + names)
                    .asException();
        }
        return found;
    }
}
