package io.sessionledger.examples.server;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A tenant that nobody else uses, with a client for each role, and the steps that most tests take. */
record TestTenant(String name, Api admin, Api app, Api viewer) {

    static final Instant START = Instant.parse("2026-03-02T01:00:00Z");
    static final String SESSIONS = "/api/v1/island/sessions";

    String newCounselor() {
        return newCounselor("Counselor 07");
    }

    String newCounselor(String name) {
        return admin.post("/api/v1/counselors", "{\"name\": \"" + name + "\"}").text("id");
    }

    String grant(String counselor, int amount) {
        return admin.post(
                        "/api/v1/counselors/" + counselor + "/credits/grants",
                        "{\"amount\": " + amount + ", \"type\": \"purchase\", \"reason\": \"starter pack\"}")
                .text("grant_id");
    }

    String start(String counselor) {
        return start(counselor, START);
    }

    String start(String counselor, Instant at) {
        Answer answer = app.post(SESSIONS, startBody(counselor, at));
        return answer.text("session_id");
    }

    static String startBody(String counselor, Instant at) {
        return """
                {"client_id": "client-1", "counselor_id": "%s", "mode": "practice", "started_at": "%s"}
                """.formatted(counselor, at);
    }

    Answer analyze(String session, String text, String... headers) {
        return app.post(SESSIONS + "/" + session + "/analyze-partial", minute(text), headers);
    }

    static String minute(String text) {
        return "{\"transcript_segment\": \"" + text + "\", \"duration_seconds\": 60}";
    }

    Answer complete(String session, String... headers) {
        return complete(session, START.plus(Duration.ofMinutes(50)), headers);
    }

    Answer complete(String session, Instant at, String... headers) {
        return app.patch(
                SESSIONS + "/" + session + "/complete",
                "{\"full_transcript\": \"all that was said\", \"ended_at\": \"" + at + "\"}",
                headers);
    }

    String available(String counselor) {
        return viewer.get("/api/v1/counselors/" + counselor + "/credits").number("available");
    }

    static String unknownId() {
        return UUID.randomUUID().toString();
    }
}
