"""Placement of adults under guardianship by a court (чл. 97 ЗСУ).

The act: one `CourtPlacement` for each person, from the application through the court's
decision and the place to the end of the term that the court gave. Stands above `protection`, whose
department prepares the applications and whose step tables, forms and papers it shares.
"""
