"""Child protection (ЗЗД) and placement of adults by court (чл. 97 ЗСУ).

The acts: a signal about a child (`Signal`, its `Reporter` kept apart), one `ChildCase` for each
child with checks, an assessment, action plans and `Measure`s up to the court; and the lane before
the court places an adult (`CourtPlacement`). Only the directorate sees them, and those to whom it
gave a part (`CasePart`).
"""
