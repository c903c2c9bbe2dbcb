package io.sessionledger.examples.server.dashboard;

import java.util.List;

/** The arithmetic of a charge, as the ledger keeps it, in the visitor's words. The figures are left as they are. */
final class Arithmetic {

    /** What the ledger writes, the longer first, and the key of what it is in another language. */
    private static final List<String[]> WORDS = List.of(
            new String[] {"nothing used", "arithmetic.nothing"},
            new String[] {"started minutes", "arithmetic.minutes"},
            new String[] {"started minute", "arithmetic.minutes"},
            new String[] {"thousand tokens", "arithmetic.tokens"},
            new String[] {"analyses", "arithmetic.analyses"},
            new String[] {"analysis", "arithmetic.analyses"},
            new String[] {"seconds", "arithmetic.seconds"},
            new String[] {"second", "arithmetic.seconds"},
            new String[] {"rounded up to whole credits", "rounding.said.up.whole"},
            new String[] {"rounded down to whole credits", "rounding.said.down.whole"},
            new String[] {"rounded to whole credits", "rounding.said.nearest.whole"},
            new String[] {"rounded up to", "arithmetic.up"},
            new String[] {"rounded down to", "arithmetic.down"},
            new String[] {"rounded to", "arithmetic.nearest"},
            new String[] {"decimals", "arithmetic.decimals"},
            new String[] {"decimal", "arithmetic.decimals"},
            new String[] {"minimum", "arithmetic.minimum"});

    private Arithmetic() {}

    static String in(Visit visit, String arithmetic) {
        String said = arithmetic.replace(" x ", " × ");
        if (visit.language() != Language.ENGLISH) {
            for (String[] word : WORDS) {
                said = said.replace(word[0], visit.t(word[1]));
            }
        }
        return said;
    }
}
