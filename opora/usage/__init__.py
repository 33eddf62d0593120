"""Daily use: attendance, absences, activities delivered, incidents; the month that closes."""
