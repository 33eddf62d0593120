"""Child protection (ЗЗД).

The acts: a signal about a child (`Signal`, its `Reporter` kept apart), one `ChildCase` for each
child with checks, an assessment, action plans and `Measure`s up to the court. Only the directorate
sees them, and those to whom it gave a part (`CasePart`).
"""
