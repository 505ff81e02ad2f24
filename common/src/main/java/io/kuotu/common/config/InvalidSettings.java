package io.kuotu.common.config;

import java.util.List;

/** Everything that is wrong with the settings, a line each. */
public final class InvalidSettings extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    public InvalidSettings(List<String> problems) {
        super(
                "the settings have "
                        + problems.size()
                        + " problem(s):\n  - "
                        + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
