"""Agreement for the use of a service (чл. 85 ЗСУ), its term and the dated limits of use.

The acts: draft, give to the person, sign (the place begins), amend, extend, end.
`ServiceAgreement` is one person's agreement with one provider for one service; its `AgreementTerms`
are dated versions: mode, week, fee, last day. A `LimitRule` says for how long a kind of use may
last, by statute or by practice. What is really used is counted above, in `usage`.
"""
