"""Refusals of assistance in writing, and the appeals against them.

An application that is refused and a direction that is withdrawn are told in a letter with the
reasons, the rule, the term for an appeal and to whom. The term runs from the day on which the
person got the letter; it is a dated row of `law` (D22) with its confidence. Steps and words are
those of `referral.appeal_rules`. A won appeal opens the application again.
"""
