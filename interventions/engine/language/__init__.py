"""The condition language: text to tree and back, and what each node means. Needs only the vocabulary."""
