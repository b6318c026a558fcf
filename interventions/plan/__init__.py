"""The plan: every write of step 3, doses, frame and content."""
