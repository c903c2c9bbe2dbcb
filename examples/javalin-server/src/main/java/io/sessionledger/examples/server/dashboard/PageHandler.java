package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;

/** Answers a request of somebody who has signed in. */
@FunctionalInterface
interface PageHandler {

    void answer(Context context, Visit visit) throws Exception;
}
