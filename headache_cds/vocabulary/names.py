"""The few facts that code has to name, each with its reason."""

# The diagnosis on file: cards and reasons speak per headache type.
HEADACHE_TYPE = "headache_type"
