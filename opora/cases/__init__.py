"""The person's case at a provider, from the accepted referral to the last day.

A `Case` belongs to the provider. A `CaseParty` is an organization that takes part, and its `parts`
are what of the case it may see. What hangs on a case (support, agreements, usage, fees) stands
above.
"""
