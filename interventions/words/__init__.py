"""Results of the engine and the knowledge in Dutch and English; knows no database."""
