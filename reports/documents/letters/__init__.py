"""What goes to other professionals: of the dossier as it is, and fixed when it is issued."""
