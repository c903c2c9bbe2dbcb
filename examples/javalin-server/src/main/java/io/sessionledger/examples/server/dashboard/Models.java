package io.sessionledger.examples.server.dashboard;

import java.util.List;

/**
 * The models of a period's sessions.
 *
 * @param figures the dearest first
 * @param complete whether they are all analyses that the sessions count; where nothing was found, that is not known, and false
 */
record Models(List<ModelFigures> figures, boolean complete) {}
