"""Every kind of notice with its sentence, and where the record that it speaks of stands."""

from opora.lib.labels import gettext_noop as _

SENTENCES = {
    "request.received": _("Постъпи ново заявено желание."),
    "request.assigned": _("Възложено Ви е заявено желание."),
    "request.unassigned": _("Заявено желание чака да бъде разпределено."),
    "request.changed": _("Има промяна по заявено желание, по което работите."),
    "request.withdrawn": _("Лицето оттегли заявено желание."),
    "referral.received": _("Насочено е лице към Ваша услуга."),
    "referral.accepted": _("Доставчикът прие насоченото лице."),
    "referral.refused": _("Доставчикът отказа да приеме насоченото лице."),
    "referral.waiting": _("Насоченото лице е записано в списъка на чакащите."),
    "handover.offered": _("Друг орган Ви предава заявено желание."),
    "handover.accepted": _("Предаденото от Вас желание е прието."),
    "handover.declined": _("Предаденото от Вас желание не е прието и остава при Вас."),
    "opinion.asked": _("Друг орган иска Вашето становище."),
    "opinion.given": _("Получено е исканото от Вас становище."),
    "deadline.near": _("Наближава срок по заявено желание."),
    "deadline.overdue": _("Просрочен е срок по заявено желание."),
    "place.offered": _("Освободи се място за лице, което чака."),
    "place.offer_expired": _("Предложеното място не беше прието навреме."),
    "place.freed": _("Освободи се място в услуга."),
    "capacity.changed": _("Променен е капацитетът на услуга."),
    "person.merge_asked": _("Колега предлага да обедините две записвания на едно и също лице."),
    "person.merged": _("Две записвания на едно и също лице са обединени."),
    "organization.joined": _("Нов колега прие поканата Ви."),
    "meeting.invited": _("Поканени сте на заседание."),
    "meeting.changed": _("Променени са денят, часът или мястото на заседание."),
    "meeting.cancelled": _("Отменено е заседание, на което сте поканени."),
    "meeting.vote_opened": _("Открито е гласуване, в което участвате."),
    "meeting.minutes": _("Изпратен Ви е протокол за одобряване."),
    "analysis.commented": _("Има ново предложение в общественото обсъждане на анализа."),
    "analysis.consultation_closed": _("Общественото обсъждане на анализа приключи."),
    "analysis.returned": _("Анализът на потребностите е върнат с мотиви."),
    "analysis.accepted": _("Анализът на потребностите е приет."),
    "protection.received": _("Постъпи сигнал за дете."),
    "protection.danger": _("Сигнал за дете с риск за живота или здравето: срокът е в часове."),
    "protection.joined": _("По случай, който водите, постъпи още един сигнал."),
    "protection.assigned": _("Възложен Ви е случай на дете."),
    "protection.proposed": _("Предложена е мярка за закрила, която чака Вашата заповед."),
    "protection.transfer": _("Друга дирекция Ви предава случай на дете."),
    "protection.elsewhere": _("За дете, с което работите, постъпи сигнал и в друга дирекция."),
    "protection.overdue": _("Просрочен е срок по случай на дете."),
    "protection.ending": _("Изтича срокът, за който съдът е настанил дете."),
    "case.ground_ended": _("Основанието за настаняване приключи, мястото е свободно."),
    "case.ground_ending": _("Изтича срокът, за който лице е настанено при Вас."),
    "court.over": _("Изтече срокът, за който съдът е настанил лице, а то е още в услугата."),
    "court.ending": _("Наближава краят на срока, за който съдът е настанил лице."),
    "area.changed": _("Променено е коя дирекция обслужва община."),
}

# Below /o/<organization>/; a kind that is not here has no page of its own.
PATHS = {
    "request": "requests/{id}/",
    "person": "people/{id}/",
    "case": "cases/{id}/",
    "service": "services/{id}/",
    "organization": "settings/",
    "analysis": "needs/{id}/",
    "session": "meetings/sessions/{id}/",
    "protection": "protection/cases/{id}/",
    "court": "courts/{id}/",
}


def path_of(record_kind: str, record_id: int) -> str:
    """The page of the record below the organization's address; the list of notices when none."""
    return PATHS.get(record_kind, "notices/").format(id=record_id)
