"""The guideline, readable: every rule, statement, fact and threshold, and the versions they went through."""
