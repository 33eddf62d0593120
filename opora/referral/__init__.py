"""From the wish for a social service to the accepted place.

The act: a referral (насочване, чл. 73 ЗСУ). Main words: ServiceRequest (the root record, with
exactly one owner), PreliminaryAssessment, Referral, Refusal, Handover, Consultation,
Participation (which organizations take part, and so see it), ReferralPower, UsageRecord.
"""
