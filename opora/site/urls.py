"""Every address. What stands under /o/<slug>/ is done for that organization."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from opora.agreements import sentences as agreements
from opora.appeals import panels as appeal_panels
from opora.assistance import parts
from opora.assistants import panels as assistant_panels
from opora.cases import panels as case_panels
from opora.cases import sentences as course
from opora.courts import panels as court_panels
from opora.deliveries import sentences as deliveries
from opora.desk import panels as desk_panels
from opora.desk import styleguide
from opora.diary import limits
from opora.documents import paper_pages
from opora.documents import sentences as documents
from opora.fees import sentences as fees
from opora.foster import guests as foster_guests
from opora.guests import kinds
from opora.incidents import sentences as incidents
from opora.meetings import subjects
from opora.payroll import panels as payroll_panels
from opora.people import panels
from opora.protection import panels as protection_panels
from opora.referral import known, usage_records
from opora.support import prefill
from opora.support import sentences as support
from opora.support.pages import reviewing
from opora.support.rules import QuestionKind
from opora.timesheets import guests as timesheet_guests
from opora.timesheets import panels as timesheet_panels

from . import looks, pages, tabs, votable

ORGANIZATION: list[URLPattern | URLResolver] = [
    path("rail/", pages.rail, name="rail"),
    path("bell/", pages.bell, name="bell"),
    path("", include("opora.desk.urls")),
    path("services/imports/", include("opora.imports.org_urls")),
    path("services/", include("opora.capacity.org_urls")),
    path("", include("opora.desk.register_urls")),
    path("", include("opora.referral.urls")),
    path("", include("opora.people.org_urls")),
    path("", include("opora.documents.org_urls")),
    path("", include("opora.notices.org_urls")),
    path("", include("opora.law.org_urls")),
    path("", include("opora.territory.org_urls")),
    path("licenses/", include("opora.licensing.org_urls")),
    path("facilities/", include("opora.facilities.org_urls")),
    path("cases/", include("opora.cases.org_urls")),
    path("cases/", include("opora.support.org_urls")),
    path("cases/", include("opora.agreements.org_urls")),
    path("usage/", include("opora.diary.org_urls")),
    path("usage/", include("opora.usage.org_urls")),
    path("usage/", include("opora.incidents.org_urls")),
    path("usage/", include("opora.deliveries.org_urls")),
    path("fees/", include("opora.fees.org_urls")),
    path("protection/", include("opora.protection.org_urls")),
    path("courts/", include("opora.courts.org_urls")),
    path("assistance/", include("opora.assistance.org_urls")),
    path("assistance/", include("opora.assistants.org_urls")),
    path("assistance/", include("opora.appeals.org_urls")),
    path("assistance/", include("opora.timesheets.org_urls")),
    path("assistance/", include("opora.payroll.org_urls")),
    path("assistance/", include("opora.homecare.org_urls")),
    path("foster/", include("opora.foster.org_urls")),
    path("patronage/", include("opora.patronage.org_urls")),
    path("money/", include("opora.finance.org_urls")),
    path("meetings/", include("opora.meetings.org_urls")),
    path("criteria/", include("opora.criteria.org_urls")),
    path("needs/", include("opora.needs.org_urls")),
    path("planning/", include("opora.planning.org_urls")),
    path("national/", include("opora.national.org_urls")),
    path("map/", include("opora.atlas.org_urls")),
]

urlpatterns = [
    path("", include("opora.accounts.urls")),
    # The address is how a person is known here: only an administrator changes it.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:profile")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("about/", pages.about, name="about"),
    path("public/", include("opora.public.urls")),
    path("healthz", pages.healthz, name="healthz"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("o/<slug:organization>/", include(ORGANIZATION)),
]

panels.PANELS[:] = [
    desk_panels.requests,
    case_panels.cases,
    protection_panels.protection,
    court_panels.placements,
    assistant_panels.of_person,
]
course.SENTENCES.update(support.SENTENCES)
course.SENTENCES.update(agreements.SENTENCES)
course.SENTENCES.update(deliveries.SENTENCES)
course.SENTENCES.update(incidents.SENTENCES)
paper_pages.SEEN[:] = [looks.at_paper]
course.SENTENCES.update(fees.SENTENCES)
course.SENTENCES.update(documents.SENTENCES)
limits.SOURCES[:] = [usage_records.running_out]
prefill.SOURCES[:] = [known.of_case]
kinds.KINDS[timesheet_guests.FOR_ASSISTANT] = timesheet_guests.assistant_page
kinds.KINDS[timesheet_guests.FOR_USER] = timesheet_guests.user_page
parts.PARTS[:] = tabs.OF_ASSISTANCE
parts.PANELS[:] = [
    appeal_panels.of_user,
    assistant_panels.agreements,
    timesheet_panels.of_user,
    assistant_panels.end,
]
parts.DIRECTION_PANELS[:] = [appeal_panels.of_direction]
parts.SIDE_PANELS[:] = [assistant_panels.free]
assistant_panels.OF_ASSISTANT[:] = [timesheet_panels.of_assistant]
timesheet_panels.OF_SHEET[:] = [payroll_panels.of_sheet]
kinds.KINDS[foster_guests.KIND] = foster_guests.stay_page
kinds.KINDS.update({kind.value: reviewing.guest_question for kind in QuestionKind})
subjects.KINDS.update(votable.KINDS)
subjects.TABLES.update(votable.TABLES)

handler400 = "opora.site.pages.bad_request"
handler403 = "opora.site.pages.forbidden"
handler404 = "opora.site.pages.not_found"
handler500 = "opora.site.pages.failed"
