package io.sessionledger.examples.server.config;

/** A setting that cannot be used. The message names the variable, what was wrong, and what would be right. */
public class SettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a wrong setting.
     *
     * @param variable the environment variable
     * @param problem what was wrong and what would be right, without a secret
     */
    public SettingsException(String variable, String problem) {
        super(variable + ": " + problem);
    }
}
