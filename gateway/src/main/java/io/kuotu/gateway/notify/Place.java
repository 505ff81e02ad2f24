package io.kuotu.gateway.notify;

import io.kuotu.common.job.ErrorCode;
import io.kuotu.common.job.Problem;
import io.kuotu.gateway.view.EventJson;

/**
 * How far a reader has come in the events of a job.
 *
 * @param fromTheStart whether it has not even been told that the job is queued
 * @param offset of the last event that it has seen; -1 before the first
 */
public record Place(boolean fromTheStart, long offset) {
    public static final Place START = new Place(true, -1);

    /** As the client would say it; empty at the start. */
    String id() {
        if (fromTheStart) {
            return "";
        }
        return offset < 0 ? EventJson.QUEUED : Long.toString(offset);
    }

    /**
     * @param field of the request, for the problem
     * @param id of the event that was seen last
     */
    public static Place after(String field, String id) {
        if (id.equals(EventJson.QUEUED)) {
            return new Place(false, -1);
        }
        try {
            long offset = Long.parseLong(id);
            if (offset >= 0) {
                return new Place(false, offset);
            }
        } catch (NumberFormatException e) {
            throw notAnId(field, id).asException(e);
        }
        throw notAnId(field, id).asException();
    }

    private static Problem notAnId(String field, String id) {
        String shown = id.substring(0, Math.min(id.length(), 40));
        return Problem.at(field, ErrorCode.INVALID_REQUEST, "'" + shown + "' is no event's id");
    }
}
