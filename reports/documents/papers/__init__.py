"""The papers of a signed plan: frozen content and a language in, one HTML page for the PDF engine out."""
