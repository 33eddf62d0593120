"""Pages for citizens: maps, figures and consultations, without an account."""
