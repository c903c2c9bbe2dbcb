package io.sessionledger;

/**
 * The id of an organisation. What belongs to one tenant is invisible to every other.
 *
 * @param value 1 to {@value #MAX_LENGTH} characters, not blank
 */
public record TenantId(String value) {

    /** The most characters a tenant id may have. */
    public static final int MAX_LENGTH = 50;

    /**
     * Checks the value.
     *
     * @param value 1 to {@value #MAX_LENGTH} characters, not blank
     * @throws InvalidInputException if it is blank, longer than {@value #MAX_LENGTH} characters or not storable as text
     */
    public TenantId {
        value = Storable.label("tenantId", value, MAX_LENGTH);
        InvalidInputException.unless(
                value.equals(value.strip()),
                "tenantId",
                "no white space around it",
                "some; it would be another tenant");
    }

    /**
     * Wraps a tenant's name.
     *
     * @param value 1 to {@value #MAX_LENGTH} characters, not blank
     * @return the id
     * @throws InvalidInputException if it is blank, too long or not storable as text
     */
    public static TenantId of(String value) {
        return new TenantId(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
