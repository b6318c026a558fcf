"""The condition language: text to tree and back, and what each node means. Stands on nothing but the vocabulary."""
