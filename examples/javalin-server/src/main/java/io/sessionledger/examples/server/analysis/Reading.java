package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;

/** How a phrase was meant, as far as the words around it tell, and what that leaves of its level. */
enum Reading {
    /** As it stands. */
    MEANT("counted", false),
    /** Asked about, and the answer was yes. */
    AFFIRMED("counted: asked, and answered with yes", false),
    /** "I would never". */
    DENIED("denied", true),
    /** "Have you ever", without an answer that says yes. */
    ASKED("asked about", true),
    /** Of a film, a book, or the news. */
    STORY("told of a story or the news", true),
    /** Long ago. */
    PAST("said of long ago", true);

    private final String words;
    private final boolean lowers;

    Reading(String words, boolean lowers) {
        this.words = words;
        this.lowers = lowers;
    }

    /** The level that is left; what is denied, asked, told or past leaves a trace of yellow where it was red. */
    SafetyLevel leaves(SafetyLevel level) {
        if (!lowers) {
            return level;
        }
        return level == SafetyLevel.RED ? SafetyLevel.YELLOW : SafetyLevel.GREEN;
    }

    /** The severity that is left: 1 where it was lowered, 2 of what was long ago. */
    int leaves(int severity) {
        if (!lowers) {
            return severity;
        }
        return this == PAST ? 2 : 1;
    }

    @Override
    public String toString() {
        return words;
    }
}
