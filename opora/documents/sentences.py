"""What happened with papers, for the courses of the records they belong to."""

from django.utils.translation import gettext_lazy

SENTENCES = {
    "documents.issued": gettext_lazy("издаде „%(title)s“, %(number)s"),
    "documents.withdrawn": gettext_lazy("оттегли „%(title)s“, %(number)s"),
    "documents.attached": gettext_lazy("прикачи „%(title)s“"),
    "documents.removed": gettext_lazy("махна файла „%(title)s“"),
}
